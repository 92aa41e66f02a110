"""What a unit says of itself, changed by those who lead it; a public unit shows it at once."""

from typing import Any

from django.db import transaction

from hub.accounts import consents
from hub.accounts.consents import SCIENCE_NAMED
from hub.accounts.models import User
from hub.programme import public
from partners.models import Equipment, Expertise, ScienceUnit, ScienceUnitMember
from partners.services.staffing import NotThere, OnlyLeads

Part = Expertise | Equipment


@transaction.atomic
def save(form: Any, *, unit: ScienceUnit, by: User) -> None:
    """Write a valid model form about the unit itself, or about something it knows or has.

    Raises OnlyLeads, NotThere.
    """
    _ensure_leads(unit, by=by)
    if not isinstance(form.instance, ScienceUnit):
        form.instance.unit = unit
        form.save()
    else:
        # Only what was asked: what staff change at the same moment stays.
        for name in form.changed_data:
            if name != "tracks":
                ScienceUnit.objects.filter(pk=unit.pk).update(**{name: form.cleaned_data[name]})
        unit.tracks.set(form.cleaned_data["tracks"])
    public.touch()


@transaction.atomic
def remove(part: Part, *, by: User) -> None:
    """Take one expertise or one piece of equipment off the page. Raises OnlyLeads, NotThere."""
    _ensure_leads(part.unit, by=by)
    part.delete()
    public.touch()


@transaction.atomic
def set_named(member: ScienceUnitMember, *, named: bool) -> None:
    """Agree to stand on the unit's page by name, or take it back; kept pages hear of it."""
    consents.set_given(
        (SCIENCE_NAMED,),
        given={SCIENCE_NAMED.key} if named else set(),
        person=member.person,
        subject=member.uuid,
    )


def _ensure_leads(unit: ScienceUnit, *, by: User) -> None:
    own = ScienceUnitMember.objects.acting(by).filter(unit=unit).first()
    if own is None:
        raise NotThere
    if not own.is_lead:
        raise OnlyLeads
