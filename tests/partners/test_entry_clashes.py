"""An entry that two write at once: both texts, and nothing overwritten."""

import re
from uuid import uuid4

import pytest

from partners.models import Entry
from partners.services import entries
from partners.states import EntryState
from startups.models import StartupMember
from tests.factories.challenges import ChallengeFactory, EntryFactory
from tests.factories.hub import founder
from tests.factories.startups import StartupFactory
from tests.partners.entry_cases import WORDS, enter_path, entry_path, text, typed
from tests.races import at_once

pytestmark = pytest.mark.django_db


def test_who_saves_second_gets_both_texts_and_overwrites_nothing(client):
    entry = EntryFactory()
    other = founder(name="Bo Krüger")
    StartupMember.objects.create(startup=entry.startup, person=other, level="editor")
    entries.save(entry.uuid, values=WORDS | {"answer": "Bos Text."}, version=1, by=other)
    client.force_login(entry.started_by)

    answer = client.post(entry_path(entry), typed(answer="Mein Text.", version=1, act="submit"))

    assert answer.status_code == 409
    assert "Bo Krüger hat inzwischen etwas anderes gespeichert." in text(answer)
    assert "Bos Text." in text(answer)
    assert "Mein Text.</textarea>" in text(answer)
    assert 'name="version" value="2"' in text(answer)
    entry.refresh_from_db()
    assert (entry.answer, entry.state) == ("Bos Text.", EntryState.DRAFT)


def test_who_has_seen_both_texts_chooses_between_them(client):
    entry = EntryFactory(answer="Bos Text.", version=2)
    client.force_login(entry.started_by)

    client.post(
        entry_path(entry),
        typed(answer="Mein Text.", approach="Mein Weg.", version=2, theirs="answer"),
    )

    entry.refresh_from_db()
    assert (entry.answer, entry.approach) == ("Bos Text.", "Mein Weg.")


def test_beginning_where_a_colleague_has_begun_shows_both_texts(client):
    entry = EntryFactory(answer="Bos Text.")
    client.force_login(entry.started_by)

    answer = client.post(
        enter_path(entry.challenge),
        typed(uuid=uuid4(), startup=entry.startup.uuid, answer="Mein Text."),
    )

    assert answer.status_code == 409
    assert "Bos Text." in text(answer)
    assert "Mein Text.</textarea>" in text(answer)
    entry.refresh_from_db()
    assert entry.answer == "Bos Text."


def test_the_same_words_again_are_no_clash(client):
    entry = EntryFactory()
    client.force_login(entry.started_by)
    for _click in range(2):
        assert client.post(entry_path(entry), typed(version=1)).status_code == 302
    entry.refresh_from_db()
    assert entry.version == 2


def test_what_is_mended_after_an_error_is_no_clash_with_oneself(client, mia):
    challenge, startup = ChallengeFactory(published=True), StartupFactory(owner=mia)
    first = typed(uuid=uuid4(), startup=startup.uuid, act="submit", approach="")
    page = text(client.post(enter_path(challenge), first))
    version = re.search(r'name="version" value="(\d+)"', page)[1]

    client.post(entry_path(Entry.objects.get()), typed(act="submit", version=version))

    assert Entry.objects.get().state == EntryState.SUBMITTED


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_is_told():
    entry = EntryFactory()
    told = []

    def save(words):
        values = WORDS | {"answer": words}
        try:
            entries.save(entry.uuid, values=values, version=1, by=entry.started_by)
        except entries.Clash as clash:
            told.append(clash.stored.answer)

    at_once(save, ["Der eine Text.", "Der andere Text."])

    entry.refresh_from_db()
    assert told == [entry.answer]
