from django.core.files.base import ContentFile
from django.utils import timezone

from partners.models import Pilot, PilotFile
from startups.models import StartupMember
from startups.states import MemberLevel
from tests import pdfs
from tests.factories.hub import founder
from tests.factories.partners import PartnerFactory, colleague
from tests.factories.startups import BatchFactory, StartupFactory


def pilot(state="idea", *, partner=None, startup=None, **fields):
    """A pilot with a lead at the partner and an owner at the startup; complete unless told otherwise."""
    partner = partner or PartnerFactory()
    startup = startup or StartupFactory(owner=founder(), batch=BatchFactory(), public=True)
    lead = partner.members.current().first() or colleague(partner, level="lead")
    owner = StartupMember.objects.filter(startup=startup, level=MemberLevel.OWNER).first()
    now = timezone.now()
    whole = {
        "title": "Lecksuche in Grünau",
        "proposed_from": "partner",
        "proposed_by": lead.person,
        "partner_confirmed_at": now,
        "startup_confirmed_at": now,
        "partner_owner": lead,
        "startup_owner": owner,
        "success_measure": "Zehn Lecks vor dem Winter.",
        "payer": "partner",
        "held_from": "running" if state == "on_hold" else "",
    }
    return Pilot.objects.create(partner=partner, startup=startup, state=state, **whole | fields)


def pilot_file(one, by, side="startup"):
    return PilotFile.objects.create(
        pilot=one,
        side=side,
        file=ContentFile(pdfs.clean(), name="messung.pdf"),
        name="Messung.pdf",
        size=10,
        pages=3,
        sha256="0" * 64,
        uploaded_by=by,
    )
