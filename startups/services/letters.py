"""Mails to a team about what the hub did: one for each member, in their language.

What a mail will say can be read before it is sent: the preview of a release and the release itself
take their words from here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.utils import translation

from hub.accounts.models import User
from hub.mail import kinds, outbox, texts
from hub.mail.values import Block, Link, Words
from startups.models import Application, Offer, Question, StartupMember
from startups.queries import status
from startups.services.drafts import deadline_of
from startups.states import Outcome

DECIDED_KINDS = {
    Outcome.ACCEPT: "startups/application_accepted",
    Outcome.WAITLIST: "startups/application_waitlisted",
    Outcome.DECLINE: "startups/application_declined",
    Outcome.RULE_OUT: "startups/application_ruled_out",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to one member, not yet written into the outbox."""

    kind: str
    to: User
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Preview:
    """A mail as it will arrive."""

    to: User
    subject: str
    body: str


def about(
    application: Application, kind: str, *, offer: Offer | None = None, **more: object
) -> Iterator[Letter]:
    """A letter to each member that says where `application` stands, as its page does."""
    # Only a draft's words hang on its own deadline.
    deadline = deadline_of(application) if application.is_draft else application.batch.deadline
    for person in team(application):
        with translation.override(person.language):
            now = status.of(application, deadline=deadline, offer=offer)
            values = {
                "startup": application.startup.name,
                "batch": application.batch.name,
                "number": application.number,
                "title": now.title,
                "sentence": Words(now.sentence),
                "next": Words(now.next_line),
                "link": Link(application.get_absolute_url()),
            }
        yield Letter(kind, person, values | more)


def decided(
    application: Application, outcome: str, message: str, *, offer: Offer | None
) -> Iterator[Letter]:
    """The letters that tell a team its decision; `application` is already in its new state."""
    kind = DECIDED_KINDS[Outcome(outcome)]
    return about(application, kind, offer=offer, message=Block(message))


def team(application: Application) -> list[User]:
    """Who is on the team now; read before where many applications were (`with_team`)."""
    members = getattr(application.startup, "team", None)
    if members is None:
        members = current_members().filter(startup=application.startup_id)
    return [member.person for member in members]


def with_team(path: str) -> Prefetch:
    """Read the teams of many startups at once, for `team`."""
    return Prefetch(f"{path}__members", current_members(), to_attr="team")


def current_members() -> QuerySet[StartupMember]:
    return StartupMember.objects.current().select_related("person")


def send(application: Application, letters: Iterable[Letter]) -> None:
    """Queue the letters in the caller's transaction."""
    for letter in letters:
        outbox.queue(
            letter.kind, to=letter.to, values=letter.values, about=application.get_absolute_url()
        )


def previews(
    letters: Iterable[Letter], wordings: dict[tuple[str, str], texts.Text]
) -> list[Preview]:
    """The letters as they will arrive; `wordings` keeps each text so that it is read once."""
    found = []
    for letter in letters:
        kind = kinds.get(letter.kind)
        language = letter.to.language
        key = (letter.kind, language)
        if key not in wordings:
            wordings[key] = texts.current(kind, language)
        kind.check(letter.values)
        text = texts.filled(
            kind, wordings[key], letter.values, language=language, name=letter.to.name
        )
        found.append(Preview(letter.to, text.subject, text.body))
    return found


def deadline_extended(application: Application, *, until: datetime) -> None:
    letters = about(application, "startups/deadline_extended", until=until)
    send(application, letters)


def questions_reopened(
    application: Application, *, questions: list[Question], until: datetime, note: str
) -> None:
    """One mail to each member with the questions in their language."""
    for letter in about(application, "startups/questions_reopened", until=until):
        english = letter.to.language == "en"
        asked = [q.label_en if english else q.label_de for q in questions]
        text = "\n".join(f"– {label}" for label in asked)
        more = {"questions": Block(f"{text}\n\n{note}".strip())}
        send(application, [Letter(letter.kind, letter.to, {**letter.values, **more})])
