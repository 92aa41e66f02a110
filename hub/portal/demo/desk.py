"""What lies on the hub team's desk in the demo: decks, notes, an extension, mails in every state."""

from datetime import datetime, timedelta
from hashlib import sha256
from random import Random

from django.core.files.base import ContentFile

from hub.accounts.models import User
from hub.core import times
from hub.mail.models import MAX_ATTEMPTS, Email, EmailState
from hub.mail.values import Block
from hub.portal.demo import answers, deck, startups
from startups.models import (
    Answer,
    Application,
    Attachment,
    Conflict,
    Decision,
    Extension,
    Question,
    QuestionKind,
    Reopening,
    StaffNote,
    Startup,
)
from startups.services import applications, letters
from startups.states import ApplicationState, Outcome

S = ApplicationState
SLIDES = 5
# The drafts: the founder account's, and one that got more time.
FOUNDERS_DRAFT, LATE_DRAFT, TIED = "waermepuls", "quartierkueche", "fahrgastfluss"
NOTES = (
    "Anruf am Montag: zweite Gründerin kommt im Frühjahr dazu.",
    "Passt gut zu dem, was die Wasserwerke suchen. Wer stellt vor?",
    "Deck nennt andere Zahlen als die Bewerbung, nachfragen.",
)
REFUSED = "550 5.1.1 mailbox unavailable"


def dress(*, now: datetime, people: dict[str, User]) -> None:
    """Put it all there; called once, after the applications are written."""
    _attach_decks()
    handed_in = Application.objects.filter(batch__state="open", submitted_at__isnull=False)
    in_order = list(handed_in.select_related("startup", "batch").order_by("submitted_at"))
    waiting = [application for application in in_order if application.state == S.SUBMITTED]
    _screen(waiting, people["staff"])
    _write_notes(in_order, people["staff"])
    _give_more_time(people["staff"])
    _ask_again(waiting[-1], people["staff"], now)
    Conflict.objects.create(
        person=people["staff"],
        startup=Startup.objects.get(slug=TIED),
        reason="Lebt mit einer Gründerin in einem Haushalt.",
        recorded_by=people["lead"],
    )
    _send_receipts(in_order)


def _attach_decks() -> None:
    """A real deck for every application that was handed in, and for the founder account's draft."""
    invented = {row.name: row for name in startups.GROUPS for row in startups.group(name)}
    questions = {
        question.section.batch_id: question
        for question in Question.objects.filter(kind=QuestionKind.FILE).select_related("section")
    }
    decks = []
    for application in Application.objects.select_related("startup", "started_by"):
        if application.state == S.DRAFT and application.startup.slug != FOUNDERS_DRAFT:
            continue
        startup = invented[application.startup.name]
        content = deck.draw(startup, answers.of(startup, Random(startup.name)))  # noqa: S311
        attachment = Attachment(
            application=application,
            question=questions[application.batch_id],
            name="Pitchdeck.pdf",
            size=len(content),
            pages=SLIDES,
            sha256=sha256(content).hexdigest(),
            uploaded_by=application.started_by,
            uploaded_at=application.edited_at,
        )
        attachment.file.save("deck", ContentFile(content), save=False)
        decks.append(attachment)
    Attachment.objects.bulk_create(decks)


def _screen(waiting: list[Application], staff: User) -> None:
    """One is found eligible, one is not: in silence, no team sees anything of it."""
    for application, is_eligible in zip(waiting, (True, False), strict=False):
        assert application.submitted_at
        application.is_eligible = is_eligible
        application.screened_by = staff
        application.screened_at = application.submitted_at + timedelta(minutes=30)
        if not is_eligible:
            application.screening_reason = "Ein Produkt ist noch nicht zu erkennen."
            Decision.objects.create(
                application=application,
                outcome=Outcome.RULE_OUT,
                message=application.screening_reason,
                prepared_by=staff,
            )
        application.save(
            update_fields=["is_eligible", "screened_by", "screened_at", "screening_reason"]
        )


def _write_notes(in_order: list[Application], staff: User) -> None:
    StaffNote.objects.bulk_create(
        StaffNote(application=application, author=staff, text=text)
        for application, text in zip(in_order, NOTES, strict=False)
    )


def _give_more_time(staff: User) -> None:
    draft = Application.objects.select_related("batch").get(startup__slug=LATE_DRAFT)
    Extension.objects.create(
        application=draft,
        until=draft.batch.deadline + timedelta(days=3),
        reason="Elternzeit",
        given_by=staff,
    )


def _ask_again(application: Application, staff: User, now: datetime) -> None:
    """One question of a handed-in application is open again."""
    answer = Answer.objects.filter(
        application=application, question__label_de="Womit verdient ihr Geld?"
    ).get()
    Reopening.objects.create(
        application=application,
        question_id=answer.question_id,
        until=times.end_of_day((now + timedelta(days=7)).date()),
        note="Bitte nennt einen Preis.",
        opened_by=staff,
        value_before=answer.value,
    )


def _send_receipts(in_order: list[Application]) -> None:
    """The receipts as they went out back then; the last two show what can go wrong."""
    for application in in_order:
        copy = application.copies.get()
        received = letters.about(
            application,
            "startups/application_received",
            submitted_at=times.long_moment(copy.submitted_at),
            answers=Block(applications.copy_as_text(copy, "de")),
        )
        letters.send(application, received)
        Email.objects.filter(about=application.get_absolute_url()).update(
            state=EmailState.SENT,
            attempts=1,
            created_at=copy.submitted_at,
            sent_at=copy.submitted_at + timedelta(seconds=4),
        )
    held, refused = Email.objects.filter(state=EmailState.SENT).order_by("-created_at", "-pk")[:2]
    Email.objects.filter(pk=held.pk).update(state=EmailState.HELD, attempts=0, sent_at=None)
    Email.objects.filter(pk=refused.pk).update(
        state=EmailState.DEAD, attempts=MAX_ATTEMPTS, sent_at=None, error=REFUSED
    )
