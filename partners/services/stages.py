"""The stages of an organisation's watchlist: named and put in order by its leads."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.accounts.models import User
from hub.core.workflow import DomainError
from partners.models import Partner, PartnerMember, WatchStage
from partners.services.members import OnlyLeads

MOST = 12


class NoSuchStage(DomainError):
    message = gettext_lazy("Diese Stufe gibt es nicht mehr.")


class NameTaken(DomainError):
    message = gettext_lazy("Eine Stufe mit diesem Namen gibt es schon.")


class TooMany(DomainError):
    message = gettext_lazy("Zwölf Stufen sind genug. Bitte löschen Sie erst eine.")


def suggest(partner: Partner) -> None:
    """The stages a list begins with, in the language of who begins it; call it under a lock."""
    if WatchStage.objects.filter(partner=partner).exists():
        return
    names = (_("Neu entdeckt"), _("Im Gespräch"), _("Pilot möglich"), _("Später wieder ansehen"))
    WatchStage.objects.bulk_create(
        WatchStage(partner=partner, name=name, position=number)
        for number, name in enumerate(names, start=1)
    )


@transaction.atomic
def add(*, name: str, by: User) -> WatchStage:
    """One more stage, the last. Raises OnlyLeads, NameTaken, TooMany."""
    held = _lock(by)
    _ensure_free(held, name)
    if len(held) >= MOST:
        raise TooMany
    last = max((stage.position for stage in held), default=0)
    return WatchStage.objects.create(partner_id=_led(by), name=name, position=last + 1)


@transaction.atomic
def rename(*, stage_uuid: UUID, name: str, by: User) -> WatchStage:
    """Raises OnlyLeads, NoSuchStage, NameTaken."""
    held = _lock(by)
    stage = _find(held, stage_uuid)
    _ensure_free([other for other in held if other != stage], name)
    stage.name = name
    stage.save(update_fields=["name"])
    return stage


@transaction.atomic
def move(*, stage_uuid: UUID, step: int, by: User) -> None:
    """One place up (-1) or down (1); at an end it stays. Raises OnlyLeads, NoSuchStage."""
    held = _lock(by)
    place = held.index(_find(held, stage_uuid))
    other = place + step
    if 0 <= other < len(held):
        held[place], held[other] = held[other], held[place]
    for position, stage in enumerate(held, start=1):
        stage.position = position
    WatchStage.objects.bulk_update(held, ["position"])


@transaction.atomic
def remove(*, stage_uuid: UUID, by: User) -> None:
    """Startups that were in it stay on the list, without a stage. Raises OnlyLeads, NoSuchStage."""
    _find(_lock(by), stage_uuid).delete()


def _lock(by: User) -> list[WatchStage]:
    """The stages in their order, held still until the transaction ends."""
    partner = Partner.objects.select_for_update().get(pk=_led(by))
    return list(WatchStage.objects.filter(partner=partner))


def _led(by: User) -> int:
    own = PartnerMember.objects.acting(by).first()
    if own is None or not own.is_lead:
        raise OnlyLeads
    return own.partner_id


def _find(held: list[WatchStage], stage_uuid: UUID) -> WatchStage:
    found = next((stage for stage in held if stage.uuid == stage_uuid), None)
    if found is None:
        raise NoSuchStage
    return found


def _ensure_free(others: list[WatchStage], name: str) -> None:
    if name.casefold() in {other.name.casefold() for other in others}:
        raise NameTaken
