"""Startups as a partner's staff find them: what founders released to partners, while they agree."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from partners.models import PartnerMember, WatchEntry
from startups.models import PartnerProfile, ProfileDeck, ProfileLogo
from startups.queries import directory
from startups.queries.directory import Profile
from startups.queries.marks import marker
from startups.queries.search import Term

PAGE = "partners:startup-detail"


@dataclass(frozen=True, slots=True)
class Card:
    """One card of the list; `name` is without the marks of a search."""

    startup: Profile
    name: str
    is_watched: bool
    is_picked: bool

    @property
    def mark(self) -> str:
        return "on" if self.is_watched else ""

    @property
    def picked(self) -> str:
        return "checked" if self.is_picked else ""

    @property
    def deck(self) -> str:
        return "deck" if self.startup.has_deck else ""


def shown_to(member: PartnerMember) -> QuerySet[PartnerProfile]:
    """What somebody who acts for a partner today may see: the same for every partner."""
    assert member.pk
    return PartnerProfile.objects.open()


def deck_for(member: PartnerMember, slug: str) -> ProfileDeck | None:
    """The deck they may load now; None where there is none or it is not for partners."""
    shown = shown_to(member).filter(slug=slug)
    return ProfileDeck.objects.for_partners().filter(startup__in=shown.values("pk")).first()


def logo_of(member: PartnerMember, slug: str) -> ProfileLogo | None:
    """The logo that stands at the profile they may see now."""
    shown = shown_to(member).filter(slug=slug)
    return ProfileLogo.objects.shown().filter(startup__in=shown.values("pk")).first()


def cards(
    profiles: Iterable[Any], looked_for: Sequence[Term] = (), picked: Collection[str] = ()
) -> list[Card]:
    """`picked`: the slugs of those chosen for a comparison."""
    marked = marker(looked_for)
    return [
        Card(
            directory.partner_card(shown, marked, page=PAGE),
            shown.name,
            shown.is_watched,
            shown.slug in picked,
        )
        for shown in profiles
    ]


def for_cards(profiles: QuerySet[Any]) -> QuerySet[Any]:
    """Only the columns of a partner's card: one query."""
    return directory.for_cards(profiles, *directory.PARTNER_CARD)


def with_marks(profiles: QuerySet[Any], member: PartnerMember) -> QuerySet[Any]:
    """Each with whether it is on the own organisation's watchlist."""
    marked = WatchEntry.objects.current().filter(partner=member.partner_id, startup=OuterRef("pk"))
    annotated: QuerySet[Any] = profiles.annotate(is_watched=Exists(marked))
    return annotated
