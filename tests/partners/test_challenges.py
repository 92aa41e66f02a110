"""A challenge is written by a partner's people, by two at once if need be."""

from datetime import datetime
from uuid import uuid4

import pytest

from hub.core.times import BERLIN
from partners.models import Challenge
from partners.services import challenges
from tests.factories.challenges import ChallengeFactory
from tests.factories.partners import colleague
from tests.partners.challenge_cases import NEW, edit_path, text, typed
from tests.races import at_once

pytestmark = pytest.mark.django_db


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
