"""The private address of somebody's own events: given, replaced, taken back."""

from uuid import UUID, uuid4

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from events.models import CalendarAddress
from hub.accounts.models import User

signer = signing.Signer(salt="events.calendar-address", sep=".")


@transaction.atomic
def renew(*, seen: UUID | None, by: User) -> CalendarAddress:
    """Give a new address; the one before is void at once.

    `seen` is the key of the one on the page, None without: a second click changes nothing more.
    """
    # Two clicks at once wait for each other here.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    held = CalendarAddress.objects.filter(person=by).first()
    if held is None:
        return CalendarAddress.objects.create(person=by)
    if held.key == seen:
        held.key, held.created_at = uuid4(), timezone.now()
        held.save(update_fields=["key", "created_at"])
    return held


def stop(*, by: User) -> None:
    """Without an address nobody's calendar is given anything; stopped twice is stopped once."""
    CalendarAddress.objects.filter(person=by).delete()


def path(address: CalendarAddress) -> str:
    """Where a calendar fetches, in the language that is spoken now."""
    return reverse("events:own-calendar", args=[signer.sign(address.key.hex)])


def owner(token: str) -> User | None:
    """Whose events an address is for; None for one that is void or none of ours."""
    try:
        key = UUID(signer.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    found = CalendarAddress.objects.select_related("person").filter(key=key).first()
    return found.person if found and found.person.is_active else None
