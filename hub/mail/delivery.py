"""From the outbox to the mail server: nothing lost, nothing doubled that can be avoided.

A mail's attempt is counted and committed before it is tried, so one that kills the process comes to
an end after five. It is sent inside the transaction that marks it sent, under a row lock: a dead
process drops the lock at once, and only a death between the server's answer and our commit repeats
one mail, with the same Message-ID. What is the server's fault is not counted against a mail.
"""

import contextlib
import logging
import signal
import smtplib
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.utils import timezone

from hub.mail import heartbeats, kinds
from hub.mail.models import MAX_ATTEMPTS, Email, EmailState

logger = logging.getLogger(__name__)

# A little less than the two seconds between two rings; more would make an orderly stop slow.
BUDGET_SECONDS = 1.8
# How soon a mail is tried again whose process died; in the meantime the others go first.
AFTER_DEATH = timedelta(seconds=5)
LONGEST_WAIT_MINUTES = 60
SERVICE_CLOSING = 421
TOO_BIG = 552


# Written out, because Django would take longer to word them for each mail than PostgreSQL to answer.
TAKE = """
    UPDATE hub_email SET attempts = attempts + 1, next_attempt_at = %(later)s
    WHERE id = (
        SELECT id FROM hub_email
        WHERE state = 'queued' AND next_attempt_at <= %(now)s AND attempts < %(most)s
        ORDER BY is_secret DESC, next_attempt_at LIMIT 1
        FOR UPDATE SKIP LOCKED
    )
    RETURNING id
"""
LOCK = "SELECT * FROM hub_email WHERE id = %s AND state = 'queued' FOR UPDATE SKIP LOCKED"
MARK_SENT = (
    "UPDATE hub_email SET state = 'sent', sent_at = %s, body = %s, error = '' WHERE id = %s"
)


class ServerTrouble(Exception):
    """The mail server does not work: no reason to try the next mail."""


class Pause:
    """A server that does not work is left alone for a while, each time for longer."""

    FIRST, LONGEST = 2.0, 30.0

    def __init__(self) -> None:
        self._until, self._length = 0.0, self.FIRST

    @property
    def is_on(self) -> bool:
        return time.monotonic() < self._until

    def begin(self) -> None:
        self._until = time.monotonic() + self._length
        self._length = min(2 * self._length, self.LONGEST)

    def end(self) -> None:
        self._until, self._length = 0.0, self.FIRST


pause = Pause()


def drain(*, budget_seconds: float = BUDGET_SECONDS) -> int:
    """Send what is due until the time is up; return how many mails the server took."""
    heartbeats.note(heartbeats.MAIL)
    _bury_exhausted()
    if pause.is_on or not Email.objects.due(timezone.now()).exists():
        return 0
    stop_at = time.monotonic() + budget_seconds
    sent = 0
    try:
        with _server() as server, _orderly_stop() as is_asked_to_stop:
            while time.monotonic() < stop_at and not is_asked_to_stop():
                if (email_id := _take()) is None:
                    break
                sent += _send(email_id, server)
    except ServerTrouble as trouble:
        pause.begin()
        logger.warning("the mail server does not work: %s", trouble)
        waiting = Email.objects.due(timezone.now()).filter(error="")
        waiting.update(error=f"Server: {trouble}")
    else:
        pause.end()
    return sent


@contextlib.contextmanager
def _server() -> Iterator[BaseEmailBackend]:
    """A connection that has been heard to answer, kept open for many mails."""
    server = get_connection()
    try:
        try:
            server.open()
            _hear(getattr(server, "connection", None))
        except OSError as error:
            raise ServerTrouble(str(error) or type(error).__name__) from error
        yield server
    finally:
        with contextlib.suppress(OSError):
            server.close()


def _hear(smtp: object) -> None:
    if isinstance(smtp, smtplib.SMTP):
        smtp.ehlo_or_helo_if_needed()
        code, answer = smtp.noop()
        if code >= 400:  # noqa: PLR2004
            raise smtplib.SMTPResponseException(code, answer)


@contextlib.contextmanager
def _orderly_stop() -> Iterator[Callable[[], bool]]:
    """Let SIGTERM wait for the mail in hand, even when it reaches the whole process group."""
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    asked = threading.Event()
    before = signal.signal(signal.SIGTERM, lambda *_: asked.set())
    try:
        yield asked.is_set
    finally:
        signal.signal(signal.SIGTERM, before)
        if asked.is_set():
            signal.raise_signal(signal.SIGTERM)


def _take() -> int | None:
    """Choose the next mail and count the attempt, committed; None when nothing is due."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(TAKE, {"now": now, "later": now + AFTER_DEATH, "most": MAX_ATTEMPTS})
        row = cursor.fetchone()
    return row and int(row[0])


def _send(email_id: int, server: BaseEmailBackend) -> bool:
    """Hand the mail to the server; False when that failed or somebody else has it."""
    trouble = None
    with transaction.atomic():
        email = next(iter(Email.objects.raw(LOCK, [email_id])), None)
        if email is None:
            return False
        try:
            server.send_messages([_message(email)])
        except ValueError as error:  # no server will ever take it
            _bury(email, str(error))
        except OSError as error:  # SMTPException is one
            trouble = _settle(email, error)
        else:
            _mark_sent(email)
    if trouble:  # raised out here, so that what was settled is committed
        raise trouble
    return email.state == EmailState.SENT


def _message(email: Email) -> EmailMessage:
    headers = {"Message-ID": email.message_id, "Auto-Submitted": "auto-generated"}
    if email.unsubscribe:
        headers["List-Unsubscribe"] = f"<{settings.SITE_URL}{email.unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMessage(
        email.subject,
        email.body,
        to=[email.to],
        reply_to=[settings.CONTACT_EMAIL],
        headers=headers,
    )
    if picture := _picture(email):
        message.attach(picture.name, picture.content, "image/png")
    return message


def _picture(email: Email) -> kinds.Picture | None:
    """What its kind draws; a mail leaves without it rather than not at all."""
    try:
        draw = kinds.get(email.kind).picture
    except kinds.UnknownKind:
        return None
    if draw is None:
        return None
    try:
        with transaction.atomic():
            return draw(email.body)
    except Exception:
        logger.exception("the picture of a mail could not be drawn: %s", email.pk)
        return None


def _mark_sent(email: Email) -> None:
    email.state = EmailState.SENT
    body = "" if email.is_secret and not settings.DEMO else email.body
    with connection.cursor() as cursor:
        cursor.execute(MARK_SENT, [timezone.now(), body, email.pk])


def _settle(email: Email, error: OSError) -> ServerTrouble | None:
    """Record a failure; the answer says whether it is the server's."""
    code, text = _answer(error)
    if code == SERVICE_CLOSING or (
        isinstance(error, smtplib.SMTPSenderRefused) and code != TOO_BIG
    ):
        email.attempts -= 1
        email.next_attempt_at = timezone.now()
        email.save(update_fields=["attempts", "next_attempt_at"])
        return ServerTrouble(text)
    if code >= 500 or email.attempts >= MAX_ATTEMPTS:  # noqa: PLR2004
        _bury(email, text)
    else:
        minutes = min(2 ** (email.attempts - 1), LONGEST_WAIT_MINUTES)
        email.next_attempt_at = timezone.now() + timedelta(minutes=minutes)
        email.error = text
        email.save(update_fields=["next_attempt_at", "error"])
    # Without a code the connection broke off: no other mail can use it.
    return None if code else ServerTrouble(text)


def _answer(error: OSError) -> tuple[int, str]:
    """The server's code and words; code 0 when the connection broke."""
    code, words = 0, str(error) or type(error).__name__
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
        words = _decoded(answer)
    elif isinstance(error, smtplib.SMTPResponseException):
        code, words = error.smtp_code, _decoded(error.smtp_error)
    return code, f"{code} {words}" if code else words


def _decoded(answer: bytes | str) -> str:
    return answer.decode(errors="replace") if isinstance(answer, bytes) else answer


def _bury_exhausted() -> None:
    """What was tried five times and never came to an end killed its process each time."""
    exhausted = Email.objects.due(timezone.now()).filter(attempts__gte=MAX_ATTEMPTS)
    exhausted.update(state=EmailState.DEAD, error="The process died each time it was sent")


def _bury(email: Email, error: str) -> None:
    email.state, email.error = EmailState.DEAD, error
    email.save(update_fields=["state", "error"])
