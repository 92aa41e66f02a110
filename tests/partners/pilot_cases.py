"""What the tests of pilots share."""

from partners.models import Pilot
from partners.services import pilots
from partners.states import PilotState

P = PilotState


def partner_person(one):
    return one.partner_owner.person


def startup_person(one):
    return one.startup_owner.person


def move(one, to, *, by=None, seen=None, note=""):
    seen = seen or Pilot.objects.get(pk=one.pk).state
    return pilots.move(one.uuid, to=to, seen=seen, by=by or partner_person(one), note=note)
