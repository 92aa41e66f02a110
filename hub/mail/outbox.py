"""The only way to send mail. Nothing else in the portal writes to the outbox or talks to SMTP.

A mail is a row, written in the caller's transaction: rolled back with it, never lost after it.
No broker is involved: the mail worker looks for rows every two seconds.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from hub.accounts.models import User
from hub.mail import choices, kinds, texts
from hub.mail import values as mail_values
from hub.mail.models import Email, EmailState
from hub.mail.recipients import Recipient

MAX_ADDRESS = 254


def queue(
    kind: str,
    *,
    to: Recipient,
    values: Mapping[str, object],
    dedup_key: str = "",
    about: str = "",
    unsubscribe: str = "",
) -> bool:
    """Write the mail in the recipient's language; it leaves once the transaction commits.

    Whoever does not want mails of an optional kind gets none, and the answer is False.

    With a `dedup_key` it is queued at most once, however often this is called, and the answer says
    whether this call did it. `about` is the path where staff find what the mail tells of, `unsubscribe` the path that ends such
    mails by one POST without login: mail programs offer it beside the sender.
    """
    if dedup_key and Email.objects.filter(dedup_key=dedup_key).exists():
        return False
    declared = kinds.get(kind)
    person = to if isinstance(to, User) else None
    if person and choices.declines(person, declared):
        return False
    stop = choices.stop_path(person, declared) if person and declared.optional_for else ""
    text = texts.rendered(declared, values, language=to.language, name=to.name, stop=stop)
    return _insert(
        kind=kind,
        recipient=person,
        address=to.email,
        language=to.language,
        text=text,
        is_secret=declared.is_secret,
        about=about,
        dedup_key=dedup_key,
        unsubscribe=unsubscribe or stop,
    )


def queue_rendered(
    *,
    kind: str,
    to_address: str,
    recipient: User | None,
    subject: str,
    body: str,
    language: str,
    is_secret: bool = False,
    about: str = "",
) -> None:
    """Queue a mail whose text another library wrote; links to foreign hosts are defused."""
    subject = mail_values.cut(mail_values.one_line(subject), texts.MAX_SUBJECT)
    language = language if language in texts.LANGUAGES else settings.LANGUAGE_CODE
    body = texts.laid_out(texts.without_foreign_links(body), language)
    _insert(
        kind=kind,
        recipient=recipient,
        address=to_address,
        language=language,
        text=texts.Text(subject, body),
        is_secret=is_secret,
        about=about,
    )


def new_message_id() -> dict[str, object]:
    """The identity of a row: fixed here, so that a repeat after a crash is seen as a repeat."""
    uuid = uuid4()
    return {"uuid": uuid, "message_id": f"<{uuid}@{urlsplit(settings.SITE_URL).hostname}>"}


def _insert(
    *,
    kind: str,
    recipient: User | None,
    address: str,
    language: str,
    text: texts.Text,
    is_secret: bool,
    about: str,
    dedup_key: str = "",
    unsubscribe: str = "",
) -> bool:
    row = {
        **new_message_id(),
        "kind": kind,
        "recipient": recipient,
        "to": mail_values.one_line(address)[:MAX_ADDRESS],
        "language": language,
        "subject": text.subject,
        "body": text.body,
        "is_secret": is_secret,
        "about": about,
        "unsubscribe": unsubscribe,
    }
    if not is_address(address):
        # Kept for staff to see and mend; failing the request would help nobody.
        row |= {"state": EmailState.DEAD, "error": "Not an e-mail address"}
    if not dedup_key:
        Email.objects.create(**row)
        return True
    return Email.objects.get_or_create(dedup_key=dedup_key, defaults=row)[1]


def is_address(text: str) -> bool:
    """Whether a mail can be addressed to `text` exactly as it stands."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= MAX_ADDRESS and text == mail_values.one_line(text)
