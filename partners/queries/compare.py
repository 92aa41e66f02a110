"""Startups side by side: one row for each thing that at least one of them tells."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.models import PartnerMember
from partners.queries import startups
from startups.models import PartnerProfile
from startups.queries import directory
from startups.queries.directory import Profile

MOST = 4
FEWEST = 2
MILESTONES = 4
YES = _("ja")


@dataclass(frozen=True, slots=True)
class Row:
    """One thing in the words of each startup; an empty text was not given or not released."""

    label: str | Promise
    texts: tuple[str, ...]

    @property
    def differs(self) -> bool:
        return len(set(self.texts)) > 1


@dataclass(frozen=True, slots=True)
class Column:
    """One startup at the head of the table; `without` is the same comparison without it."""

    startup: Profile
    without: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """`missing` of those asked for are not shown, or one too many."""

    keys: tuple[int, ...]
    columns: list[Column]
    different: list[Row]
    same: list[Row]
    missing: int


def comparison(member: PartnerMember, asked: Sequence[str]) -> Comparison:
    """The first four of the slugs that partners may see, in the order asked for; one query."""
    wanted = [slug for slug in dict.fromkeys(asked) if "\x00" not in slug]
    found = startups.shown_to(member).filter(slug__in=wanted[: 3 * MOST])
    by_slug = {row.slug: row for row in found.select_related("track", "batch")}
    shown = [by_slug[slug] for slug in wanted if slug in by_slug][:MOST]
    profiles = [directory.partner_profile(row, page=startups.PAGE) for row in shown]
    rows = [row for row in _rows(profiles) if any(row.texts)]
    return Comparison(
        keys=tuple(row.pk for row in shown),
        columns=[Column(one, _without(shown, one)) for one in profiles],
        different=[row for row in rows if row.differs],
        same=[row for row in rows if not row.differs],
        missing=len(set(asked)) - len(shown),
    )


def _without(shown: Iterable[PartnerProfile], left_out: Profile) -> str:
    return f"?{urlencode([('s', row.slug) for row in shown if row.slug != left_out.slug])}"


def _rows(profiles: Sequence[Profile]) -> list[Row]:
    """What decides whether one fits comes first."""
    parts: tuple[tuple[str | Promise, list[object]], ...] = (
        (_("Wunsch für ein Pilotprojekt"), [one.pilot_wish for one in profiles]),
        (_("Kennzahlen und Belege"), [one.traction for one in profiles]),
        (_("Erreicht"), [_reached(one) for one in profiles]),
        (_("Phase"), [one.get_stage_display for one in profiles]),
        (_("Sucht"), [one.seeks for one in profiles]),
        (_("Schwerpunkt"), [one.track.name if one.track else "" for one in profiles]),
        (_("Team"), [one.team_size or "" for one in profiles]),
        (_("Gegründet"), [one.founded_on.year if one.founded_on else "" for one in profiles]),
        (_("Ort"), [one.seat for one in profiles]),
        (_("Region"), [one.region for one in profiles]),
        (_("Klasse"), [one.batch.name if one.batch else "" for one in profiles]),
        (_("Pitchdeck"), [YES if one.has_deck else "" for one in profiles]),
        (_("Schlagworte"), [", ".join(one.tags) for one in profiles]),
        (_("Heute"), [one.life for one in profiles]),
        (_("Website"), [one.website.removeprefix("https://") for one in profiles]),
    )
    return [Row(label, tuple(str(value) for value in values)) for label, values in parts]


def _reached(profile: Profile) -> str:
    """The latest milestones, a line each."""
    told = profile.milestones[:MILESTONES]
    return "\n".join(f"{date_format(one.on, 'F Y')}: {one.title}" for one in told)
