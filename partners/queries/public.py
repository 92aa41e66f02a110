"""Partners as the public sees them."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hub.programme.models import Track
from partners.models import Partner, PartnerKind

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
