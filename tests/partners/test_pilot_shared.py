"""What both sides share: files, and whether everybody may read of their pilot."""

from datetime import timedelta

import pytest
from django.utils import timezone

from partners.models import Partner, PilotFile
from partners.services import pilot_files, pilot_terms, pilots
from partners.services.pilot_terms import NotYet
from partners.services.pilots import Frozen, NotYours
from startups.models import Life, ScanState, Startup
from startups.services import files
from tests import pdfs
from tests.factories.hub import founder, staff
from tests.factories.partners import colleague
from tests.factories.pilots import pilot
from tests.uploads import fetch, on_disk, pdf

pytestmark = pytest.mark.django_db
TEXT = "Zwölf Sensoren finden Lecks in Grünau."


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    """A folder of the test's own, so that what is left over can be counted."""
    storage = settings.STORAGES["default"]
    options = {**storage["OPTIONS"], "location": tmp_path / "uploads"}
    settings.STORAGES = {**settings.STORAGES, "default": {**storage, "OPTIONS": options}}
    settings.UPLOAD_ROOT = tmp_path / "uploads"


@pytest.fixture
def one():
    return pilot("running", title="Lecksuche Grünau")


def partner_person(one):
    return one.partner_owner.person


def startup_person(one):
    return one.startup_owner.person


# Files


def test_a_file_comes_through_the_gate_and_is_there_for_both_sides(client, one):
    client.force_login(startup_person(one))
    client.post(f"/pilots/{one.uuid}/files/", {"file": pdf(name="Messung.pdf")})
    kept = PilotFile.objects.get()
    for person in (partner_person(one), startup_person(one)):
        client.force_login(person)
        assert "Messung.pdf" in client.get(one.get_absolute_url()).content.decode()
        answer = client.get(kept.get_absolute_url())
        assert answer["Content-Disposition"] == 'attachment; filename="Messung.pdf"'
        assert "sandbox" in answer["Content-Security-Policy"]
        assert answer.getvalue().startswith(b"%PDF-")
    for person in (colleague().person, founder()):
        client.force_login(person)
        assert client.get(kept.get_absolute_url()).status_code == 404


def test_what_is_no_pdf_is_refused_at_the_field(client, one):
    client.force_login(partner_person(one))
    answer = client.post(f"/pilots/{one.uuid}/files/", {"file": pdf(b"<html>hi", name="a.pdf")})
    assert answer.status_code == 422
    assert "keine PDF-Datei" in answer.content.decode()
    assert client.post(f"/pilots/{one.uuid}/files/").status_code == 422
    assert not PilotFile.objects.exists()


def test_the_same_file_is_kept_once_and_the_side_that_brought_it_removes_it(one, settings):
    data = pdfs.clean()
    first = pilot_files.attach(one.uuid, upload=pdf(data), by=startup_person(one))
    again = pilot_files.attach(one.uuid, upload=pdf(data), by=startup_person(one))
    assert first == again
    assert len(on_disk(settings.UPLOAD_ROOT)) == 1
    with pytest.raises(NotYours):
        pilot_files.remove(first, by=partner_person(one))
    pilot_files.remove(first, by=startup_person(one))
    assert not PilotFile.objects.current().exists()


def test_the_sweep_knows_the_files_of_pilots(one, settings):
    pilot_files.attach(one.uuid, upload=pdf(), by=startup_person(one))
    later = timezone.now() + timedelta(days=3)
    assert files.sweep(now=later) == 0
    assert len(on_disk(settings.UPLOAD_ROOT)) == 1
    pilot_files.remove(PilotFile.objects.get(), by=startup_person(one))
    assert files.sweep(now=later) == 1
    assert on_disk(settings.UPLOAD_ROOT) == []


def test_until_it_is_scanned_only_who_brought_a_file_opens_it(client, one):
    kept = pilot_files.attach(one.uuid, upload=pdf(), by=startup_person(one))
    PilotFile.objects.update(scan=ScanState.WAITING)
    client.force_login(partner_person(one))
    assert client.get(kept.get_absolute_url()).status_code == 404
    client.force_login(startup_person(one))
    assert fetch(client, kept.get_absolute_url()).status_code == 200
    PilotFile.objects.update(scan=ScanState.INFECTED)
    assert client.get(kept.get_absolute_url()).status_code == 404


def test_strangers_and_readers_bring_no_files(one):
    with pytest.raises(NotYours):
        pilot_files.attach(one.uuid, upload=pdf(), by=staff())
    Startup.objects.filter(pk=one.startup_id).update(life=Life.CLOSED)
    with pytest.raises(Frozen):
        pilot_files.attach(one.uuid, upload=pdf(), by=startup_person(one))


# For everybody


def public_pages(client, one):
    client.logout()
    return [
        client.get(path).content.decode()
        for path in (f"/startups/{one.startup.slug}/", f"/partners/{one.partner.slug}/")
    ]


def is_public(client, one):
    shown = {one.title in page for page in public_pages(client, one)}
    assert len(shown) == 1
    return shown.pop()


def show(one, by, text=TEXT):
    return pilot_terms.show(one.uuid, text=text, by=by)


def test_a_pilot_is_public_when_both_agree_and_gone_when_one_takes_it_back(client, one):
    assert not is_public(client, one)
    show(one, partner_person(one))
    assert not is_public(client, one)
    show(one, startup_person(one))
    assert is_public(client, one)
    assert all(TEXT in page for page in public_pages(client, one))
    pilot_terms.hide(one.uuid, by=startup_person(one))
    assert not is_public(client, one)
    show(one, startup_person(one))
    assert is_public(client, one)
    pilot_terms.hide(one.uuid, by=staff())
    assert not is_public(client, one)


def test_agreeing_to_other_words_asks_the_other_side_anew(client, one):
    show(one, partner_person(one))
    show(one, startup_person(one), text="Andere Worte.")
    one.refresh_from_db()
    assert (one.partner_shows_at, one.public_text) == (None, "Andere Worte.")
    assert not is_public(client, one)
    show(one, partner_person(one), text="Andere Worte.")
    assert is_public(client, one)


def test_a_new_title_takes_both_agreements_back(client, one):
    show(one, partner_person(one))
    show(one, startup_person(one))
    terms = {name: getattr(one, name) for name in pilot_terms.AGREED} | {"title": "Ganz anders"}
    owner = one.partner_owner.uuid
    pilot_terms.edit(one.uuid, version=0, owner=owner, terms=terms, by=partner_person(one))
    assert "Ganz anders" not in "".join(public_pages(client, one))


def test_what_rests_or_has_lost_a_side_is_not_shown_and_can_still_be_taken_back(client, one):
    show(one, partner_person(one))
    show(one, startup_person(one))
    pilots.move(one.uuid, to="on_hold", seen="running", by=partner_person(one))
    assert not is_public(client, one)
    pilots.move(one.uuid, to="running", seen="on_hold", by=partner_person(one))
    assert is_public(client, one)
    Startup.objects.filter(pk=one.startup_id).update(life=Life.CLOSED)
    pilot_terms.hide(one.uuid, by=startup_person(one))
    one.refresh_from_db()
    assert not one.is_shown


@pytest.mark.parametrize(
    "change",
    [
        lambda one: Startup.objects.filter(pk=one.startup_id).update(visibility="private"),
        lambda one: Partner.objects.filter(pk=one.partner_id).update(
            contract_to=timezone.localdate() - timedelta(days=1)
        ),
    ],
)
def test_only_what_both_can_still_take_back_is_shown(client, one, change):
    show(one, partner_person(one))
    show(one, startup_person(one))
    change(one)
    assert one.title not in "".join(public_pages(client, one))


def test_what_does_not_run_yet_is_shown_to_nobody():
    one = pilot("scoping")
    with pytest.raises(NotYet):
        show(one, partner_person(one))


def test_the_page_says_whose_agreement_is_missing(client, one):
    client.force_login(partner_person(one))
    client.post(f"/pilots/{one.uuid}/show/", {"public_text": TEXT})
    page = client.get(one.get_absolute_url()).content.decode()
    assert f"wenn {one.startup.name} demselben Text zustimmt" in page
    client.force_login(startup_person(one))
    assert TEXT in client.get(one.get_absolute_url()).content.decode()
    client.post(f"/pilots/{one.uuid}/show/", {"public_text": TEXT})
    assert is_public(client, one)
