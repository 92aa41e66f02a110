"""Whom a side can meet, as far as it may see them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from hub.core.text import sort_key
from hub.programme.models import Track
from matchday.models import MatchSide
from partners.models import Partner
from startups.models import PartnerProfile


@dataclass(frozen=True, slots=True)
class Counterpart:
    """Somebody to meet, with what this reader may know of them."""

    side: MatchSide
    name: str
    about: str
    track: Track | None = None
    # The slug of the page where there is more: of a partner, or of a startup as partners see it.
    slug: str = ""


def of(side: MatchSide) -> list[Counterpart]:
    """The other sort's sides of the same day that come, by name.

    To tables only startups whose founders open their profile to partners; to startups only
    partners that are active, and people of the hub.
    """
    others = MatchSide.objects.coming().filter(day=side.day_id)
    found = _startups(others, side) if side.is_table else _tables(others)
    return sorted(found, key=lambda one: sort_key(one.name))


def _startups(others: Any, side: MatchSide) -> list[Counterpart]:
    """A host has no partner's pages to read on."""
    by_startup = {one.startup_id: one for one in others if not one.is_table}
    profiles = PartnerProfile.objects.open().filter(startup__in=by_startup)
    return [
        Counterpart(
            by_startup[shown.pk],
            shown.name,
            shown.one_liner,
            shown.track,
            shown.slug if side.partner_id else "",
        )
        for shown in profiles.select_related("track").only(
            "name", "one_liner", "slug", "track__slug", "track__name_de", "track__name_en"
        )
    ]


def _tables(others: Any) -> list[Counterpart]:
    shown = others.named().filter(
        Q(partner__in=Partner.objects.active()) | Q(host__is_active=True)
    )
    return [
        Counterpart(
            one,
            one.name,
            one.partner.summary if one.partner else "",
            None,
            one.partner.slug if one.partner else "",
        )
        for one in shown
    ]
