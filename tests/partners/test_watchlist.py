"""The watchlist: shared inside one organisation, and nobody else's business."""

import re

import pytest

from partners.models import WatchEntry, WatchNote, WatchStage
from partners.services import stages, watchlist
from partners.services.members import partner_staff as members
from partners.services.watchlist import NoSuchEntry, NotReleased
from startups.models import Startup
from tests.factories.hub import staff
from tests.factories.partners import colleague, noted
from tests.factories.startups import StartupFactory
from tests.partners.watch_cases import LIST, mark, text
from tests.races import at_once

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
GONE = "Nicht mehr freigegeben"


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
