"""What the tests of registrations share."""

import re
from uuid import uuid4

from events.models import Registration
from events.services import registrations
from hub.mail.models import Email
from tests.factories.hub import UserFactory


def text(response):
    return response.content.decode()


def come(event, person=None, **more):
    person = person or UserFactory()
    return registrations.register(event, name=person.name or "Xyz", answers={}, by=person, **more)


def kinds(**about):
    return [
        mail.kind.removeprefix("events/") for mail in Email.objects.filter(**about).order_by("pk")
    ]


def ask(client, event, email="gast@example.org", **more):
    typed = {"name": "Kim Gast", "email": email, "key": str(uuid4()), "saw": "seat", **more}
    return client.post(f"{event.get_absolute_url()}register/", typed, follow=True)


def link(mail):
    return re.search(r"https?://[^/\s]+(/\S*registration/\S+)", mail.body)[1]


def state(registration):
    return Registration.objects.get(pk=registration.pk).state
