"""What a team allowed partners when it applied holds for its profile, in those words, and no more."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hub.accounts import consents
from hub.accounts.consents import PARTNERS_DECK, PARTNERS_PROFILE
from hub.accounts.models import Consent
from startups.models import Startup, StartupMember
from startups.services import decisions, offers, profiles
from tests.factories.hub import founder, lead, staff, track
from tests.factories.startups import ApplicationFactory, BatchFactory, answer, batch_with_form

pytestmark = pytest.mark.django_db
BOTH = (PARTNERS_PROFILE, PARTNERS_DECK)


def offered(*purposes, batch=None, by=None, **startup):
    """An accepted application whose team allowed that, with a place to confirm."""
    application = ApplicationFactory(
        batch=batch or BatchFactory(), submitted=True, track=track("energy")
    )
    fields = {"website": "https://xyz.example", "seat": "Xyzstadt", "team_size": 4, **startup}
    Startup.objects.filter(pk=application.startup_id).update(one_liner="Xyz.", **fields)
    allow(application.uuid, *purposes, by=by or application.started_by)
    decisions.prepare(application, outcome="accept", by=staff())
    decisions.release(application.batch, by=lead())
    return application


def allow(subject, *purposes, by):
    given = {purpose.key for purpose in purposes}
    consents.set_given(BOTH, given=given, person=by, subject=subject)


def confirmed(application, **choices):
    choices = {"released_fields": [], **choices}
    offers.confirm(application.offer, by=application.started_by, **choices)
    return Startup.objects.get(pk=application.startup_id)


def test_what_was_allowed_in_the_application_holds_for_the_profile_as_it_was_given():
    application = offered(PARTNERS_PROFILE)
    given = Consent.objects.get(subject=application.uuid)
    Consent.objects.update(text_version="2020-01", given_at=timezone.now() - timedelta(days=90))
    given.refresh_from_db()

    startup = confirmed(application)

    held = Consent.objects.get(subject=startup.uuid)
    assert (held.person, held.text_version) == (application.started_by, "2020-01")
    assert (held.given_at, held.withdrawn_at) == (given.given_at, None)
    assert startup.for_partners
    assert startup.for_partners_at > given.given_at
    # The words name website and town, and neither the deck nor how many they are.
    assert startup.partner_fields == ["website", "seat"]
    assert startup.partner_profile.team_size is None


def test_each_consent_holds_for_itself_and_none_is_made_up():
    only_deck = confirmed(offered(PARTNERS_DECK))
    assert (only_deck.for_partners, only_deck.partner_fields) == (False, ["deck"])
    nothing = confirmed(offered())
    assert (nothing.for_partners, nothing.partner_fields) == (False, [])
    assert not Consent.objects.filter(subject=nothing.uuid).exists()


def test_what_is_public_anyway_is_not_for_partners_besides():
    startup = confirmed(offered(*BOTH), released_fields=["website"])
    assert startup.released_fields == ["website"]
    assert startup.partner_fields == ["seat", "deck"]


def test_one_withdrawal_ends_it(as_user):
    application = offered(PARTNERS_PROFILE)
    startup = confirmed(application)
    ((consent, _purpose),) = consents.held_by(application.started_by)

    as_user(application.started_by).post(
        reverse("portal:consent-withdraw"),
        {"purpose": consent.purpose, "subject": consent.subject},
    )

    startup.refresh_from_db()
    assert not startup.for_partners
    assert consents.held_by(application.started_by) == []


def test_who_left_the_team_allows_nothing_any_more():
    colleague = founder()
    application = offered(PARTNERS_PROFILE, by=colleague)
    StartupMember.objects.create(
        startup=application.startup, person=colleague, level="editor", left_at=timezone.now()
    )
    assert not confirmed(application).for_partners


@pytest.mark.parametrize("days", [-1, 1])
def test_of_two_words_the_later_one_counts(days):
    application = offered(PARTNERS_PROFILE)
    given = Consent.objects.get(subject=application.uuid)
    Consent.objects.create(
        person=application.started_by,
        purpose=PARTNERS_PROFILE.key,
        text_version="2026-11",
        subject=application.startup.uuid,
        given_at=given.given_at - timedelta(days=9),
        withdrawn_at=given.given_at + timedelta(days=days),
    )
    assert confirmed(application).for_partners is (days < 0)


def test_a_profile_that_was_there_keeps_what_its_founders_chose_field_by_field():
    application = offered(PARTNERS_PROFILE, published_at=timezone.now(), text="Xyz")
    startup = confirmed(application)
    assert startup.for_partners
    assert startup.partner_fields == []


def test_the_page_says_what_will_hold_before_and_where_it_stands_after(as_user):
    application = offered(PARTNERS_PROFILE, batch=batch_with_form())
    client = as_user(application.started_by)
    asked = client.get(reverse("startups:offer-confirm", args=[application.uuid])).text
    assert "Partner dürfen unser Profil sehen" in asked
    assert "Partner dürfen unser Pitchdeck laden" not in asked

    confirmed(application)

    section = reverse("startups:section", args=[application.uuid, "consents"])
    shown = client.get(section).text
    assert "Partner dürfen unser Profil sehen" not in shown
    assert reverse("startups:profile-edit", args=[application.startup.slug]) in shown


# Answers and the profile


def test_answers_only_fill_what_is_empty_and_shown_to_nobody_of_a_profile_there_is():
    batch = batch_with_form()
    application = ApplicationFactory(batch=batch, submitted=True, track=track("energy"))
    section = batch.sections.get(slug="idea")
    for fills, value in {
        "one_liner": "Anders als im Profil.",
        "website": "https://neu.example",
        "seat": "Neustadt",
        "team_size": "7",
    }.items():
        asked, _new = section.questions.get_or_create(
            fills=fills, defaults={"label_de": fills, "label_en": fills, "kind": "short"}
        )
        answer(application, asked, value)
    ehealth = track("ehealth")
    Startup.objects.filter(pk=application.startup_id).update(
        published_at=timezone.now(),
        visibility="public",
        track=ehealth,
        one_liner="Von Hand.",
        released_fields=["website"],
        partner_fields=["seat"],
    )

    startup = profiles.fill_from_answers(application)

    startup.refresh_from_db()
    assert (startup.one_liner, startup.track) == ("Von Hand.", ehealth)
    # Ticked as public, or for partners, and empty: founders fill it themselves.
    assert (startup.website, startup.seat) == ("", "")
    assert startup.team_size == 7
