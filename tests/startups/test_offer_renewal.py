"""A place that ran out is offered once more: by staff, with a new date, if it is still free."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hub.core import times
from hub.core.workflow import DomainError, InvalidTransition
from hub.mail.models import Email
from startups.models import Application, Batch, Conflict, Offer
from startups.services import decisions, offers
from startups.services.decisions import NoPlaceLeft
from startups.services.screening import Changed
from tests.factories.hub import Role, UserFactory, founder, lead, staff
from tests.factories.startups import BatchFactory, StartupFactory
from tests.races import at_once
from tests.startups.desk import reading, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_second_factor")]
KIND = "startups/offer_renewed"


def expired(batch=None, **fields):
    """An accepted application whose place ran out yesterday."""
    application = submitted(batch, **fields)
    decisions.prepare(application, outcome="accept", by=staff())
    decisions.release(application.batch, by=lead())
    Offer.objects.filter(application=application).update(
        expires_at=timezone.now() - timedelta(days=1)
    )
    offers.expire_due(now=timezone.now())
    application.refresh_from_db()
    return application


def in_days(count):
    return times.end_of_day(timezone.localdate() + timedelta(days=count))


def page_of(application):
    return reverse("admin:startups_application_renew", args=[application.pk])


def test_a_renewed_place_has_its_new_date_in_mail_history_and_on_the_founders_page(as_user):
    application, person = expired(), staff()
    until = in_days(7)

    offers.renew(application, until=until, by=person)

    offer = Offer.objects.get(application=application)
    assert (offer.state, offer.expires_at) == ("sent", until)
    move = application.moves.last()
    assert (move.transition, move.by, move.to_state) == ("renew offer", person, "accepted")
    assert times.short_moment(until) in move.note
    mail = Email.objects.get(kind=KIND)
    assert mail.to == application.started_by.email
    assert times.long_moment(until) in " ".join(mail.body.split())
    client = as_user(application.started_by)
    page = client.get(application.get_absolute_url()).content.decode()
    assert times.long_moment(until) in page
    assert "Platz bestätigen" in page
    history = client.get(reverse("startups:history", args=[application.uuid]))
    assert "Platz erneut angeboten" in history.content.decode()
    offers.confirm(offer, by=application.started_by, released_fields=[])
    offer.refresh_from_db()
    assert offer.state == "accepted"


def test_an_english_founder_is_told_in_english(as_user):
    person = founder(language="en")
    application = expired(started_by=person)
    until = in_days(7)

    offers.renew(application, until=until, by=staff())

    mail = Email.objects.get(kind=KIND)
    assert "had expired" in mail.body
    assert "Confirm or decline the place" in mail.body
    page = as_user(person).get(f"/en{application.get_absolute_url().removeprefix('/en')}")
    assert "Confirm place" in page.content.decode() or "Confirm the place" in page.content.decode()


def test_a_place_that_went_to_another_team_is_not_offered_twice():
    batch = BatchFactory(places=1)
    application = submitted(batch)
    waiting = submitted(batch)
    decisions.prepare(application, outcome="accept", by=staff())
    decisions.prepare(waiting, outcome="waitlist", by=staff())
    decisions.release(batch, by=lead())
    Offer.objects.update(expires_at=timezone.now() - timedelta(days=1))
    offers.expire_due(now=timezone.now())
    assert Offer.objects.get(application=waiting).state == "sent"

    with pytest.raises(NoPlaceLeft):
        offers.preview_renewal(application, until=in_days(7))
    with pytest.raises(NoPlaceLeft):
        offers.renew(application, until=in_days(7), by=staff())
    assert not Email.objects.filter(kind=KIND).exists()


def test_only_what_ran_out_is_renewed_and_only_into_the_future():
    application = expired()
    with pytest.raises(DomainError):
        offers.renew(application, until=timezone.now() - timedelta(seconds=1), by=staff())
    seen = offers.stamp(application.offer)
    offers.renew(application, until=in_days(3), by=staff())
    with pytest.raises(InvalidTransition):
        offers.renew(application, until=in_days(9), by=staff())
    with pytest.raises(Changed):
        offers.renew(application, until=in_days(9), by=staff(), seen=seen)

    over = expired()
    Batch.objects.filter(pk=over.batch_id).update(state="finished")
    with pytest.raises(DomainError):
        offers.renew(over, until=in_days(3), by=staff())
    assert Email.objects.filter(kind=KIND).count() == 1


def test_who_is_tied_to_the_startup_or_no_staff_renews_nothing():
    application = expired()
    tied = staff()
    Conflict.objects.create(person=tied, startup=application.startup, reason="Bruder")

    for person in (tied, founder(), application.started_by):
        with pytest.raises(Application.DoesNotExist):
            offers.renew(application, until=in_days(3), by=person)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_renew_at_once_one_is_told():
    application, people = expired(), [staff(), staff()]
    seen = offers.stamp(application.offer)
    told = []

    def act(person):
        try:
            offers.renew(application, until=in_days(5), by=person, seen=seen)
        except DomainError as refused:
            told.append(refused)

    at_once(act, people)

    assert len(told) == 1
    assert isinstance(told[0], Changed)
    assert Email.objects.filter(kind=KIND).count() == 1


def test_staff_see_the_mail_before_it_goes_and_a_second_click_sends_no_second(as_user):
    application = expired()
    client = as_user(staff())
    url = page_of(application)
    assert url in client.get(reading(application)).content.decode()
    day = (timezone.localdate() + timedelta(days=7)).isoformat()

    asked = client.get(url)
    preview = client.post(url, {"until": day, "seen": asked.context["seen"]})

    assert times.long_moment(in_days(7)) in preview.content.decode()
    assert application.started_by.email in preview.content.decode()
    assert not Email.objects.filter(kind=KIND).exists()
    sure = {"until": day, "seen": preview.context["seen"], "confirmed": "1"}
    done = client.post(url, sure, follow=True)
    assert "erneut angeboten" in done.content.decode()
    assert url not in done.content.decode()
    again = client.post(url, sure)
    assert again.status_code == 409
    assert "Inzwischen hat jemand anderes" in again.content.decode()
    assert Email.objects.filter(kind=KIND).count() == 1
    assert client.get(url).status_code == 302


@pytest.mark.parametrize("until", ["", "abc", "2001-01-01", "9999-12-31", "0001-01-01"])
def test_a_date_that_cannot_be_is_told_on_the_page(as_user, until):
    application = expired()

    page = as_user(staff()).post(page_of(application), {"until": until, "confirmed": "1"})

    assert page.status_code in {409, 422}
    assert Offer.objects.get(application=application).state == "expired"


def test_the_page_of_a_renewal_is_for_who_may_write_and_in_english_too(as_user):
    application = expired(startup=StartupFactory(name="Rohrpost", owner=founder()))
    url = page_of(application)

    assert "Offer the place again" in as_user(staff()).get(f"/en{url}").content.decode()
    for person in (UserFactory(roles=[Role.REPORTING]), founder()):
        assert as_user(person).get(url).status_code == 404
        assert as_user(person).post(url, {"until": "2027-01-01"}).status_code == 404
    assert as_user(staff()).get(page_of(submitted())).status_code == 404
