"""What the team can do with a mail in the outbox and with the texts. All of it is in the history."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.accounts.models import User
from hub.core.workflow import InvalidTransition, Transition
from hub.mail import outbox, texts, values
from hub.mail.kinds import MailKind
from hub.mail.models import Email, EmailState, EmailTemplate

HOLD = Transition("hold", frozenset({EmailState.QUEUED}), EmailState.HELD)
RELEASE = Transition("release", frozenset({EmailState.HELD}), EmailState.QUEUED)
EDITABLE = frozenset({EmailState.QUEUED, EmailState.HELD})
FINISHED = frozenset({EmailState.SENT, EmailState.DEAD})


class Confidential(Exception):
    """The mail lets its recipient in: nobody else may change it or have it sent."""


class TextGone(Exception):
    """The text was emptied after its time; there is nothing left to send."""


@transaction.atomic
def hold(email: Email, *, by: User) -> Email:
    return _move(email, HOLD, by=by, note=_("angehalten"))


@transaction.atomic
def release(email: Email, *, by: User) -> Email:
    """Let a held mail go, with all its attempts."""
    note = _("freigegeben")
    return _move(email, RELEASE, by=by, note=note, attempts=0, next_attempt_at=timezone.now())


@transaction.atomic
def edit(email: Email, *, by: User, to: str, subject: str, body: str) -> Email:
    """Change a mail that has not left yet."""
    email = _locked(email)
    if email.state not in EDITABLE:
        raise InvalidTransition(f"cannot edit when {email.state}")
    if email.is_secret:
        raise Confidential
    if to != email.to:
        # It may be somebody else's address now.
        email.recipient = None
    email.to, email.subject, email.body = to, values.one_line(subject), texts.wrapped(body)
    email.save(update_fields=["recipient", "to", "subject", "body"])
    _record(email, by=by, note=_("bearbeitet"))
    return email


@transaction.atomic
def send_again(email: Email, *, by: User) -> Email:
    """A copy under a new Message-ID, queued now; the first one stays as it is."""
    email = _locked(email)
    if email.state not in FINISHED:
        raise InvalidTransition(f"cannot send again when {email.state}")
    if email.is_secret:
        raise Confidential
    if not email.body:
        raise TextGone
    copy = Email.objects.create(
        **outbox.new_message_id(),
        kind=email.kind,
        recipient=email.recipient,
        to=email.to,
        language=email.language,
        subject=email.subject,
        body=email.body,
        about=email.about,
        unsubscribe=email.unsubscribe,
    )
    _record(email, by=by, note=_("noch einmal gesendet"))
    return copy


@transaction.atomic
def save_template(kind: MailKind, *, by: User, de: texts.Text, en: texts.Text) -> None:
    """Use the team's own wording for this kind from now on."""
    wording = {
        "subject_de": de.subject,
        "body_de": de.body,
        "subject_en": en.subject,
        "body_en": en.body,
        "updated_by": by,
    }
    template, _created = EmailTemplate.objects.update_or_create(kind=kind.key, defaults=wording)
    _record(template, by=by, note=_("bearbeitet"))


@transaction.atomic
def reset_template(kind: MailKind, *, by: User) -> None:
    """Back to the portal's own text."""
    for template in EmailTemplate.objects.select_for_update().filter(kind=kind.key):
        _record(template, by=by, note=_("auf den Text des Portals zurückgesetzt"))
        template.delete()


def _move(
    email: Email, transition: Transition, *, by: User, note: str, **changes: object
) -> Email:
    email = _locked(email)
    transition.ensure_allowed_from(email.state)
    email.state = transition.target
    for field, value in changes.items():
        setattr(email, field, value)
    email.save(update_fields=["state", *changes])
    _record(email, by=by, note=note)
    return email


def _locked(email: Email) -> Email:
    """The fresh row; waits while the worker has the mail in hand."""
    return Email.objects.select_for_update().get(pk=email.pk)


def _record(row: Email | EmailTemplate, *, by: User, note: str) -> None:
    LogEntry.objects.log_actions(
        user_id=by.pk,
        queryset=[row],
        action_flag=CHANGE,
        change_message=note,
        single_object=True,
    )
