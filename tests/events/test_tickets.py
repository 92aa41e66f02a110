"""The code that is shown at the door: on the page, and as a picture in the mail."""

from io import BytesIO

import pytest
from django.core import mail
from PIL import Image

from events.services import letters, registrations, tickets
from hub.core.templatetags.portal import qr_code
from hub.mail import delivery
from tests.factories.events import EventFactory, RegistrationFactory
from tests.factories.hub import founder

pytestmark = pytest.mark.django_db(transaction=True)


def sent():
    while delivery.drain():
        pass
    return mail.outbox


def test_the_mail_about_a_seat_carries_the_ticket_that_the_page_shows():
    person, event = founder(), EventFactory()
    row = registrations.register(event, name=person.name, answers={}, by=person)
    (letter,) = sent()
    ((name, content, mime),) = letter.attachments
    assert (name, mime) == ("ticket.png", "image/png")
    assert squares(content) == path(row.ticket)


def squares(content):
    """What is dark in the picture, as the page says it."""
    picture = Image.open(BytesIO(content)).convert("1")
    size = picture.width // tickets.BOX
    return "".join(
        f"M{x} {y}h1v1h-1z"
        for y in range(size)
        for x in range(size)
        if not picture.getpixel((x * tickets.BOX + 4, y * tickets.BOX + 4))
    )


def path(code):
    return qr_code(code)["path"]


@pytest.mark.parametrize(
    ("event", "registration"),
    [
        ({"place_name": "", "city": "", "online_url": "https://a.example"}, {}),
        ({"cancelled": True}, {"state": "cancelled"}),
        ({}, {"waiting": True}),
    ],
)
def test_without_a_door_or_a_seat_there_is_none(event, registration):
    row = RegistrationFactory(event=EventFactory(**event), **registration)
    assert tickets.of_mail(letters.page_of(row)) is None


def test_a_mail_leaves_without_what_cannot_be_drawn(monkeypatch):
    def fail(_code):
        raise OSError

    monkeypatch.setattr(tickets, "drawn", fail)
    person = founder()
    registrations.register(EventFactory(), name=person.name, answers={}, by=person)
    (letter,) = sent()
    assert letter.attachments == []
