"""Ways into an account that several tests go: by password, by a code from the app."""

import time

from allauth.mfa import app_settings
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp

PASSWORD = "a-quiet-harbour-in-may"
LOGIN = "/accounts/login/"
SECRET = "JBSWY3DPEHPK3PXP"
PERIOD = app_settings.TOTP_PERIOD
# Seconds in which a test types the code it has read.
IN_TIME = 3


def with_password(person):
    person.set_password(PASSWORD)
    person.save()
    return person


def with_totp(person):
    totp.TOTP.activate(person, SECRET)
    RecoveryCodes.activate(person)
    return person


def totp_code(secret=SECRET):
    """What the app shows; waited for where the one of this half minute would be over at once."""
    left = PERIOD - time.time() % PERIOD
    if left < IN_TIME:
        time.sleep(left)
    counter = next(totp.yield_hotp_counters_from_time())
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def log_in(client, person):
    return client.post(LOGIN, {"login": person.email, "password": PASSWORD})


def reauthenticate(client, path="/accounts/reauthenticate/"):
    return client.post(path, {"password": PASSWORD})
