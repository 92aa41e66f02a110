from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from hub.core.workflow import InvalidTransition
from hub.mail.models import Email
from hub.programme import public
from startups.models import Application, BatchTrackLimit, Offer, StartupMember
from startups.queries import places
from startups.services import batches, decisions, offers
from startups.services.offers import NotAnOwner, TooLate
from tests.factories.hub import founder, lead, staff, track
from tests.factories.startups import ApplicationFactory, BatchFactory, answer, batch_with_form
from tests.races import at_once

pytestmark = pytest.mark.django_db


def submitted(batch, **fields):
    return ApplicationFactory(batch=batch, submitted=True, **fields)


def decided(batch, outcome, rank=None, **fields):
    application = submitted(batch, **fields)
    decisions.prepare(application, outcome=outcome, rank=rank, by=staff())
    return application


def released(batch):
    decisions.release(batch, by=lead())
    batch.refresh_from_db()


def offer_to(batch, **fields):
    application = decided(batch, "accept", **fields)
    released(batch)
    return Offer.objects.get(application=application)


def test_a_confirmed_place_puts_the_startup_into_batch_and_directory_with_what_it_released():
    batch = batch_with_form()
    application = submitted(batch, track=track("ehealth"))
    asked = batch.sections.get(slug="idea").questions.get(fills="one_liner")
    answer(application, asked, "Wir hören Rohre ab.")
    application.startup.seat = "Leipzig"
    application.startup.website = "https://rohr.example"
    application.startup.save()
    decisions.prepare(application, outcome="accept", by=staff())
    released(batch)
    version = public.version()

    offers.confirm(
        application.offer, by=application.started_by, released_fields=["seat", "nonsense"]
    )

    startup = application.startup
    startup.refresh_from_db()
    assert (startup.visibility, startup.batch, startup.track.slug) == ("public", batch, "ehealth")
    assert startup.one_liner == "Wir hören Rohre ab."
    assert startup.released_fields == ["seat"]
    assert public.version() > version
    assert "Platz bestätigt" in Email.objects.latest("pk").subject


def test_only_an_owner_answers_an_offer():
    offer = offer_to(BatchFactory())
    editor = founder()
    StartupMember.objects.create(startup=offer.application.startup, person=editor, level="editor")

    for person in (editor, founder(), lead()):
        with pytest.raises(NotAnOwner):
            offers.confirm(offer, by=person, released_fields=[])
        with pytest.raises(NotAnOwner):
            offers.decline(offer, by=person)


def test_an_offer_is_answered_once():
    offer = offer_to(BatchFactory())
    owner = offer.application.started_by
    offers.confirm(offer, by=owner, released_fields=[])

    with pytest.raises(InvalidTransition):
        offers.confirm(offer, by=owner, released_fields=[])
    with pytest.raises(InvalidTransition):
        offers.decline(offer, by=owner)


def test_an_offer_that_ran_out_cannot_be_confirmed_even_before_the_clock_noticed():
    offer = offer_to(BatchFactory())
    Offer.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    with pytest.raises(TooLate):
        offers.confirm(offer, by=offer.application.started_by, released_fields=[])
    offers.expire_due(now=timezone.now())
    with pytest.raises(TooLate):
        offers.decline(offer, by=offer.application.started_by)


def test_a_startup_that_is_public_already_keeps_its_place_in_the_directory():
    batch = BatchFactory()
    application = submitted(batch)
    startup = application.startup
    startup.visibility, startup.published_at = "public", timezone.now()
    startup.save()
    decisions.prepare(application, outcome="accept", by=staff())
    released(batch)

    offers.confirm(application.offer, by=application.started_by, released_fields=["seat"])

    startup.refresh_from_db()
    assert (startup.visibility, startup.batch, startup.released_fields) == (
        "public",
        batch,
        ["seat"],
    )


def test_without_a_one_liner_the_place_counts_but_nothing_is_published():
    batch = BatchFactory()
    application = submitted(batch)
    application.startup.one_liner = ""
    application.startup.save()
    decisions.prepare(application, outcome="accept", by=staff())
    released(batch)

    offers.confirm(application.offer, by=application.started_by, released_fields=[])

    application.startup.refresh_from_db()
    assert (application.startup.visibility, application.startup.batch) == ("private", batch)


def test_a_freed_place_goes_to_the_same_track_first_then_by_rank():
    batch = BatchFactory(places=2)
    leaving = decided(batch, "accept", track=track("ehealth"))
    staying = decided(batch, "accept", track=track("energy"))
    first = decided(batch, "waitlist", rank=1, track=track("energy"))
    same_track = decided(batch, "waitlist", rank=3, track=track("ehealth"))
    released(batch)

    offers.decline(leaving.offer, by=leaving.started_by)
    moved = Offer.objects.get(application=same_track)
    assert moved.expires_at > timezone.now()
    assert "nach" in Email.objects.get(kind="startups/place_freed").subject
    assert same_track.decisions.released().first().outcome == "accept"

    offers.decline(staying.offer, by=staying.started_by)
    assert Offer.objects.filter(application=first).exists()
    assert set(Application.objects.filter(state="accepted")) == {
        leaving,
        staying,
        first,
        same_track,
    }


def test_offers_that_run_out_free_their_places_once():
    batch = BatchFactory(places=1)
    late = decided(batch, "accept")
    waiting = decided(batch, "waitlist")
    released(batch)
    now = late.offer.expires_at

    assert offers.expire_due(now=now) == 0
    assert offers.expire_due(now=now + timedelta(seconds=1)) == 1
    assert offers.expire_due(now=now + timedelta(seconds=1)) == 0

    late.offer.refresh_from_db()
    assert late.offer.state == "expired"
    assert Offer.objects.get(application=waiting).state == "sent"
    assert Email.objects.filter(kind="startups/offer_expired").count() == 1
    assert places.left(batch)[0].left == 0


def test_a_track_that_is_full_is_passed_over():
    batch = BatchFactory(places=2)
    BatchTrackLimit.objects.create(batch=batch, track=track("ehealth"), places=1)
    health = decided(batch, "accept", track=track("ehealth"))
    energy = decided(batch, "accept", track=track("energy"))
    decided(batch, "waitlist", rank=1, track=track("ehealth"))
    second = decided(batch, "waitlist", rank=2, track=track("smart-city"))
    released(batch)

    offers.decline(energy.offer, by=energy.started_by)

    assert Offer.objects.filter(application=second).exists()
    assert Offer.objects.count() == 3
    health.offer.refresh_from_db()
    assert health.offer.state == "sent"


def test_a_place_promised_in_silence_is_not_given_to_who_waits():
    batch = BatchFactory(places=1)
    leaving = decided(batch, "accept")
    waiting = decided(batch, "waitlist")
    released(batch)
    batch.places = 2
    batch.save()
    decided(batch, "accept")
    batch.places = 1
    batch.save()

    offers.decline(leaving.offer, by=leaving.started_by)

    assert not Offer.objects.filter(application=waiting).exists()


def test_who_is_about_to_be_declined_does_not_move_up():
    batch = BatchFactory(places=1)
    leaving = decided(batch, "accept")
    waiting = decided(batch, "waitlist")
    released(batch)
    decisions.prepare(waiting, outcome="decline", message="Leider", by=staff())

    offers.decline(leaving.offer, by=leaving.started_by)

    assert not Offer.objects.filter(application=waiting).exists()


def test_once_the_programme_runs_nobody_moves_up_by_itself():
    batch = BatchFactory(places=1, state="closed")
    leaving = decided(batch, "accept")
    decided(batch, "waitlist")
    released(batch)
    batches.start_selection(batch, by=staff())
    batches.start(batch, by=staff())

    offers.decline(leaving.offer, by=leaving.started_by)

    assert Offer.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_who_give_their_place_back_at_once_let_ten_move_up():
    batch = BatchFactory(places=10)
    leaving = [decided(batch, "accept") for _ in range(10)]
    waiting = [decided(batch, "waitlist") for _ in range(12)]
    released(batch)
    failed = []

    def act(application):
        try:
            offers.decline(application.offer, by=application.started_by)
        except DatabaseError as error:
            failed.append(error)

    at_once(act, leaving)

    assert failed == []
    assert Offer.objects.filter(state="sent").count() == 10
    assert Offer.objects.filter(application__in=waiting).count() == 10
    assert places.left(batch)[0].left == 0
