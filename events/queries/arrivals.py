"""Who has a seat at an event and who of them is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q, QuerySet

from events.models import Event, Registration
from events.states import ATTEND, RegistrationState
from hub.core.compiled import Compiled
from hub.core.text import plain_words
from hub.core.times import BERLIN

ON_THE_LIST = (
    RegistrationState.CONFIRMED,
    RegistrationState.ATTENDED,
    RegistrationState.NO_SHOW,
)
COLUMNS = ("uuid", "name", "organisation", "seats", "state", "place", "startup__name")
CAME = Q(moves__transition=ATTEND.name)


@dataclass(frozen=True, slots=True)
class Guest:
    registration: Registration
    since: datetime | None
    # To be found and sorted by.
    words: str

    @property
    def ticket(self) -> str:
        return self.registration.uuid.hex

    @property
    def is_here(self) -> bool:
        return self.registration.state == RegistrationState.ATTENDED

    @property
    def clock(self) -> str:
        """When they came, by Berlin's clock."""
        return f"{self.since.astimezone(BERLIN):%H:%M}" if self.is_here and self.since else ""

    @property
    def origin(self) -> str:
        """The organisation or the startup they come from."""
        startup = self.registration.startup
        return self.registration.organisation or (startup.name if startup else "")


@dataclass(frozen=True, slots=True)
class Door:
    """The list at the door; a group counts with all its seats."""

    guests: Sequence[Guest]

    @property
    def here(self) -> int:
        return sum(guest.registration.seats for guest in self.guests if guest.is_here)

    @property
    def expected(self) -> int:
        return sum(guest.registration.seats for guest in self.guests)

    def named(self, text: str) -> list[Guest]:
        """Those whose name or organisation has all the words; a part of a word is enough."""
        asked = plain_words(text)
        return [guest for guest in self.guests if all(word in guest.words for word in asked)]


def expected(event: int) -> QuerySet[Registration]:
    """Everybody with a seat, with what the list says of them."""
    rows = Registration.objects.filter(event=event, state__in=ON_THE_LIST).select_related(
        "startup"
    )
    return rows.annotate(came_at=Max("moves__at", filter=CAME)).only(*COLUMNS).order_by()


EXPECTED = Compiled(expected, event=int)


def door(event: Event) -> Door:
    """Everybody with a seat, by name; in one query."""
    guests = [
        Guest(row, row.came_at, " ".join(plain_words(f"{row.name} {row.organisation}")))  # type: ignore[attr-defined]
        for row in EXPECTED.rows(event=event.pk)
    ]
    return Door(sorted(guests, key=lambda guest: (guest.words, guest.registration.pk)))
