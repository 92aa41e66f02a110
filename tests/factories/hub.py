from datetime import date

import factory
from django.contrib.auth.hashers import make_password

from hub.accounts.models import RoleGrant, User
from hub.accounts.roles import Role
from hub.programme.models import Track


class UserFactory(factory.django.DjangoModelFactory):
    """`UserFactory(roles=[Role.STAFF])`; the e-mail address is verified, and there is no password."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.LazyFunction(lambda: make_password(None))

    @factory.post_generation
    def roles(self, create, roles, **kwargs):
        for role in roles or []:
            RoleGrant.objects.create(person=self, role=role)

    @factory.post_generation
    def verified(self, create, value, **kwargs):
        if create and value is not False:
            self.emailaddress_set.create(email=self.email, verified=True, primary=True)


def founder(**fields):
    return UserFactory(roles=[Role.FOUNDER], **fields)


def staff(**fields):
    return UserFactory(roles=[Role.STAFF], **fields)


def lead(**fields):
    return UserFactory(roles=[Role.STAFF, Role.SELECTION_LEAD], **fields)


TRACKS = {
    "energy": ("energy", "Energie", "Energy"),
    "smart-city": ("city", "Vernetzte Stadt", "Smart City"),
    "ehealth": ("health", "eHealth", "eHealth"),
}


def track(slug="energy"):
    """One of the three tracks, the same row each time."""
    colour, name_de, name_en = TRACKS[slug]
    fields = {"colour": colour, "name_de": name_de, "name_en": name_en}
    fields |= {"summary_de": f"Alles zu {name_de}", "summary_en": f"All about {name_en}"}
    return Track.objects.get_or_create(slug=slug, defaults=fields)[0]


DAY = date(2026, 11, 25)
