"""What an entry's team reads: where it stands, in the words that page and mail share."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.core import times
from partners.models import Challenge, Entry, EntryNote, Partner
from partners.states import EntryState
from startups.models import PartnerProfile, Startup, StartupMember

# Everybody hears in a week; where it takes longer, in another one.
ROUND = 7
MOST_LISTED = 20
SENTENCES: dict[str, tuple[str | Promise, str | Promise]] = {
    EntryState.DRAFT: (
        _("Entwurf"),
        _("Noch nicht eingereicht. Nur euer Team sieht den Text."),
    ),
    EntryState.SUBMITTED: (
        _("Eingereicht"),
        _("Euer Beitrag liegt beim Partner. Bis zur Frist könnt ihr ihn noch ändern."),
    ),
    EntryState.CHOSEN: (
        _("Ausgewählt"),
        _("Der Partner möchte es mit euch versuchen und meldet sich bei euch."),
    ),
    EntryState.NOT_CHOSEN: (
        _("Diesmal nicht"),
        _("Der Partner hat sich für einen anderen Weg entschieden."),
    ),
    EntryState.WITHDRAWN: (_("Zurückgezogen"), _("Der Partner sieht den Beitrag nicht mehr.")),
}
AFTER_DEADLINE = _("Euer Beitrag liegt beim Partner. Die Frist ist vorbei, jetzt wird gelesen.")


@dataclass(frozen=True, slots=True)
class Standing:
    """One entry as its team may know it; nothing silent gets in."""

    title: str | Promise
    sentence: str | Promise
    answer_by: datetime | None


def standing(entry: Entry, *, now: datetime) -> Standing:
    title, sentence = SENTENCES[entry.shown_state]
    if entry.shown_state != EntryState.SUBMITTED:
        return Standing(title, sentence, None)
    if not entry.challenge.is_open_at(now):
        sentence = AFTER_DEADLINE
    return Standing(title, sentence, answer_by(entry.challenge, now=now))


def answer_by(challenge: Challenge, *, now: datetime) -> datetime:
    """Until when everybody hears: a week after the deadline, or the next week that is not over."""
    assert challenge.deadline
    rounds = 1
    if now > challenge.deadline:
        rounds = (now - challenge.deadline) // timedelta(days=ROUND) + 1
    return times.days_later(challenge.deadline, ROUND * rounds)


def for_teams(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    return entries.select_related("challenge__partner", "startup", "verdict")


def writable_startups(person: User) -> list[Startup]:
    """The startups that somebody may enter for."""
    writing = StartupMember.objects.writing().filter(person=person)
    found = Startup.objects.filter(pk__in=writing.values("startup")).exclude(visibility="archived")
    return list(found.order_by("sort_key", "pk"))


def released_profile(entry: Entry) -> PartnerProfile | None:
    """What the startup has released, for the partner it allowed to read its entry."""
    if not entry.may_read:
        return None
    found = PartnerProfile.objects.filter(startup=entry.startup_id)
    return found.select_related("track", "batch").first()


def notes(entry: Entry, partner: Partner) -> QuerySet[EntryNote]:
    """What the partner's own staff wrote beside an entry, the newest first."""
    return EntryNote.objects.filter(entry=entry, partner=partner).select_related("author")


def of_person(person: User, *, now: datetime) -> list[Entry]:
    """The entries of somebody's teams, the newest first, each with its `standing`."""
    found = list(for_teams(Entry.objects.of_team(person)).order_by("-started_at")[:MOST_LISTED])
    for entry in found:
        entry.standing = standing(entry, now=now)
    return found
