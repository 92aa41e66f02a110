"""Saved searches: kept with a name, paused, deleted, and their owner's alone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.portal import own_data
from partners.models import SavedSearch, SearchHit
from partners.services import searches
from tests.factories.hub import staff
from tests.factories.partners import colleague
from tests.partners.search_cases import LIST, released, search_of, text

pytestmark = pytest.mark.django_db


def test_a_filter_is_kept_with_a_name_and_without_nonsense(partner, member):
    shown = text(partner, "/partner/startups/?q=Netz&stage=growth&track=moon&page=3")
    assert 'href="/partner/searches/new/?q=Netz&amp;stage=growth"' in shown
    answer = partner.post(
        f"{LIST}new/?q=Netz&stage=growth&track=moon&page=3",
        {"name": " Netze  im Wachstum ", "frequency": "daily"},
    )
    assert answer.status_code == 302
    kept = SavedSearch.objects.get()
    assert (kept.name, kept.query) == ("Netze im Wachstum", "?q=Netz&stage=growth")
    assert (kept.owner, kept.partner) == (member.person, member.partner)
    listed = text(partner, LIST)
    assert "„Netz“ · Wachstum" in listed
    assert "“Netz” · Growth" in text(partner, f"/en{LIST}")
    assert "noch keine Mail" in listed


def test_an_error_is_told_at_its_field_and_nothing_typed_is_lost(partner):
    answer = partner.post(f"{LIST}new/?q=Netz", {"name": "x" * 61, "frequency": "hourly"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "x" * 61 in page
    assert page.count('aria-invalid="true"') >= 2
    assert not SavedSearch.objects.exists()


def test_a_double_click_keeps_one_and_twenty_are_enough(partner):
    for _twice in range(2):
        partner.post(f"{LIST}new/", {"name": "Alle", "frequency": "weekly"})
    assert SavedSearch.objects.count() == 1
    for number in range(19):
        partner.post(f"{LIST}new/", {"name": f"Suche {number}", "frequency": "weekly"})
    answer = partner.post(f"{LIST}new/", {"name": "Noch eine", "frequency": "weekly"})
    assert "Zwanzig gespeicherte Suchen" in answer.content.decode()
    assert SavedSearch.objects.count() == 20


def test_a_search_with_more_filters_than_fit_is_told_at_the_field(partner, monkeypatch):
    monkeypatch.setattr(searches, "LONGEST", 50)
    answer = partner.post(f"{LIST}new/?q={'Ä' * 60}", {"name": "Lang", "frequency": "daily"})
    assert answer.status_code == 200
    assert "zu viele Filter auf einmal" in answer.content.decode()
    assert not SavedSearch.objects.exists()


def test_the_page_of_a_search_says_what_a_mail_would_tell_now(partner, member):
    kept = search_of(member, at=timezone.now() - timedelta(hours=2))
    assert "Nichts Neues" in text(partner, f"{LIST}{kept.uuid}/")
    released(timezone.now())
    assert "Netzpuls" in text(partner, f"{LIST}{kept.uuid}/")
    assert not SearchHit.objects.exists(), "looking tells nothing"


def test_a_paused_search_is_silent_and_what_came_meanwhile_is_no_news(partner, member):
    kept = search_of(member, at=timezone.now() - timedelta(days=9))
    partner.post(f"{LIST}{kept.uuid}/act/", {"act": "pause"})
    released(timezone.now() - timedelta(days=3))
    assert searches.send_due(now=timezone.now()) == 0
    partner.post(f"{LIST}{kept.uuid}/act/", {"act": "resume"})
    assert searches.send_due(now=timezone.now() + timedelta(days=1)) == 0
    partner.post(f"{LIST}{kept.uuid}/act/", {"act": "nonsense"})
    partner.post(f"{LIST}{kept.uuid}/act/", {"act": "remove"})
    assert not SavedSearch.objects.exists()


def test_a_search_is_its_owners_alone(partner, member, settings):
    settings.STAFF_SECOND_FACTOR = False
    kept = search_of(member)
    for person in (colleague(member.partner).person, colleague().person, staff()):
        partner.force_login(person)
        assert partner.get(f"{LIST}{kept.uuid}/").status_code == 404
        assert partner.post(f"{LIST}{kept.uuid}/act/", {"act": "remove"}).status_code == 404
        assert not SavedSearch.objects.visible_to(person).exists()
        with pytest.raises(searches.NotThere):
            searches.remove(search_uuid=kept.uuid, by=person)
    assert [row["name"] for row in own_data.about(member.person)["saved_searches"]] == ["Netze"]


@pytest.mark.parametrize("path", [LIST, "one"])
def test_pages_cost_the_same_few_queries(partner, member, path):
    seen = []
    for number in (3, 17):
        for _ in range(number):
            kept = search_of(member)
        released(timezone.now(), name=f"Netz {number}")
        where = LIST if path == LIST else f"{LIST}{kept.uuid}/"
        text(partner, where)
        with CaptureQueriesContext(connection) as queries:
            text(partner, where)
        seen.append(len(queries))
    assert seen[0] == seen[1]
    assert seen[1] <= (8 if path == LIST else 14)
