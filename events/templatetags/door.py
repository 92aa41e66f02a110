"""The list at the door, which may be long."""

from django import template

from events.queries.arrivals import Guest
from hub.core.templatetags.portal import patterned

register = template.Library()


@register.simple_tag
def guest_row(guest: Guest, *, is_open: bool) -> str:
    """Somebody on the list at the door."""
    held = guest.registration
    return patterned(
        "admin/events/event/_guest.html",
        by="here" if guest.is_here else "",
        is_open="yes" if is_open else "",
        is_group="yes" if held.seats > 1 else "",
        ticket=guest.ticket,
        seats=str(held.seats),
        words=guest.words,
        name=held.called,
        clock=guest.clock,
        origin=guest.origin,
    )
