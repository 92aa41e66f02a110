"""What templates ask about pilots."""

from django import template

from hub.core.text import euros
from partners.models import Partner, Pilot
from partners.queries import pilot_board, pilot_public

register = template.Library()
register.filter("euros", euros)


@register.simple_tag
def pilots_of(partner: Partner, startup_id: int) -> list[Pilot]:
    """What a partner and a startup try out, open ones first; for pages of the partner's own staff."""
    return list(pilot_board.rows(Pilot.objects.filter(partner=partner, startup=startup_id)))


@register.inclusion_tag("partners/_published_pilots.html")
def published_pilots(*, partner: str) -> dict[str, object]:
    """What both sides agreed to show, on the public page of a partner (by its slug)."""
    return {"pilots": pilot_public.of_partner(partner), "side": "partner"}
