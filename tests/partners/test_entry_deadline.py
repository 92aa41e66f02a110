"""Entries are handed in to the second, and withdrawn and taken up again until then."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from hub.core.workflow import InvalidTransition
from hub.mail.models import Email
from partners.models import Challenge, Entry
from partners.services import challenges, entries
from partners.services.entries import Newcomer, TooLate
from partners.states import EntryState
from startups.models import Startup
from tests.factories.challenges import ChallengeFactory, EntryFactory
from tests.factories.hub import UserFactory, staff
from tests.partners.entry_cases import WORDS, enter_path, entry_path, text, typed
from tests.races import at_once

pytestmark = pytest.mark.django_db


# To the second


def test_the_last_second_counts_and_the_next_does_not():
    challenge = ChallengeFactory(published=True)
    inside, outside = EntryFactory(challenge=challenge), EntryFactory(challenge=challenge)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now = cursor.fetchone()[0]
    Challenge.objects.filter(pk=challenge.pk).update(deadline=now + timedelta(seconds=2))

    entries.submit(inside.uuid, by=inside.started_by)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(2.1)")
    with pytest.raises(TooLate):
        entries.submit(outside.uuid, by=outside.started_by)


def test_a_clock_of_the_server_that_runs_wrong_gives_no_more_time():
    challenge = ChallengeFactory(published=True, deadline=timezone.now() - timedelta(seconds=5))
    entry = EntryFactory(challenge=challenge)
    with time_machine.travel(timezone.now() - timedelta(hours=1)), pytest.raises(TooLate):
        entries.submit(entry.uuid, by=entry.started_by)


def test_after_the_deadline_the_words_are_handed_back(client, mia):
    challenge = ChallengeFactory(closed=True)
    page = text(
        client.post(enter_path(challenge), typed(name="Neu", one_liner="Etwas", answer="Zu spät."))
    )
    assert "Die Frist ist vorbei" in page
    assert "Zu spät.</textarea>" in page
    assert client.get(enter_path(challenge))["Location"] == challenge.get_absolute_url()


@pytest.mark.django_db(transaction=True)
def test_two_submits_at_once_are_one():
    entry = EntryFactory()
    at_once(lambda _number: entries.submit(entry.uuid, by=entry.started_by), range(2))

    assert entry.moves.count() == 1
    assert Email.objects.filter(kind="partners/entry_received").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_at_the_same_moment_founds_one_startup():
    person, challenge, mark = UserFactory(), ChallengeFactory(published=True), uuid4()

    def start(_number):
        entries.start(
            challenge,
            uuid=mark,
            startup=Newcomer("Wärmeohr", "Wir hören."),
            values=WORDS,
            by=person,
        )

    at_once(start, range(2))

    assert Startup.objects.count() == 1
    assert Entry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_submitting_while_the_clock_closes_is_in_or_out_never_both():
    challenge = ChallengeFactory(published=True)
    entry = EntryFactory(challenge=challenge)
    deadline = timezone.now()
    Challenge.objects.filter(pk=challenge.pk).update(deadline=deadline)
    late = []

    def act(what):
        if what == "close":
            challenges.close_due(now=timezone.now() + timedelta(seconds=1))
            return
        try:
            entries.submit(entry.uuid, by=entry.started_by)
        except TooLate:
            late.append(entry)

    at_once(act, ["close", "submit"])

    entry.refresh_from_db()
    assert (entry.state == EntryState.DRAFT) == bool(late)


# Withdrawn


def test_a_withdrawn_entry_is_gone_for_the_partner(client):
    entry = EntryFactory(submitted=True)
    client.force_login(entry.started_by)
    client.post(f"{entry_path(entry)}withdraw/")

    entry.refresh_from_db()
    assert entry.state == EntryState.WITHDRAWN
    assert not Entry.objects.visible_to(entry.challenge.created_by).exists()
    assert Email.objects.get().kind == "partners/entry_withdrawn"
    with pytest.raises(entries.NotEditable):
        entries.submit(entry.uuid, by=entry.started_by)


def test_a_withdrawn_entry_is_taken_up_again_with_its_text_and_is_the_teams_own_draft(client):
    entry = EntryFactory(submitted=True)
    client.force_login(entry.started_by)
    client.post(f"{entry_path(entry)}withdraw/")
    assert "Wieder aufnehmen" in text(client.get(entry_path(entry)))

    for _click in range(2):
        client.post(f"{entry_path(entry)}resume/")

    entry.refresh_from_db()
    assert (entry.state, entry.answer) == (EntryState.DRAFT, "Klangmessung per Sensorkette.")
    assert [move.transition for move in entry.moves.all()] == ["withdraw", "resume"]
    assert not Entry.objects.visible_to(staff()).exists()
    entries.submit(entry.uuid, by=entry.started_by)
    assert Entry.objects.visible_to(entry.challenge.created_by).get() == entry


def test_after_the_deadline_what_is_withdrawn_stays_withdrawn(client):
    entry = EntryFactory(challenge=ChallengeFactory(closed=True), state="withdrawn")
    client.force_login(entry.started_by)

    assert "Wieder aufnehmen" not in text(client.get(entry_path(entry)))
    client.post(f"{entry_path(entry)}resume/")

    entry.refresh_from_db()
    assert entry.state == EntryState.WITHDRAWN
    with pytest.raises(TooLate):
        entries.resume(entry.uuid, by=entry.started_by)


def test_only_what_is_withdrawn_is_taken_up_again():
    entry = EntryFactory(submitted=True)
    with pytest.raises(InvalidTransition):
        entries.resume(entry.uuid, by=entry.started_by)


def test_a_decided_entry_cannot_be_withdrawn():
    entry = EntryFactory(submitted=True, state="chosen", decided_at=timezone.now())
    with pytest.raises(InvalidTransition):
        entries.withdraw(entry.uuid, by=entry.started_by)
