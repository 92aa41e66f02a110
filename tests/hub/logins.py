"""Ways into an account that several tests go: by password, by a code from the app."""

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp

PASSWORD = "a-quiet-harbour-in-may"
LOGIN = "/accounts/login/"
SECRET = "JBSWY3DPEHPK3PXP"


def with_password(person):
    person.set_password(PASSWORD)
    person.save()
    return person


def with_totp(person):
    totp.TOTP.activate(person, SECRET)
    RecoveryCodes.activate(person)
    return person


def totp_code(step=0):
    counter = next(totp.yield_hotp_counters_from_time())
    return totp.format_hotp_value(totp.hotp_value(SECRET, counter + step))


def log_in(client, person):
    return client.post(LOGIN, {"login": person.email, "password": PASSWORD})


def reauthenticate(client, path="/accounts/reauthenticate/"):
    return client.post(path, {"password": PASSWORD})
