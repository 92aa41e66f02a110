"""The watchlist: notes on what was marked."""

import pytest

from partners.models import WatchNote
from partners.services import watchlist
from partners.services.watchlist import Clash, NotYourNote
from tests.factories.partners import colleague, noted
from tests.partners.watch_cases import LIST, text
from tests.races import at_once

pytestmark = pytest.mark.django_db


def test_notes_of_several_colleagues_stand_with_author_and_time(lead, startup):
    entry = noted(lead.member.partner, lead.member.person, startup, "Erste").entry
    lead.force_login(colleague(lead.member.partner, name="Önder Süd").person)
    lead.post(f"{LIST}{entry.uuid}/notes/", {"text": "Zweite <b>Notiz</b>"})

    shown = text(lead, f"{LIST}{entry.uuid}/")

    assert shown.index("Zweite &lt;b&gt;") < shown.index("Erste")
    assert "Önder Süd" in shown
    assert "Jana Ost" in shown
    assert "Zweite &lt;b&gt;" in text(lead, LIST)


def test_a_note_without_words_or_too_long_is_told_at_the_field_and_kept(lead, startup):
    entry = noted(lead.member.partner, lead.member.person, startup).entry
    for wrong in ("", "  ", "x" * 4001):
        answer = lead.post(f"{LIST}{entry.uuid}/notes/", {"text": wrong})
        assert answer.status_code == 200
        assert 'aria-invalid="true"' in answer.content.decode()
    assert (
        "x" * 4001
        in lead.post(f"{LIST}{entry.uuid}/notes/", {"text": "x" * 4001}).content.decode()
    )
    assert WatchNote.objects.count() == 1


def test_a_double_click_writes_one_note(lead, startup):
    entry = noted(lead.member.partner, lead.member.person, startup).entry
    for _twice in range(2):
        lead.post(f"{LIST}{entry.uuid}/notes/", {"text": "Angerufen"})
    assert WatchNote.objects.filter(text="Angerufen").count() == 1


def test_everybody_changes_and_deletes_their_own_notes_only(lead, startup):
    member = colleague(lead.member.partner)
    note = noted(member.partner, member.person, startup, "Meine")
    path = f"{LIST}notes/{note.uuid}/"
    assert lead.get(path).status_code == 404
    assert lead.post(f"{path}remove/").status_code == 404
    with pytest.raises(NotYourNote):
        watchlist.remove_note(note_uuid=note.uuid, by=lead.member.person)

    lead.force_login(member.person)
    lead.post(path, {"text": "Besser", "version": "1"})
    note.refresh_from_db()
    assert (note.text, note.version) == ("Besser", 2)
    assert note.edited_at
    lead.post(f"{path}remove/")
    assert not WatchNote.objects.exists()


def test_a_note_changed_in_another_tab_is_not_overwritten_unseen(lead, startup):
    note = noted(lead.member.partner, lead.member.person, startup, "Alt")
    path = f"{LIST}notes/{note.uuid}/"
    lead.post(path, {"text": "Aus dem ersten Fenster", "version": "1"})

    answer = lead.post(path, {"text": "Aus dem zweiten Fenster", "version": "1"})

    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Aus dem ersten Fenster" in shown
    assert "Aus dem zweiten Fenster" in shown
    assert 'name="version" value="2"' in shown
    lead.post(path, {"text": "Aus dem zweiten Fenster", "version": "2"})
    note.refresh_from_db()
    assert note.text == "Aus dem zweiten Fenster"


@pytest.mark.django_db(transaction=True)
def test_of_two_tabs_that_save_at_once_one_is_told(startup):
    member = colleague()
    note, told = noted(member.partner, member.person, startup, "Alt"), []

    def save(words):
        try:
            watchlist.edit_note(note_uuid=note.uuid, text=words, version=1, by=member.person)
        except Clash:
            told.append(words)

    at_once(save, ["Eins", "Zwei", "Drei"])
    note.refresh_from_db()
    assert len(told) == 2
    assert note.text not in told
