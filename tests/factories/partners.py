import factory

from hub.accounts.roles import Role
from hub.core.text import sort_key
from partners.models import (
    Expertise,
    Partner,
    PartnerMember,
    ScienceUnit,
    ScienceUnitMember,
    TransferRequest,
    WatchEntry,
    WatchNote,
    WatchStage,
)
from tests.factories.hub import UserFactory, founder
from tests.factories.startups import StartupFactory


class PartnerFactory(factory.django.DjangoModelFactory):
    """An active company."""

    class Meta:
        model = Partner

    name = factory.Sequence(lambda n: f"Partner {n}")
    slug = factory.Sequence(lambda n: f"partner-{n}")
    sort_key = factory.LazyAttribute(lambda o: sort_key(o.name))
    kind = "company"
    state = "active"


def colleague(partner=None, level="member", **person):
    """A membership of somebody new, in a partner of its own unless one is given."""
    return PartnerMember.objects.create(
        partner=partner or PartnerFactory(),
        person=UserFactory(roles=[Role.PARTNER], **person),
        level=level,
    )


class ScienceUnitFactory(factory.django.DjangoModelFactory):
    """A published chair at a university of its own."""

    class Meta:
        model = ScienceUnit
        skip_postgeneration_save = True

    name_de = factory.Sequence(lambda n: f"Lehrstuhl {n}")
    slug = factory.Sequence(lambda n: f"lehrstuhl-{n}")
    sort_key = factory.LazyAttribute(lambda o: sort_key(o.name_de))
    kind = "chair"
    university = factory.SubFactory(PartnerFactory, kind="science")
    state = "published"

    @factory.post_generation
    def knows(self, create, titles, **kwargs):
        for title in titles or []:
            Expertise.objects.create(unit=self, title=title)


def scientist(unit=None, level="member", **person):
    """A membership of somebody new, in a unit of its own unless one is given."""
    return ScienceUnitMember.objects.create(
        unit=unit or ScienceUnitFactory(),
        person=UserFactory(roles=[Role.SCIENTIST], **person),
        level=level,
    )


def noted(partner, author, startup, text="Xyz"):
    """A note about a startup on the partner's watchlist, the entry and its stage with it."""
    stage, _is_new = WatchStage.objects.get_or_create(
        partner=partner, name="Xyz", defaults={"position": 1}
    )
    entry, _is_new = WatchEntry.objects.get_or_create(
        partner=partner, startup=startup, defaults={"stage": stage, "added_by": author}
    )
    return WatchNote.objects.create(entry=entry, author=author, text=text)


class TransferRequestFactory(factory.django.DjangoModelFactory):
    """A public startup's founder has asked a unit today and waits."""

    class Meta:
        model = TransferRequest

    unit = factory.SubFactory(ScienceUnitFactory)
    asked_by = factory.LazyFunction(founder)
    startup = factory.LazyAttribute(lambda o: StartupFactory(public=True, owner=o.asked_by))
    need = factory.Sequence(lambda n: f"Xyz {n}")
