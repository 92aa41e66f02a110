"""A challenge that is public: who sees what of it, until it is over."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from partners.models import Challenge
from partners.services import challenges
from partners.states import ChallengeState
from tests.factories.challenges import ChallengeFactory
from tests.factories.hub import staff, track
from tests.factories.partners import PartnerFactory, colleague
from tests.partners.challenge_cases import text

pytestmark = pytest.mark.django_db


# Seen


def test_nobody_sees_what_is_not_published():
    author = colleague()
    draft = ChallengeFactory(author=author)
    assert not Challenge.objects.visible_to(staff()).exists()
    assert not Challenge.objects.visible_to(colleague().person).exists()
    assert Challenge.objects.visible_to(colleague(author.partner).person).get() == draft


def test_the_public_page_says_all_and_the_contact_only_if_wished(client):
    shown = ChallengeFactory(
        published=True,
        shows_contact=True,
        contact_name="Kim Lehmann",
        contact_email="kim@vng.example",
    )
    hidden = ChallengeFactory(published=True, contact_email="leise@vng.example")

    page = text(client.get(shown.get_absolute_url()))
    assert "kim@vng.example" in page
    assert shown.problem_de in page
    assert "leise@vng.example" not in text(client.get(hidden.get_absolute_url()))


def test_an_english_reader_is_told_that_the_words_are_german(client):
    german = ChallengeFactory(published=True)
    both = ChallengeFactory(published=True, title_en="Finding leaks", problem_en="Pipes leak.")

    page = text(client.get(f"/en/challenges/{german.slug}/"))
    assert "written in German only" in page
    assert 'lang="de"' in page
    page = text(client.get(f"/en/challenges/{both.slug}/"))
    assert "Finding leaks" in page
    assert "written in German only" not in page


def test_the_list_can_be_narrowed_and_nonsense_is_left_out_with_a_note(client):
    ChallengeFactory(published=True, title_de="Offen und Energie")
    ChallengeFactory(published=True, title_de="Offen und Gesundheit", tracks=[track("ehealth")])
    ChallengeFactory(closed=True, title_de="Vorbei und Energie")

    def titles(query):
        page = text(client.get(f"/challenges/?{query}"))
        names = ("Offen und Energie", "Offen und Gesundheit", "Vorbei und Energie")
        return [name for name in names if name in page]

    assert len(titles("")) == 3
    assert titles("state=open&track=energy") == ["Offen und Energie"]
    assert titles("state=closed") == ["Vorbei und Energie"]
    assert len(titles("track=nonsense&state=%00")) == 0
    assert len(titles("track=nonsense&state=odd")) == 3
    assert "Er ist weggelassen" in text(client.get("/challenges/?track=nonsense"))


def test_a_published_challenge_stands_on_its_tracks_page_and_in_the_sitemap(client):
    challenge = ChallengeFactory(published=True, title_de="Wärme messen")
    ChallengeFactory(title_de="Geheim")

    assert "Wärme messen" in text(client.get("/tracks/energy/"))
    assert challenge.get_absolute_url() in text(client.get("/sitemap.xml"))
    for path in ("/challenges/", "/sitemap.xml", "/tracks/energy/"):
        assert "Geheim" not in text(client.get(path))


def test_a_partners_page_names_its_open_challenges_until_they_close(client):
    partner = PartnerFactory()
    shown = ChallengeFactory(published=True, author=colleague(partner), title_de="Wärme messen")
    ChallengeFactory(closed=True, author=colleague(partner), title_de="Längst vorbei")
    ChallengeFactory(published=True, title_de="Anderer Partner")

    page = text(client.get(partner.get_absolute_url()))
    assert "Wärme messen" in page
    assert "Längst vorbei" not in page
    assert "Anderer Partner" not in page
    with time_machine.travel(shown.deadline + timedelta(seconds=1)):
        assert "Wärme messen" not in text(client.get(partner.get_absolute_url()))


def test_a_kept_page_of_a_partner_falls_when_its_challenge_closes(client):
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        shown = ChallengeFactory(
            published=True, title_de="Wärme messen", deadline=now + timedelta(seconds=20)
        )
        page = shown.partner.get_absolute_url()
        assert "Wärme messen" in text(client.get(page))
        clock.shift(timedelta(seconds=21))
        assert "Wärme messen" not in text(client.get(page))


@pytest.mark.parametrize("path", ["/challenges/", "/partner/challenges/"])
def test_a_list_of_challenges_costs_the_same_with_many(
    path, client, writer, django_assert_max_num_queries
):
    partner = writer.partner
    for count in (3, 300):
        ChallengeFactory.create_batch(
            count - Challenge.objects.count(), author=writer, partner=partner, published=True
        )
        with django_assert_max_num_queries(8) as asked:
            client.get(path)
    assert len(asked) <= 8


# Over


def test_the_clock_closes_after_the_last_second():
    challenge = ChallengeFactory(published=True)
    assert challenges.close_due(now=challenge.deadline) == 0
    assert challenge.is_open_at(challenge.deadline)

    assert challenges.close_due(now=challenge.deadline + timedelta(seconds=1)) == 1
    assert challenges.close_due(now=challenge.deadline + timedelta(days=1)) == 0
    challenge.refresh_from_db()
    assert challenge.state == ChallengeState.CLOSED
    assert challenge.moves.get().by is None


def test_a_challenge_whose_partner_has_ended_stays_where_links_lead(client):
    challenge = ChallengeFactory(published=True, author=colleague(PartnerFactory(slug="weg")))
    challenge.partner.state = "ended"
    challenge.partner.save()

    page = client.get(challenge.get_absolute_url())
    assert page.status_code == 200
    assert "/partners/weg/" not in text(page)
