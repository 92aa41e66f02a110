"""What partners find of a startup: what is for everybody, what is for them, and nothing besides."""

from datetime import timedelta
from random import Random
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.accounts import consents
from hub.accounts.models import Consent
from hub.programme import public
from startups.filters import StartupFilter
from startups.models import (
    FOR_PARTNERS,
    PARTNER_ONLY,
    RELEASABLE,
    PartnerProfile,
    ProfileDeck,
    PublicProfile,
    Startup,
)
from startups.queries import directory, facets
from tests.factories.hub import UserFactory, founder, staff, track
from tests.factories.startups import StartupFactory, deck_of

pytestmark = pytest.mark.django_db

TOLD = {
    "text": "Geheimtext",
    "website": "https://geheim.example",
    "seat": "Geheimstadt",
    "team_size": 17,
    "founded_on": "1999-04-01",
    "stage": "growth",
    "seeks": ["capital"],
    "tags": ["Geheimnis"],
    "jobs_url": "https://geheim.example/jobs",
    "traction": "Geheimzahlen",
    "pilot_wish": "Geheimwunsch",
}
UNTOLD = {
    name: None if name in {"team_size", "founded_on"} else type(value)()
    for name, value in TOLD.items()
}


def rows(startup):
    """Everything the portal can know of a startup for either audience."""
    return [
        table.objects.filter(startup=startup).values().get()
        for table in (PublicProfile, PartnerProfile)
    ]


def asked(**query):
    return StartupFilter(query, PartnerProfile.objects.open())


@pytest.mark.parametrize("seed", range(40))
def test_what_was_not_released_changes_nothing_that_partners_can_ask(seed):
    """Two states that differ only in hidden fields give the same rows, byte for byte."""
    chance = Random(seed)
    for_all = chance.sample(RELEASABLE, chance.randint(0, 4))
    for_partners = chance.sample(FOR_PARTNERS, chance.randint(0, 6))
    startup = StartupFactory(
        public=True, released_fields=for_all, partner_fields=for_partners, region="abroad", **TOLD
    )
    deck = deck_of(startup)
    public_row, partner_row = rows(startup)
    shown = {name for name in TOLD if name in for_all or name in for_partners}
    assert {name for name in TOLD if partner_row[name]} == shown
    assert {name for name in RELEASABLE if public_row[name]} == set(for_all)

    if "deck" not in for_partners:
        deck.delete()
    region = {} if "seat" in shown else {"region": ""}
    hidden = {name: value for name, value in UNTOLD.items() if name not in shown}
    Startup.objects.filter(pk=startup.pk).update(**hidden, **region)
    assert rows(startup)[1] == partner_row

    for_partners_only = {name: UNTOLD[name] for name in TOLD if name not in for_all}
    Startup.objects.filter(pk=startup.pk).update(**for_partners_only, partner_fields=[])
    public_after = rows(startup)[0]
    assert public_after | {"region": ""} == public_row | {"region": ""}


@pytest.mark.parametrize("name", PARTNER_ONLY)
def test_what_is_for_partners_alone_cannot_be_released_to_everybody(name):
    with pytest.raises(IntegrityError), transaction.atomic():
        StartupFactory(public=True, released_fields=[name])


@pytest.mark.parametrize(
    ("visibility", "for_partners", "is_open"),
    [
        ("private", False, False),
        ("private", True, True),
        ("pending", False, False),
        ("pending", True, True),
        ("public", False, True),
        ("public", True, True),
        ("archived", False, False),
        ("archived", True, False),
    ],
)
def test_partners_find_what_is_public_or_open_to_them_by_consent(
    visibility, for_partners, is_open
):
    StartupFactory(visibility=visibility, for_partners=for_partners, published_at=timezone.now())
    assert PartnerProfile.objects.open().exists() == is_open
    assert asked().total == is_open


def test_only_staff_see_the_table_without_a_partner():
    StartupFactory(public=True)
    seen = PartnerProfile.objects.visible_to
    assert seen(staff()).count() == 1
    assert seen(founder()).count() == seen(UserFactory(roles=["partner"])).count() == 0


# The directory over this table


def test_partners_find_the_words_that_are_for_them_and_the_public_does_not(client):
    startup = StartupFactory(
        public=True,
        traction="Zwölf Stadtwerke",
        partner_fields=["traction", "stage"],
        stage="growth",
    )
    assert [row.pk for row in asked(q="Stadtwerke").ordered] == [startup.pk]
    assert asked(stage="growth").total == 1
    assert client.get("/startups.json", {"q": "Stadtwerke"}).json()["count"] == 0
    assert client.get("/startups.json", {"stage": "growth"}).json()["count"] == 0


def test_each_audience_has_counts_of_its_own(client):
    StartupFactory(public=True)
    StartupFactory(for_partners=True)
    for _again in range(2):
        assert asked().total == 2
        assert client.get("/startups.json").json()["count"] == 1


def test_the_newest_to_partners_are_those_they_could_see_last():
    for days, name in ((3, "Alt"), (1, "Neu")):
        StartupFactory(
            name=name,
            for_partners=True,
            for_partners_at=timezone.now() - timedelta(days=days),
        )
    StartupFactory(name="Mittel", public=True, published_at=timezone.now() - timedelta(days=2))
    assert [row.name for row in asked(sort="newest").ordered] == ["Neu", "Mittel", "Alt"]


@pytest.mark.parametrize(("query", "expected"), [({}, 5), ({"q": "Startup"}, 6)])
def test_the_partners_list_costs_the_same_few_queries_for_3_and_300(query, expected):
    energy, seen = track(), []
    for number in (3, 297):
        Startup.objects.bulk_create(
            StartupFactory.build(for_partners=True, track=energy) for _ in range(number)
        )
        facets.forget_all()
        with CaptureQueriesContext(connection) as queries:
            filters = asked(**query)
            cards = directory.cards(directory.for_cards(filters.ordered)[:24], filters.terms)
            filters.groups()
        assert cards
        seen.append(len(queries))
    assert seen == [expected, expected]


# Decks


def test_a_deck_is_offered_while_it_is_there_clean_and_released():
    startup = StartupFactory(public=True, partner_fields=["deck"])

    def offered():
        return PartnerProfile.objects.get(startup=startup).has_deck

    assert not offered()
    deck = deck_of(startup, scan="waiting")
    assert not offered()
    ProfileDeck.objects.update(scan="clean")
    assert offered()
    assert ProfileDeck.objects.for_partners().get() == deck
    Startup.objects.update(partner_fields=[])
    assert not offered()
    assert not ProfileDeck.objects.for_partners().exists()
    Startup.objects.update(partner_fields=["deck"])
    ProfileDeck.objects.update(removed_at=timezone.now(), removed_by=deck.uploaded_by)
    assert not offered()


def test_a_startup_has_one_deck_at_a_time():
    startup = StartupFactory()
    deck_of(startup)
    with pytest.raises(IntegrityError), transaction.atomic():
        deck_of(startup)


# Consents about the profile


def agree(startup, person, *purposes):
    given = {purpose.key for purpose in purposes}
    both = (consents.PARTNERS_PROFILE, consents.PARTNERS_DECK)
    consents.set_given(both, given=given, person=person, subject=startup.uuid)


def test_the_profile_follows_the_consents_wherever_they_are_withdrawn():
    person, startup = founder(), StartupFactory()
    agree(startup, person, consents.PARTNERS_PROFILE, consents.PARTNERS_DECK)
    startup.refresh_from_db()
    assert startup.for_partners
    assert startup.for_partners_at
    assert startup.partner_fields == ["deck"]

    before = public.version()
    consents.withdraw_own(person, purpose="partners_profile", subject=startup.uuid)
    assert not PartnerProfile.objects.open().exists()
    assert public.version() > before, "counts that are kept would still tell of it"
    consents.withdraw_own(person, purpose="partners_deck", subject=startup.uuid)
    startup.refresh_from_db()
    assert startup.partner_fields == []


def test_a_consent_that_a_second_person_holds_still_counts():
    startup, people = StartupFactory(), [founder(), founder()]
    for person in people:
        Consent.objects.create(
            person=person,
            purpose="partners_profile",
            text_version="2026-11",
            subject=startup.uuid,
        )
    Consent.objects.filter(person=people[0]).delete()
    assert PartnerProfile.objects.open().exists()
    Consent.objects.filter(person=people[1]).delete()
    assert not PartnerProfile.objects.open().exists()


def test_a_consent_about_something_else_opens_nothing():
    startup, person = StartupFactory(), founder()
    consents.set_given(
        (consents.PARTNERS_PROFILE,), given={"partners_profile"}, person=person, subject=uuid4()
    )
    startup.refresh_from_db()
    assert not startup.for_partners
