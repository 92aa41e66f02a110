"""What a team does with its application as a whole: hand it in, take it back, withdraw it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.accounts.consents import FOR_APPLICATIONS
from hub.accounts.models import User
from hub.core import times
from hub.mail import outbox
from hub.mail.values import Block, Link, Words
from startups.models import Answer, Application, Batch, Decision, SubmittedCopy
from startups.queries import application_form, status
from startups.queries.application_form import ApplicationForm
from startups.services import profiles
from startups.services.drafts import (
    NOT_A_WRITER,
    TOO_LATE,
    NotEditable,
    deadline_of,
    ensure_open,
    lock,
)
from startups.services.moves import move
from startups.states import IN_SELECTION, REOPEN, SUBMIT, WITHDRAW, WRITERS, MemberLevel

LANGUAGES = ("de", "en")
YES, NO = gettext_lazy("ja"), gettext_lazy("nein")
TRACK = gettext_lazy("Schwerpunkt")


class Incomplete(Exception):
    """Something required is missing; `form` knows what and where."""

    def __init__(self, form: ApplicationForm) -> None:
        super().__init__(f"{form.missing} things are missing")
        self.form = form


@transaction.atomic
def submit(application_uuid: UUID, *, by: User) -> Application:
    """Hand an application in: one state change, one frozen copy, one receipt for each member.

    A second click, or a second founder at the same moment, gets the application that is already
    in. Raises Incomplete, NotEditable, Application.DoesNotExist.
    """
    desk = lock(application_uuid, by=by)
    if desk.application.state in IN_SELECTION:
        return desk.application
    ensure_open(desk)
    application = desk.application
    form = application_form.load(application)
    if not form.is_complete:
        raise Incomplete(form)
    _forget_unasked(form)
    application = move(
        application,
        SUBMIT,
        by=by,
        at=desk.now,
        submitted_at=desk.now,
        first_submitted_at=application.first_submitted_at or desk.now,
        submitted_by=by,
        number=application.number or _next_number(application.batch, desk.now),
    )
    application.startup = profiles.fill_from_answers(application)
    copy = _freeze_copy(application, form, by=by, at=desk.now)
    _tell_team(application, "startups/application_received", deadline=desk.deadline, copy=copy)
    return application


@transaction.atomic
def reopen(application_uuid: UUID, *, by: User) -> Application:
    """Take a handed-in application back into work, until the deadline.

    Raises NotEditable after it, InvalidTransition when the hub is at work already.
    """
    desk = lock(application_uuid, by=by)
    if desk.level not in WRITERS:
        raise NotEditable(NOT_A_WRITER)
    if desk.now > desk.deadline:
        raise NotEditable(TOO_LATE)
    application = move(
        desk.application, REOPEN, by=by, at=desk.now, submitted_at=None, submitted_by=None
    )
    _tell_team(application, "startups/application_reopened", deadline=desk.deadline)
    return application


@transaction.atomic
def withdraw(application_uuid: UUID, *, by: User) -> Application:
    """End an undecided application for good; a decision prepared in silence goes with it."""
    desk = lock(application_uuid, by=by)
    if desk.level != MemberLevel.OWNER:
        raise NotEditable(_("Zurückziehen kann nur, wer für die Bewerbung verantwortlich ist."))
    return withdraw_locked(desk.application, by=by, at=desk.now)


def withdraw_locked(
    application: Application, *, by: User, at: datetime, note: str = ""
) -> Application:
    """The withdrawal itself, for the team's door and for the staff's. Inside a transaction."""
    Decision.objects.filter(application=application, released_at__isnull=True).delete()
    application = move(application, WITHDRAW, by=by, at=at, note=note)
    _tell_team(application, "startups/application_withdrawn", deadline=deadline_of(application))
    return application


def _forget_unasked(form: ApplicationForm) -> None:
    """Answers to questions of another track are not stored beyond the draft."""
    asked = [field.question.pk for field in form.fields()]
    Answer.objects.filter(application=form.application).exclude(question__in=asked).delete()


def _next_number(batch: Batch, now: datetime) -> str:
    """The next application number; the first one also writes the form in stone."""
    Batch.objects.filter(pk=batch.pk).update(
        last_number=F("last_number") + 1, form_frozen_at=Coalesce("form_frozen_at", now)
    )
    last = Batch.objects.values_list("last_number", flat=True).get(pk=batch.pk)
    return f"{batch.code}-{last:04}"


def _freeze_copy(
    application: Application, form: ApplicationForm, *, by: User, at: datetime
) -> SubmittedCopy:
    version = application.copies.count() + 1
    return SubmittedCopy.objects.create(
        application=application,
        version=version,
        submitted_at=at,
        submitted_by=by,
        content=_content(application, form),
    )


def _content(application: Application, form: ApplicationForm) -> list[dict[str, object]]:
    """The sections as SubmittedCopy keeps them: every label and answer in both languages."""
    content: list[dict[str, object]] = []
    for part in form.parts:
        items = [
            {
                "label_de": field.question.label_de,
                "label_en": field.question.label_en,
                "text_de": field.shown("de"),
                "text_en": field.shown("en"),
            }
            for field in part.fields
        ]
        if part.kind == "track" and application.track:
            items.insert(0, _track_item(application))
        if part.kind == "consents":
            items = [*_consent_items(form), *items]
        section = part.section
        content.append(
            {"title_de": section.title_de, "title_en": section.title_en, "items": items}
        )
    return content


def _track_item(application: Application) -> dict[str, str]:
    assert application.track
    labels = _both(TRACK)
    return {
        "label_de": labels["de"],
        "label_en": labels["en"],
        "text_de": application.track.name_de,
        "text_en": application.track.name_en,
    }


def _consent_items(form: ApplicationForm) -> list[dict[str, str]]:
    items = []
    for purpose in FOR_APPLICATIONS:
        label = _both(purpose.label)
        text = _both(YES if purpose.key in form.given else NO)
        items.append(
            {
                "label_de": label["de"],
                "label_en": label["en"],
                "text_de": text["de"],
                "text_en": text["en"],
            }
        )
    return items


def _both(text: Promise) -> dict[str, str]:
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = str(text)
    return found


def _tell_team(
    application: Application,
    kind: str,
    *,
    deadline: datetime,
    copy: SubmittedCopy | None = None,
) -> None:
    """One mail to each member, in their language, with the words the page shows."""
    offer = status.offer_of(application)
    members = application.startup.members.current().select_related("person")
    for member in members:
        with translation.override(member.person.language):
            now = status.of(application, deadline=deadline, offer=offer)
            values: dict[str, object] = {
                "startup": application.startup.name,
                "batch": application.batch.name,
                "number": application.number,
                "title": now.title,
                "sentence": Words(now.sentence),
                "next": Words(now.next_line),
                "link": Link(application.get_absolute_url()),
            }
            if copy:
                values["submitted_at"] = times.long_moment(copy.submitted_at)
                values["answers"] = Block(copy_as_text(copy, member.person.language))
            outbox.queue(
                kind, to=member.person, values=values, about=application.get_absolute_url()
            )


def copy_as_text(copy: SubmittedCopy, language: str) -> str:
    """The frozen copy as plain text, for mails."""
    lines = []
    for section in copy.content:
        lines += [section[f"title_{language}"].upper(), ""]
        for item in section["items"]:
            lines += [item[f"label_{language}"], item[f"text_{language}"] or "–", ""]
    return "\n".join(lines).strip()
