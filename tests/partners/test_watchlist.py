"""The watchlist: shared inside one organisation, and nobody else's business."""

import csv
import io
import re
from uuid import uuid4

import openpyxl
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.portal import own_data
from partners.models import WatchEntry, WatchNote, WatchStage
from partners.services import stages, watchlist
from partners.services.members import OnlyLeads
from partners.services.members import partner_staff as members
from partners.services.watchlist import Clash, NoSuchEntry, NotReleased, NotYourNote
from startups.models import Startup
from tests.factories.hub import staff, track
from tests.factories.partners import PartnerFactory, colleague, noted
from tests.factories.startups import StartupFactory
from tests.races import at_once

pytestmark = pytest.mark.django_db
LIST = "/partner/watchlist/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
GONE = "Nicht mehr freigegeben"


@pytest.fixture
def lead(client):
    """A lead with a client of their own."""
    member = colleague(level="lead", name="Jana Ost")
    client.force_login(member.person)
    client.member = member
    return client


@pytest.fixture
def startup():
    return StartupFactory(public=True, slug="kanalblick", name="Kanalblick")


def text(client, path, **query):
    answer = client.get(path, query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def mark(client, slug="kanalblick", **data):
    return client.post(f"/partner/startups/{slug}/watch/", data)


# Marking


def test_a_marked_startup_is_on_the_list_of_every_colleague_in_the_first_stage(lead, startup):
    mark(lead)

    lead.force_login(colleague(lead.member.partner).person)
    shown = text(lead, LIST)
    assert "Kanalblick" in shown
    assert "Neu entdeckt" in shown
    assert "Vorgemerkt" in text(lead, "/partner/startups/")
    assert "Vorgemerkt" in text(lead, "/partner/startups/kanalblick/")


def test_a_mark_is_set_and_taken_off_by_name_so_that_a_double_click_does_no_harm(lead, startup):
    for _twice in range(2):
        mark(lead, on="1")
    assert WatchEntry.objects.current().count() == 1
    for _twice in range(2):
        mark(lead, on="0")
    assert not WatchEntry.objects.current().exists()


def test_the_mark_alone_comes_back_to_htmx_and_everybody_else_to_their_card(lead, startup):
    answer = lead.post(
        "/partner/startups/kanalblick/watch/", {"on": "1"}, headers={"HX-Request": "true"}
    )
    assert answer.content.decode().strip().startswith("<form")
    assert 'name="on" value="0"' in answer.content.decode()

    back = "/partner/startups/?q=kanal&page=2"
    assert mark(lead, on="1", back=back)["Location"] == f"{back}#s-kanalblick"
    for foreign in ("https://evil.example/partner/startups/", "//evil.example", "/admin/", ""):
        there = mark(lead, on="1", back=foreign)["Location"]
        assert there == "/partner/startups/kanalblick/"


def test_what_partners_may_not_see_cannot_be_marked(lead):
    hidden = StartupFactory(slug="heimlich")
    assert mark(lead, "heimlich").status_code == 404
    with pytest.raises(NotReleased):
        watchlist.watch(hidden.slug, by=lead.member.person)


def test_a_startup_that_comes_back_brings_its_notes(lead, startup):
    note = noted(lead.member.partner, lead.member.person, startup, "Anruf am Montag")
    mark(lead, on="0")
    assert lead.get(f"{LIST}{note.entry.uuid}/").status_code == 404
    mark(lead, on="1")
    assert "Anruf am Montag" in text(lead, f"{LIST}{note.entry.uuid}/")


@pytest.mark.django_db(transaction=True)
def test_two_colleagues_who_mark_at_once_make_one_entry(startup):
    first = colleague(level="lead")
    people = [first.person, *(colleague(first.partner).person for _ in range(3))]
    at_once(lambda person: watchlist.watch("kanalblick", by=person), people)
    assert WatchEntry.objects.count() == 1
    assert WatchStage.objects.count() == 4


# Whose it is


def test_no_other_partner_and_no_staff_finds_entries_notes_or_stages(lead, startup, settings):
    settings.STAFF_SECOND_FACTOR = False
    note = noted(lead.member.partner, lead.member.person, startup, "Streng geheim")
    paths = [
        f"{LIST}{note.entry.uuid}/",
        f"{LIST}notes/{note.uuid}/",
    ]
    posts = [
        f"{LIST}{note.entry.uuid}/notes/",
        f"{LIST}{note.entry.uuid}/stage/",
        f"{LIST}{note.entry.uuid}/remove/",
        f"{LIST}notes/{note.uuid}/remove/",
        f"{LIST}stages/{note.entry.stage.uuid}/",
    ]
    for person in (colleague(level="lead").person, staff()):
        lead.force_login(person)
        assert {lead.get(path).status_code for path in paths} == {404}
        assert {lead.post(path, {"text": "x"}).status_code for path in posts} == {404}
        for model in (WatchEntry, WatchNote, WatchStage):
            assert not model.objects.visible_to(person).exists()
    stranger = colleague(level="lead")
    lead.force_login(stranger.person)
    for path in (LIST, f"{LIST}stages/", "/partner/startups/", f"{LIST}export/csv/"):
        shown = text(lead, path)
        assert "Streng geheim" not in shown
        assert "Vorgemerkt<" not in shown
    with pytest.raises(NoSuchEntry):
        watchlist.add_note(entry_uuid=note.entry.uuid, text="x", by=stranger.person)
    with pytest.raises(NoSuchEntry):
        watchlist.edit_note(note_uuid=note.uuid, text="x", version=1, by=stranger.person)
    with pytest.raises(stages.NoSuchStage):
        stages.remove(stage_uuid=note.entry.stage.uuid, by=stranger.person)


def test_staff_read_how_much_there_is_and_no_more(client, startup, settings):
    settings.STAFF_SECOND_FACTOR = False
    member = colleague()
    noted(member.partner, member.person, startup, "Streng geheim")
    client.force_login(staff())
    shown = text(client, f"/admin/partners/partner/{member.partner.pk}/change/")
    assert "1 Startups, 1 Notizen" in shown
    assert "Streng geheim" not in shown


def test_who_leaves_the_organisation_is_out_of_its_list_with_the_next_request(lead, startup):
    member = colleague(lead.member.partner)
    note = noted(member.partner, member.person, startup)
    members.remove(member_uuid=member.uuid, by=lead.member.person)
    lead.force_login(member.person)
    assert lead.get(f"{LIST}{note.entry.uuid}/").status_code == 404
    with pytest.raises(NoSuchEntry):
        watchlist.edit_note(note_uuid=note.uuid, text="x", version=1, by=member.person)


# What is no longer released


def test_of_a_startup_that_withdrew_only_the_own_notes_are_left(lead, startup):
    note = noted(lead.member.partner, lead.member.person, startup, "Anruf am Montag")
    Startup.objects.update(visibility="private")

    for path in (LIST, f"{LIST}{note.entry.uuid}/"):
        shown = text(lead, path)
        assert GONE in shown
        assert "Anruf am Montag" in shown
        assert "Kanalblick" not in shown
        assert "kanalblick" not in shown
        assert startup.one_liner not in shown
    assert mark(lead, on="0").status_code == 404, "its address is not there either"
    lead.post(f"{LIST}{note.entry.uuid}/remove/")
    assert not WatchEntry.objects.current().exists()


def test_the_order_of_what_was_withdrawn_tells_nothing_of_it(lead):
    for name in ("Zett", "Alpha", "Mitte"):
        noted(lead.member.partner, lead.member.person, StartupFactory(public=True, name=name))
    Startup.objects.update(visibility="private")
    sorts = ("stage", "name", "added", "noted")

    def pages():
        return [TOKEN.sub("", text(lead, LIST, sort=sort)) for sort in sorts]

    before = pages()
    for startup in Startup.objects.all():
        changed = {"name": f"{startup.pk}x", "sort_key": f"{-startup.pk}"}
        Startup.objects.filter(pk=startup.pk).update(**changed)
    assert pages() == before


# Notes


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


# Stages


def test_leads_name_and_order_the_stages(lead, startup):
    mark(lead)
    held = list(WatchStage.objects.all())
    lead.post(f"{LIST}stages/", {"name": "Vertrag"})
    new = WatchStage.objects.get(name="Vertrag")
    lead.post(f"{LIST}stages/{new.uuid}/", {"act": "up"})
    lead.post(f"{LIST}stages/{held[0].uuid}/", {f"{held[0].uuid}-name": "Gesehen"})
    lead.post(f"{LIST}stages/{held[1].uuid}/", {"act": "remove"})
    lead.post(f"{LIST}stages/{held[0].uuid}/", {"act": "up"})

    names = list(WatchStage.objects.values_list("name", flat=True))
    assert names == ["Gesehen", "Pilot möglich", "Vertrag", "Später wieder ansehen"]
    assert "Gesehen" in text(lead, LIST)


def test_members_read_the_stages_and_change_none(lead, startup):
    mark(lead)
    held = WatchStage.objects.first()
    lead.force_login(colleague(lead.member.partner).person)
    assert "wer die Leitung hat" in text(lead, f"{LIST}stages/")
    lead.post(f"{LIST}stages/", {"name": "Vertrag"})
    lead.post(f"{LIST}stages/{held.uuid}/", {"act": "remove"})
    assert WatchStage.objects.count() == 4
    with pytest.raises(OnlyLeads):
        stages.add(name="Vertrag", by=colleague().person)


def test_a_name_that_is_taken_or_missing_is_told(lead, startup):
    mark(lead)
    held = WatchStage.objects.first()
    assert "gibt es schon" in lead.post(f"{LIST}stages/", {"name": "im gespräch"}).content.decode()
    wrong = lead.post(f"{LIST}stages/{held.uuid}/", {f"{held.uuid}-name": " \u200b"})
    assert "Hier fehlt der Name der Stufe." in wrong.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        WatchStage.objects.create(partner=held.partner, name="IM GESPRÄCH", position=9)


def test_a_stage_that_is_deleted_leaves_its_startups_on_the_list(lead, startup):
    entry = noted(lead.member.partner, lead.member.person, startup).entry
    stages.remove(stage_uuid=entry.stage.uuid, by=lead.member.person)
    assert "ohne Stufe" in text(lead, LIST, stage="none")


def test_an_entry_moves_to_a_stage_of_the_own_organisation_only(lead, startup):
    mark(lead)
    entry, wanted = WatchEntry.objects.get(), WatchStage.objects.last()
    lead.post(f"{LIST}{entry.uuid}/stage/", {"stage": wanted.uuid})
    foreign = WatchStage.objects.create(partner=PartnerFactory(), name="Fremd", position=1)
    for wrong in (foreign.uuid, uuid4(), "x"):
        answer = lead.post(f"{LIST}{entry.uuid}/stage/", {"stage": wrong}, follow=True)
        assert answer.status_code == 200
    entry.refresh_from_db()
    assert entry.stage == wanted
    lead.post(f"{LIST}{entry.uuid}/stage/", {"stage": ""})
    entry.refresh_from_db()
    assert entry.stage is None


@pytest.mark.django_db(transaction=True)
def test_two_leads_who_order_at_once_leave_each_stage_once(startup):
    first = colleague(level="lead")
    second = colleague(first.partner, level="lead")
    watchlist.watch("kanalblick", by=first.person)
    held = list(WatchStage.objects.all())
    at_once(
        lambda who: stages.move(stage_uuid=held[0].uuid, step=1, by=who.person), [first, second]
    )
    assert list(WatchStage.objects.all()) == [held[1], held[2], held[0], held[3]]
    assert list(WatchStage.objects.values_list("position", flat=True)) == [1, 2, 3, 4]


# The list and its tables


def test_the_list_is_narrowed_by_stage_and_sorted(lead):
    for name in ("Beta", "Alpha", "Gamma"):
        noted(
            lead.member.partner,
            lead.member.person,
            StartupFactory(public=True, name=name, slug=name.lower(), sort_key=name.lower()),
        )
    other = WatchStage.objects.create(partner=lead.member.partner, name="Zweite", position=2)
    WatchEntry.objects.filter(startup__slug="gamma").update(stage=other)

    by_name = text(lead, LIST, sort="name")
    assert by_name.index("Alpha") < by_name.index("Beta") < by_name.index("Gamma")
    newest = text(lead, LIST, sort="added")
    assert newest.index("Gamma") < newest.index("Alpha") < newest.index("Beta")
    narrowed = text(lead, LIST, stage=str(other.uuid))
    assert "Gamma" in narrowed
    assert "Alpha" not in narrowed
    assert "Alpha" in text(lead, LIST, stage="nonsense", sort="nonsense", page="nonsense")


def test_tables_hold_the_notes_and_no_formula(lead, startup):
    noted(lead.member.partner, lead.member.person, startup, '=HYPERLINK("x")')
    gone = noted(
        lead.member.partner, lead.member.person, StartupFactory(public=True, name="Nordlicht")
    )
    Startup.objects.filter(pk=gone.entry.startup_id).update(visibility="private")

    content = lead.get(f"{LIST}export/csv/").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content), delimiter=";"))
    assert [row["Startup"] for row in rows] == ["Kanalblick", "nicht mehr freigegeben"]
    assert "=HYPERLINK" in rows[0]["Notizen"]
    assert not rows[0]["Notizen"].startswith("=")
    assert "Nordlicht" not in content

    book = openpyxl.load_workbook(io.BytesIO(lead.get(f"{LIST}export/xlsx/").content))
    assert book.active["A2"].value == "Kanalblick"
    assert lead.get(f"{LIST}export/pdf/").status_code == 404


def test_ones_own_notes_are_in_ones_own_data(lead, startup):
    noted(lead.member.partner, lead.member.person, startup, "Anruf")
    told = own_data.about(lead.member.person)
    assert [row["text"] for row in told["watchlist_notes"]] == ["Anruf"]
    assert len(told["watchlist_entries"]) == 1
    assert own_data.about(colleague(lead.member.partner).person)["watchlist_notes"] == []


@pytest.mark.parametrize(
    "path", [LIST, f"{LIST}?sort=noted", "/partner/startups/", f"{LIST}export/csv/"]
)
def test_pages_with_marks_cost_the_same_few_queries_for_3_and_300(lead, path):
    energy, seen = track(), []
    for number in (3, 297):
        made = Startup.objects.bulk_create(
            StartupFactory.build(public=True, published_at=timezone.now(), track=energy)
            for _ in range(number)
        )
        for startup in made:
            noted(lead.member.partner, lead.member.person, startup)
        lead.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert lead.get(path).status_code == 200
        seen.append(len(queries))
    assert seen[0] == seen[1]
    assert seen[1] <= 8


def test_an_entry_with_many_notes_costs_the_same_few_queries(lead, startup):
    seen = []
    for number in (3, 100):
        for _ in range(number):
            note = noted(lead.member.partner, lead.member.person, startup)
        with CaptureQueriesContext(connection) as queries:
            text(lead, f"{LIST}{note.entry.uuid}/")
        seen.append(len(queries))
    assert seen[0] == seen[1] <= 8
