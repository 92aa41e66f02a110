"""Entries: written by teams and newcomers, and never lost."""

import re
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from hub.mail.models import Email
from partners.models import Entry
from partners.services import entries
from partners.services.entries import NotAWriter
from partners.states import EntryState
from startups.models import Startup, StartupMember
from tests.factories.challenges import ChallengeFactory, EntryFactory
from tests.factories.hub import UserFactory, founder, staff
from tests.factories.partners import colleague
from tests.factories.startups import StartupFactory
from tests.partners.entry_cases import WORDS, enter_path, entry_path, text, typed

pytestmark = pytest.mark.django_db

CODE = r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$"


# Written


def test_a_founder_hands_in_for_a_startup_of_hers(client, mia):
    challenge, startup = ChallengeFactory(published=True), StartupFactory(owner=mia)

    client.post(enter_path(challenge), typed(uuid=uuid4(), startup=startup.uuid, act="submit"))

    entry = Entry.objects.get()
    assert (entry.startup, entry.state) == (startup, EntryState.SUBMITTED)
    mail = Email.objects.get(kind="partners/entry_received")
    assert mail.recipient == mia
    assert "Wir hören Lecks" in mail.body


def test_a_newcomer_names_the_startup_and_is_a_founder_then(client):
    person = UserFactory()
    client.force_login(person)
    challenge = ChallengeFactory(published=True)

    client.post(
        enter_path(challenge),
        typed(uuid=uuid4(), name="Wärmeohr", one_liner="Wir hören Lecks.", act="submit"),
    )

    startup = Startup.objects.get()
    assert (startup.name, startup.one_liner) == ("Wärmeohr", "Wir hören Lecks.")
    assert startup.visibility == "private"
    assert startup.members.get().person == person
    assert Entry.objects.get().state == EntryState.SUBMITTED


def test_what_was_typed_before_there_was_an_account_stands_in_the_form_after_it(client):
    challenge = ChallengeFactory(published=True)
    answer = client.post(enter_path(challenge), typed(email="neu@example.org"))
    assert answer.status_code == 302
    assert "code" in answer["Location"]

    code = re.search(CODE, Email.objects.get(to="neu@example.org").body, re.MULTILINE)[1]
    client.post(answer["Location"], {"code": code})
    page = text(client.get(enter_path(challenge)))

    assert "Wir hören Lecks.</textarea>" in page
    assert "Zwei Wochen.</textarea>" in page
    assert 'name="one_liner"' in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "neu@"},
        {"email": ""},
        {"answer": "x" * 1501, "email": "a@example.org"},
        {"approach": "x" * 1001, "email": "a@example.org"},
    ],
)
def test_an_error_at_the_door_keeps_what_was_written(client, wrong):
    page = text(client.post(enter_path(ChallengeFactory(published=True)), typed(**wrong)))
    assert "error-summary" in page
    assert (wrong.get("answer") or "Wir hören Lecks.") in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "", "one_liner": ""},
        {"name": "–", "one_liner": "Etwas"},
        {"name": "x" * 81, "one_liner": "Etwas"},
        {"name": "Neu", "one_liner": "x" * 141},
        {"name": "Neu", "one_liner": "Etwas", "uuid": "none"},
        {"name": "Neu", "one_liner": "Etwas", "answer": "x" * 1501},
    ],
)
def test_a_newcomers_error_is_said_at_the_field_and_makes_nothing(client, wrong):
    client.force_login(UserFactory())
    page = text(client.post(enter_path(ChallengeFactory(published=True)), typed(**wrong)))
    assert "error-summary" in page
    assert "Zwei Wochen.</textarea>" in page
    assert not Startup.objects.exists()


def test_handing_in_too_early_says_what_is_missing_and_keeps_the_draft(client, mia):
    challenge, startup = ChallengeFactory(published=True), StartupFactory(owner=mia)
    page = text(
        client.post(
            enter_path(challenge),
            typed(uuid=uuid4(), startup=startup.uuid, act="submit", approach="", may_read=""),
        )
    )
    assert "wie ihr es ausprobieren würdet" in page
    assert "kann der Partner den Beitrag nicht lesen" in page
    entry = Entry.objects.get()
    assert (entry.state, entry.answer) == (EntryState.DRAFT, "Wir hören Lecks.")


def test_a_double_click_founds_one_startup_with_one_entry(client):
    client.force_login(UserFactory())
    form = typed(uuid=uuid4(), name="Wärmeohr", one_liner="Wir hören.", act="submit")
    challenge = ChallengeFactory(published=True)
    for _click in range(2):
        client.post(enter_path(challenge), form)

    assert Startup.objects.count() == 1
    assert Entry.objects.count() == 1
    assert Email.objects.filter(kind="partners/entry_received").count() == 1


def test_one_entry_per_startup_and_challenge():
    entry = EntryFactory()
    again = entries.start(
        entry.challenge, uuid=uuid4(), startup=entry.startup, values=WORDS, by=entry.started_by
    )
    assert again == entry
    with pytest.raises(IntegrityError), transaction.atomic():
        EntryFactory(challenge=entry.challenge, startup=entry.startup)


def test_who_only_reads_along_writes_nothing(client):
    entry, reader = EntryFactory(), founder()
    StartupMember.objects.create(startup=entry.startup, person=reader, level="viewer")
    client.force_login(reader)

    assert "nur mit" in text(client.post(entry_path(entry), typed(answer="Von mir.")))
    for act in (
        lambda: entries.save(entry.uuid, values=WORDS, version=1, by=reader),
        lambda: entries.submit(entry.uuid, by=reader),
        lambda: entries.withdraw(entry.uuid, by=reader),
        lambda: entries.resume(entry.uuid, by=reader),
        lambda: entries.start(
            ChallengeFactory(published=True),
            uuid=uuid4(),
            startup=entry.startup,
            values=WORDS,
            by=reader,
        ),
    ):
        with pytest.raises(NotAWriter):
            act()
    assert client.get(entry_path(entry)).status_code == 200


def test_what_is_handed_in_can_be_changed_until_the_deadline_but_stays_whole(client):
    entry = EntryFactory(submitted=True)
    client.force_login(entry.started_by)

    client.post(entry_path(entry), typed(answer="Besser.", version=1))
    page = text(client.post(entry_path(entry), typed(answer="", version=2)))

    entry.refresh_from_db()
    assert entry.answer == "Besser."
    assert "was ihr vorschlagt" in page


def test_who_reads_the_entries_of_a_challenge_hands_in_none(client):
    challenge = ChallengeFactory(published=True)
    reader = challenge.created_by
    startup = StartupFactory(owner=reader)
    client.force_login(reader)

    page = text(client.get(challenge.get_absolute_url()))
    assert enter_path(challenge) not in page
    assert f"/partner/challenges/{challenge.uuid}/" in page
    assert (
        client.get(enter_path(challenge))["Location"] == f"/partner/challenges/{challenge.uuid}/"
    )

    form = typed(uuid=uuid4(), startup=startup.uuid, act="submit")
    answer = text(client.post(enter_path(challenge), form))
    assert "Einreichen können Sie deshalb keinen" in answer
    assert "Wir hören Lecks.</textarea>" in answer
    assert not Entry.objects.exists()
    other = ChallengeFactory(published=True)
    client.post(enter_path(other), form)
    assert Entry.objects.get().challenge == other


# Seen


def test_nobody_but_team_partner_and_hub_sees_an_entry():
    entry = EntryFactory(submitted=True)
    draft = EntryFactory(challenge=entry.challenge)

    def sees(person):
        return set(Entry.objects.visible_to(person))

    assert sees(entry.started_by) == {entry}
    assert sees(entry.challenge.created_by) == {entry}
    assert sees(staff()) == {entry}
    assert sees(colleague().person) == set()
    assert sees(founder()) == set()
    assert sees(draft.started_by) == {draft}
