"""Partners as the public sees them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Window
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hub.programme.models import Track
from partners.models import Partner, PartnerKind, ScienceUnit

# Of a university's units on its own page; the competence centre has them all.
MOST_UNITS = 12
HEADINGS = {
    PartnerKind.COMPANY: pgettext_lazy("several", "Unternehmen"),
    PartnerKind.PUBLIC: _("Öffentliche Einrichtungen"),
    PartnerKind.SCIENCE: _("Wissenschaft"),
}


def active(track: Track | None = None) -> list[Partner]:
    """The partners of today, of one track if given, in the order of their names."""
    partners = Partner.objects.active()
    if track:
        partners = partners.filter(tracks=track)
    return list(partners.order_by("sort_key", "pk"))


def by_kind(partners: Iterable[Partner]) -> dict[str, list[Partner]]:
    """Grouped under the heading of their kind; kinds without partners are left out."""
    groups: dict[str, list[Partner]] = defaultdict(list)
    for partner in partners:
        groups[partner.kind].append(partner)
    return {str(text): groups[kind] for kind, text in HEADINGS.items() if groups[kind]}


@dataclass(frozen=True, slots=True)
class Units:
    """The first published units of a university, and how many there are in all."""

    shown: Sequence[ScienceUnit]
    total: int


def units_of(partner: Partner) -> Units:
    """What a science partner has in the competence centre; nothing for the other kinds."""
    if partner.kind != PartnerKind.SCIENCE:
        return Units([], 0)
    units = ScienceUnit.objects.published().filter(university=partner)
    rows = units.only("slug", "kind", "name_de", "name_en").annotate(total=Window(Count("pk")))
    shown = list(rows.prefetch_related("expertise")[:MOST_UNITS])
    return Units(shown, shown[0].total if shown else 0)
