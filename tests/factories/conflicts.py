from django.utils import timezone

from hub.accounts.models import User
from partners.models import PartnerMember, ScienceUnitMember
from partners.services import conflicts
from startups.models import Conflict, ConflictSource, StartupMember
from tests.factories.hub import founder
from tests.factories.partners import PartnerFactory, ScienceUnitFactory, TransferRequestFactory
from tests.factories.pilots import pilot

FOUND = (
    ConflictSource.MEMBERSHIP,
    ConflictSource.DOMAIN,
    ConflictSource.PILOT,
    ConflictSource.SCIENCE,
)


def cause(person, startup, source):
    """The fact in the data that ties somebody to a startup; gives the row that makes it."""
    now = timezone.now()
    if source == ConflictSource.MEMBERSHIP:
        return StartupMember.objects.create(
            startup=startup, person=person, level="viewer", left_at=now
        )
    if source == ConflictSource.DOMAIN:
        User.objects.filter(pk=person.pk).update(email=f"eins@Netz-{person.pk}.de")
        colleague = founder(email=f"zwei@netz-{person.pk}.de")
        return StartupMember.objects.create(startup=startup, person=colleague, level="viewer")
    if source == ConflictSource.PILOT:
        partner = PartnerFactory()
        pilot(partner=partner, startup=startup)
        return PartnerMember.objects.create(partner=partner, person=person, level="member")
    unit = ScienceUnitFactory()
    TransferRequestFactory(
        unit=unit,
        startup=startup,
        state="answered",
        answer="Ja",
        answered_at=now,
        answered_by=person,
    )
    return ScienceUnitMember.objects.create(unit=unit, person=person, level="member")


def tie(person, startup, source):
    """Somebody tied to a startup, by a row of their own or by a cause that was found."""
    if source in FOUND:
        cause(person, startup, source)
        conflicts.find(now=timezone.now())
        return Conflict.objects.get(person=person, startup=startup, source=source)
    return Conflict.objects.create(
        person=person, startup=startup, source=source, reason="Schwester"
    )
