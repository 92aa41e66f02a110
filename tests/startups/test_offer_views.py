from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from startups.models import Offer
from startups.states import OfferState, Visibility
from tests.factories.startups import ApplicationFactory, StartupFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer():
    accepted = ApplicationFactory(submitted=True, state="accepted", decided_at=timezone.now())
    return Offer.objects.create(
        application=accepted, expires_at=timezone.now() + timedelta(days=5)
    )


def confirm(client, offer, **data):
    return client.post(reverse("startups:offer-confirm", args=[offer.application.uuid]), data)


def test_confirming_shows_just_the_fields_that_were_ticked(as_user, offer, client):
    startup = offer.application.startup
    startup.seat, startup.text = "Leipzig-Plagwitz", "Noch geheim"
    startup.save()
    confirm(as_user(offer.application.started_by), offer, released_fields=["seat"])
    client.logout()
    startup.refresh_from_db()

    page = client.get(startup.get_absolute_url()).text

    assert startup.visibility == Visibility.PUBLIC
    assert "Leipzig-Plagwitz" in page
    assert "Noch geheim" not in page


def test_a_startup_without_a_sentence_is_asked_for_one(as_user, offer):
    startup = offer.application.startup
    type(startup).objects.filter(pk=startup.pk).update(one_liner="")
    client = as_user(offer.application.started_by)

    refused = confirm(client, offer)
    confirm(client, offer, one_liner="Wir finden Lecks.")

    startup.refresh_from_db()
    assert refused.status_code == 200
    assert startup.one_liner == "Wir finden Lecks."
    assert startup.visibility == Visibility.PUBLIC


def test_a_field_that_is_empty_or_not_offered_cannot_be_released(as_user, offer):
    response = confirm(as_user(offer.application.started_by), offer, released_fields=["text"])

    offer.refresh_from_db()
    assert response.status_code == 200
    assert offer.state == OfferState.SENT


def test_the_founder_sees_until_when_the_place_is_held(as_user, offer):
    page = as_user(offer.application.started_by).get(offer.application.get_absolute_url()).text

    assert "Wir halten ihn bis" in page
    assert "Platz bestätigen" in page


def test_declining_gives_the_place_back(as_user, offer):
    url = reverse("startups:offer-decline", args=[offer.application.uuid])

    page = as_user(offer.application.started_by).post(url, follow=True).text

    offer.refresh_from_db()
    assert offer.state == OfferState.DECLINED
    assert "Platz abgelehnt" in page


def test_an_application_without_an_offer_has_nothing_to_confirm(as_user):
    other = ApplicationFactory(startup=StartupFactory())
    own = ApplicationFactory()
    client = as_user(own.started_by)

    for application in (other, own):
        url = reverse("startups:offer-confirm", args=[application.uuid])
        assert client.get(url).status_code == 404
