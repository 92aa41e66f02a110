"""The hub checks a challenge: published, or given back with a sentence."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from hub.core.workflow import DomainError, InvalidTransition
from hub.mail.models import Email
from partners.models import Challenge
from partners.services import challenges
from partners.services.challenges import Incomplete, NotYours
from partners.states import ChallengeState
from tests.factories.challenges import ChallengeFactory
from tests.factories.hub import staff
from tests.factories.partners import colleague
from tests.partners.challenge_cases import NEW, edit_path, text, typed

pytestmark = pytest.mark.django_db


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
