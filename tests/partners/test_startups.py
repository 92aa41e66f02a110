"""What partner staff see of startups: what founders released to partners, and only while they agree."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.accounts import consents
from startups.models import ProfileDeck, Startup
from startups.queries import facets
from tests.factories.hub import founder, track
from tests.factories.partners import colleague
from tests.factories.startups import StartupFactory, deck_of
from tests.uploads import fetch

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(client):
    """A client of somebody who works for a partner."""
    member = colleague()
    client.force_login(member.person)
    client.member = member
    return client


def released(**fields):
    fields = {
        "slug": "kanalblick",
        "name": "Kanalblick",
        "traction": "Zwölf Stadtwerke zahlen.",
        "pilot_wish": "Ein Winter im Fernwärmenetz.",
        "partner_fields": ["traction", "pilot_wish", "deck"],
    } | fields
    return StartupFactory(**fields)


def page(client, path, **query):
    answer = client.get(path, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_shows_public_profiles_and_those_for_partners_alone(partner):
    released(for_partners=True)
    StartupFactory(public=True, name="Offenwerk")
    StartupFactory(name="Heimlich")

    shown = page(partner, "/partner/startups/")

    assert "Kanalblick" in shown
    assert "Offenwerk" in shown
    assert "Heimlich" not in shown
    assert "Ein Winter im Fernwärmenetz." in shown
    assert "Zwölf Stadtwerke zahlen." in shown


def test_what_was_released_to_partners_is_found_by_its_words_and_marked(partner):
    released(for_partners=True)
    StartupFactory(public=True, name="Offenwerk")

    shown = page(partner, "/partner/startups/", q="Fernwärmenetz")

    assert "<mark>Fernwärmenetz</mark>" in shown
    assert "Offenwerk" not in shown


def test_cards_and_filters_lead_on_inside_the_partner_area(partner):
    released(for_partners=True, stage="growth", released_fields=["stage"])

    shown = page(partner, "/partner/startups/", stage="growth")

    assert 'href="/partner/startups/kanalblick/"' in shown
    assert 'hx-get="/partner/startups/"' in shown
    assert 'href="/startups/kanalblick/"' not in shown


def test_a_profile_shows_what_is_for_partners_and_nothing_else(partner):
    released(for_partners=True, text="Nicht freigegeben", seat="Geheimstadt")

    shown = page(partner, "/partner/startups/kanalblick/")

    assert "Zwölf Stadtwerke zahlen." in shown
    assert "Nicht freigegeben" not in shown
    assert "Geheimstadt" not in shown
    assert "Pitchdeck laden" not in shown, "there is none"


def test_a_startup_that_is_not_for_partners_does_not_exist_for_them(partner):
    released(visibility="private")
    assert partner.get("/partner/startups/kanalblick/").status_code == 404
    assert partner.get("/partner/startups/nobody/").status_code == 404


def test_a_consent_that_is_withdrawn_shuts_list_profile_and_deck_with_the_next_request(partner):
    person, startup = founder(), released(for_partners=False)
    deck_of(startup)
    both = (consents.PARTNERS_PROFILE, consents.PARTNERS_DECK)
    given = {purpose.key for purpose in both}
    consents.set_given(both, given=given, person=person, subject=startup.uuid)
    paths = ["/partner/startups/kanalblick/", "/partner/startups/kanalblick/deck/"]
    assert [fetch(partner, path).status_code for path in paths] == [200, 200]
    assert "Kanalblick" in page(partner, "/partner/startups/")

    consents.withdraw_own(person, purpose="partners_profile", subject=startup.uuid)

    assert [partner.get(path).status_code for path in paths] == [404, 404]
    assert "Kanalblick" not in page(partner, "/partner/startups/")


def test_a_deck_comes_as_a_locked_download(partner):
    deck_of(released(for_partners=True), name="Änderung.pdf")

    answer = partner.get("/partner/startups/kanalblick/deck/")

    assert answer.getvalue().startswith(b"%PDF")
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "no-store"
    head = partner.head("/partner/startups/kanalblick/deck/")
    assert (head.status_code, head.content) == (200, b"")


@pytest.mark.parametrize(
    "change",
    [
        lambda: Startup.objects.update(partner_fields=["traction"]),
        lambda: ProfileDeck.objects.update(scan="infected"),
        lambda: ProfileDeck.objects.update(scan="waiting"),
        lambda: Startup.objects.update(visibility="archived"),
    ],
    ids=["not released", "infected", "not scanned yet", "archived"],
)
def test_a_deck_that_partners_may_not_have_is_not_there(partner, change):
    deck_of(released(for_partners=True))
    assert fetch(partner, "/partner/startups/kanalblick/deck/").status_code == 200

    change()

    assert partner.get("/partner/startups/kanalblick/deck/").status_code == 404


def test_when_the_contract_has_ended_nothing_is_there(partner):
    deck_of(released(for_partners=True))
    today = timezone.localdate()
    type(partner.member.partner).objects.update(contract_to=today - timedelta(days=1))

    for path in ("", "kanalblick/", "kanalblick/deck/"):
        assert partner.get(f"/partner/startups/{path}").status_code == 404


def test_nonsense_in_the_address_is_told_and_left_out(partner):
    released(for_partners=True)
    shown = page(partner, "/partner/startups/", stage="moon", page="x", sort="best")
    assert "nicht verstanden" in shown
    assert "Kanalblick" in shown


def test_a_search_without_a_hit_says_what_would_give_one(partner):
    released(for_partners=True, stage="growth", released_fields=["stage"])
    shown = page(partner, "/partner/startups/", q="zzz", stage="growth")
    assert "Nichts gefunden" in shown
    assert "nur die Filter, ohne Suche" in shown


@pytest.mark.parametrize("query", [{}, {"q": "Winter"}, {"q": "Winter", "seeks": "pilot"}])
def test_the_list_costs_the_same_few_queries_for_3_and_300(partner, query):
    energy, seen = track(), []
    partner.get("/partner/startups/")
    for number in (3, 297):
        Startup.objects.bulk_create(
            StartupFactory.build(
                for_partners=True,
                track=energy,
                seeks=["pilot"],
                released_fields=["seeks"],
                pilot_wish="Ein Winter",
                partner_fields=["pilot_wish"],
            )
            for _ in range(number)
        )
        facets.forget_all()
        partner.get("/partner/startups/", query)
        with CaptureQueriesContext(connection) as queries:
            assert partner.get("/partner/startups/", query).status_code == 200
        seen.append(len(queries))
    assert seen[0] == seen[1]
    assert seen[1] <= 8
