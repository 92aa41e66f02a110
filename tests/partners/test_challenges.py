"""A challenge from the first line to the day it is over."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from hub.core.times import BERLIN
from hub.core.workflow import DomainError, InvalidTransition
from hub.mail.models import Email
from partners.models import Challenge
from partners.services import challenges
from partners.services.challenges import Incomplete, NotYours
from partners.states import ChallengeState
from tests.factories.challenges import ChallengeFactory
from tests.factories.hub import staff, track
from tests.factories.partners import PartnerFactory, colleague
from tests.races import at_once

pytestmark = pytest.mark.django_db
NEW = "/partner/challenges/new/"


def typed(**changes):
    """What the form of a whole challenge sends."""
    return {
        "title_de": "Lecks finden",
        "problem_de": "Rohre sind undicht.",
        "offer_de": "Ein Testfeld.",
        "who_de": "Alle.",
        "tracks": ["energy"],
        "stages": ["prototype"],
        "tags": "Fernwärme, Sensorik",
        "deadline_on": "2030-03-31",
        "deadline_at": "18:00",
        "contact_name": "Kim Lehmann",
        "contact_email": "kim@vng.example",
        "title_en": "",
        "problem_en": "",
        "offer_en": "",
        "who_en": "",
        **changes,
    }


@pytest.fixture
def writer(client):
    """Somebody of a partner, logged in."""
    track("energy")
    member = colleague()
    client.force_login(member.person)
    return member


def text(response):
    return response.content.decode()


def edit_path(challenge):
    return f"/partner/challenges/{challenge.uuid}/edit/"


# Written


def test_what_partner_staff_write_is_kept_as_it_was_typed(client, writer):
    answer = client.post(NEW, typed(uuid=uuid4()))

    challenge = Challenge.objects.get()
    assert answer["Location"] == f"/partner/challenges/{challenge.uuid}/"
    assert challenge.partner == writer.partner
    assert challenge.tags == ["Fernwärme", "Sensorik"]
    assert challenge.stages == ["prototype"]
    assert [one.slug for one in challenge.tracks.all()] == ["energy"]
    assert challenge.deadline == datetime(2030, 3, 31, 18, 0, 59, tzinfo=BERLIN)


def test_a_title_is_enough_for_a_draft(client, writer):
    nothing = dict.fromkeys(typed(), "") | {"tracks": [], "stages": []}
    client.post(NEW, nothing | {"title_de": "Nur ein Titel", "uuid": uuid4()})

    assert Challenge.objects.get().title_de == "Nur ein Titel"


def test_a_double_click_makes_one_challenge(client, writer):
    mark = uuid4()
    for _click in range(2):
        client.post(NEW, typed(uuid=mark))

    assert Challenge.objects.count() == 1


def test_the_mark_of_another_partners_form_makes_a_challenge_of_ones_own(client, writer):
    foreign = ChallengeFactory()
    client.post(NEW, typed(uuid=foreign.uuid))

    assert Challenge.objects.filter(partner=writer.partner).count() == 1
    assert Challenge.objects.filter(partner=foreign.partner).count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"title_de": ""},
        {"title_de": "x" * 101},
        {"problem_de": "x" * 3001},
        {"deadline_on": "31.02.2030"},
        {"deadline_on": "0001-01-01"},
        {"deadline_at": "25:61"},
        {"tracks": ["nonsense"]},
        {"stages": ["nonsense"]},
        {"tags": ",".join(str(n) for n in range(9))},
        {"tags": "x" * 31},
        {"contact_email": "kim@"},
        {"version": "many"},
        {"uuid": "none"},
    ],
)
def test_a_wrong_value_is_said_at_its_field_and_nothing_typed_is_lost(client, writer, wrong):
    challenge = ChallengeFactory(author=writer)
    for path in (NEW, edit_path(challenge)):
        answer = client.post(path, typed(who_de="Noch nicht gesichert.", **wrong))
        assert answer.status_code == 200
        assert 'class="error"' in text(answer) or "error-summary" in text(answer)
        assert "Noch nicht gesichert." in text(answer)
    assert Challenge.objects.count() == 1


def test_a_colleague_who_saves_second_gets_both_texts(client, writer):
    challenge = ChallengeFactory(author=writer)
    other = colleague(writer.partner, name="Bo Krüger")
    values = {**stored_values(challenge), "problem_de": "Der Text der Kollegin."}
    challenges.save(challenge.uuid, values=values, version=1, by=other.person)

    answer = client.post(edit_path(challenge), typed(problem_de="Mein Text.", version=1))

    assert answer.status_code == 409
    assert "Bo Krüger hat inzwischen etwas anderes gespeichert." in text(answer)
    assert "Der Text der Kollegin." in text(answer)
    assert "Mein Text.</textarea>" in text(answer)
    challenge.refresh_from_db()
    assert challenge.problem_de == "Der Text der Kollegin."


def test_who_has_seen_both_texts_chooses_field_by_field(client, writer):
    challenge = ChallengeFactory(author=writer, problem_de="Der Text der Kollegin.", version=7)

    client.post(
        edit_path(challenge),
        typed(problem_de="Mein Text.", offer_de="Mein Angebot.", version=7, theirs="problem_de"),
    )

    challenge.refresh_from_db()
    assert challenge.problem_de == "Der Text der Kollegin."
    assert challenge.offer_de == "Mein Angebot."


def test_saving_the_same_words_again_is_no_clash(client, writer):
    challenge = ChallengeFactory(author=writer)
    client.post(edit_path(challenge), typed(version=1))

    answer = client.post(edit_path(challenge), typed(version=1))

    assert answer.status_code == 302
    challenge.refresh_from_db()
    assert challenge.version == 2


def stored_values(challenge):
    kept = {name: getattr(challenge, name) for name in challenges.WRITTEN}
    return kept | {"tracks": list(challenge.tracks.all())}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_is_told():
    author = colleague()
    challenge = ChallengeFactory(author=author)
    told = []

    def save(words):
        values = {**stored_values(challenge), "problem_de": words}
        try:
            challenges.save(challenge.uuid, values=values, version=1, by=author.person)
        except challenges.Clash as clash:
            told.append(clash.stored.problem_de)

    at_once(save, ["Der eine Text.", "Der andere Text."])

    challenge.refresh_from_db()
    assert told == [challenge.problem_de]


# Checked


def test_saved_and_sent_in_one_step(client, writer):
    client.post(NEW, typed(uuid=uuid4(), act="send"))

    challenge = Challenge.objects.get()
    assert challenge.state == ChallengeState.IN_CHECK
    assert [move.to_state for move in challenge.moves.all()] == ["in_check"]


def test_what_the_check_would_miss_is_said_where_it_is_written(client, writer):
    answer = client.post(NEW, typed(uuid=uuid4(), act="send", offer_de="", tracks=[]))

    assert "Sagen Sie, was Sie anbieten" in text(answer)
    assert "mindestens einen Schwerpunkt" in text(answer)
    challenge = Challenge.objects.get()
    assert challenge.state == ChallengeState.DRAFT
    answer = client.post(f"/partner/challenges/{challenge.uuid}/send/")
    assert "Sagen Sie, was Sie anbieten" in text(answer)


@pytest.mark.parametrize(
    "change",
    [
        {"deadline": timezone.now() - timedelta(minutes=1)},
        {"deadline": None},
        {"title_en": "Finding leaks"},
        {"shows_contact": True, "contact_name": ""},
        {"problem_de": ""},
    ],
)
def test_an_unfinished_challenge_is_not_sent(change):
    author = colleague()
    challenge = ChallengeFactory(author=author, **change)
    with pytest.raises(Incomplete):
        challenges.send(challenge.uuid, by=author.person)


def test_a_challenge_that_is_being_checked_changes_no_more_until_taken_back(client, writer):
    challenge = ChallengeFactory(author=writer)
    challenges.send(challenge.uuid, by=writer.person)

    answer = client.post(edit_path(challenge), typed(version=1))
    assert "nicht mehr im Entwurf" in text(answer)

    client.post(f"/partner/challenges/{challenge.uuid}/take-back/")
    challenge.refresh_from_db()
    assert challenge.state == ChallengeState.DRAFT


def test_the_hub_publishes_and_the_partner_hears_of_it(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    author = colleague()
    challenge = ChallengeFactory(author=author, title_de="Lecks früher hören")
    challenges.send(challenge.uuid, by=author.person)
    client.force_login(staff())
    assert "Challenge ist zu prüfen" in text(client.get("/admin/"))

    client.post(f"/admin/partners/challenge/{challenge.pk}/publish/")

    challenge.refresh_from_db()
    assert challenge.slug == "lecks-frueher-hoeren"
    assert Email.objects.get().recipient == author.person
    assert "Lecks früher hören" in text(client.get("/challenges/"))


def test_the_hub_gives_back_with_a_sentence_the_partner_reads(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    author = colleague()
    challenge = ChallengeFactory(author=author)
    challenges.send(challenge.uuid, by=author.person)
    client.force_login(staff())

    client.post(f"/admin/partners/challenge/{challenge.pk}/give-back/", {"note": "Welche Daten?"})

    challenge.refresh_from_db()
    assert challenge.state == ChallengeState.DRAFT
    assert "> Welche Daten?" in Email.objects.get().body
    client.force_login(author.person)
    assert "Welche Daten?" in text(client.get(f"/partner/challenges/{challenge.uuid}/"))
    challenges.send(challenge.uuid, by=author.person)
    assert "Welche Daten?" not in text(client.get(f"/partner/challenges/{challenge.uuid}/"))


def test_nobody_but_the_hub_publishes():
    author = colleague()
    challenge = ChallengeFactory(author=author)
    challenges.send(challenge.uuid, by=author.person)
    with pytest.raises(NotYours):
        challenges.publish(challenge, by=author.person)
    with pytest.raises(DomainError, match="in einem Satz"):
        challenges.give_back(challenge, note=" ", by=staff())
    with pytest.raises(InvalidTransition):
        challenges.publish(ChallengeFactory(), by=staff())


def test_two_challenges_with_one_title_have_two_addresses():
    slugs = set()
    for _number in range(2):
        author = colleague()
        challenge = ChallengeFactory(author=author, title_de="Wärme messen")
        challenges.send(challenge.uuid, by=author.person)
        slugs.add(challenges.publish(challenge, by=staff()).slug)
    assert len(slugs) == 2


@pytest.mark.parametrize(
    "wrong", [{"slug": ""}, {"deadline": None}, {"problem_de": ""}, {"state": "decided"}]
)
def test_the_database_refuses_a_public_challenge_that_is_not_whole(wrong):
    challenge = ChallengeFactory(published=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Challenge.objects.filter(pk=challenge.pk).update(**wrong)


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
