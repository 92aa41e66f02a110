"""Where partner staff begin: what waits for them, and nothing of others."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories.challenges import ChallengeFactory
from tests.factories.introductions import asked
from tests.factories.partners import colleague
from tests.factories.pilots import pilot

pytestmark = pytest.mark.django_db


def wait(member):
    """One of everything that can wait for a partner."""
    partner = member.partner
    pilot("idea", partner=partner, proposed_from="startup", partner_confirmed_at=None)
    pilot("running", partner=partner, last_sign_at=timezone.now() - timedelta(days=40))
    ChallengeFactory(author=member, published=True, state="closed")
    asked(by=member.person)


WORDS = (
    "Ein Startup schlägt ein Pilotprojekt vor und wartet auf Antwort",
    "Von einem Pilotprojekt war seit 30 Tagen nichts zu hören",
    "Bei einer Challenge ist die Frist vorbei: Wen wählen Sie?",
    "Eine Kontaktanfrage an ein Startup ist unterwegs",
)


def test_what_waits_is_said_in_words_with_the_way_there(as_user):
    member = colleague(level="lead")
    wait(member)
    html = as_user(member.person).get(reverse("partners:area")).content.decode()
    for words in WORDS:
        assert words in html


def test_what_waits_for_another_partner_is_not_said(as_user):
    wait(colleague(level="lead"))
    html = as_user(colleague().person).get(reverse("partners:area")).content.decode()
    assert "Was ansteht" not in html
    for words in WORDS:
        assert words not in html


def test_the_overview_costs_the_same_few_queries(as_user, django_assert_max_num_queries):
    member = colleague(level="lead")
    client = as_user(member.person)
    for _ in range(3):
        wait(member)
    with django_assert_max_num_queries(8):
        html = client.get(reverse("partners:area")).content.decode()
    assert "3 vorgeschlagene Pilotprojekte warten auf Antwort" in html


def test_a_board_without_pilots_says_where_one_begins(as_user):
    member = colleague()
    html = as_user(member.person).get(reverse("partners:pilots")).content.decode()
    assert "Noch kein Pilotprojekt" in html
    assert "Hier steht gerade nichts" not in html
