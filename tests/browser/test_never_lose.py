"""Whatever happens while people write, every word of theirs is still there afterwards."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from startups.models import Answer, Application, Batch, Question, Reopening, StartupMember
from startups.states import MemberLevel
from tests import pdfs
from tests.browser.conftest import NO_SCRIPT
from tests.browser.pages import PASSWORD
from tests.factories.hub import founder, staff
from tests.factories.startups import ApplicationFactory, batch_with_form, question

pytestmark = pytest.mark.django_db(transaction=True)

PROBLEM = "Welches Problem?"
MINE, THEIRS = "Rohre sind alt.\nUnd lang.", "Rohre sind undicht."
NOT_A_PDF = {"name": "deck.pdf", "mimeType": "application/pdf", "buffer": b"<html>no</html>"}


@pytest.fixture
def mia(origin):
    person = founder(name="Mia Weber", email="mia@example.org")
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def draft(mia):
    return ApplicationFactory(batch=batch_with_form(), started_by=mia)


@pytest.fixture
def writing(visit, mia, draft):
    """Mia's browser at a section of her draft: `writing()`, `writing(**NO_SCRIPT)`."""

    def at_section(slug="idea", **options):
        browser = visit(**options).log_in_as(mia)
        return browser.go("startups:section", draft.uuid, slug)

    return at_section


@pytest.fixture
def tarek(draft):
    person = founder(name="Tarek Yılmaz")
    StartupMember.objects.create(startup=draft.startup, person=person, level=MemberLevel.EDITOR)
    return person


def stored(draft):
    found = Answer.objects.filter(application=draft, question__kind="long").first()
    return found.value if found else ""


def reread(browser):
    """What somebody finds who opens the page anew."""
    expect(browser.field(PROBLEM)).to_be_visible()
    anew = browser.tab()
    anew.open(browser.path)
    return anew.field(PROBLEM).input_value()


def end_sessions():
    Session.objects.all().delete()


def close(batch):
    Batch.objects.filter(pk=batch.pk).update(deadline=timezone.now() - timedelta(seconds=1))


def hand_in(draft, asked_again):
    now = timezone.now()
    Application.objects.filter(pk=draft.pk).update(
        state="submitted",
        number="SIH-T-1",
        submitted_at=now,
        first_submitted_at=now,
        submitted_by=draft.started_by,
    )
    asked = Question.objects.get(
        section__batch=draft.batch, kind=asked_again, section__slug="idea"
    )
    until = now + timedelta(days=1)
    Reopening.objects.create(application=draft, question=asked, until=until, opened_by=staff())


def choose(browser, number):
    browser.main.get_by_role("button", name="Diesen Text nehmen").nth(number).click()


# A choice that waits for its button


def test_who_leaves_a_choice_unsaved_is_asked_first(writing):
    mia = writing("track")
    asked = []
    mia.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    mia.main.get_by_label("eHealth").check()
    mia.main.get_by_role("link", name="Idee").click()
    expect(mia.main.get_by_label("eHealth")).to_be_checked()
    mia.main.get_by_role("button", name="Speichern, weiter").click()
    expect(mia.main.get_by_text("Medizinprodukt?")).to_be_visible()
    assert asked == ["beforeunload"]


# Two write at once


@pytest.mark.parametrize(("number", "chosen"), [(0, THEIRS), (1, MINE)])
def test_a_second_tab_offers_both_texts_and_either_can_be_chosen(writing, draft, number, chosen):
    first = writing()
    second = first.tab().open(first.path)
    second.fill(PROBLEM, THEIRS).is_saved()
    first.fill(PROBLEM, MINE)
    expect(first.page.locator(".conflict [data-theirs]")).to_have_text(THEIRS)
    expect(first.page.locator(".conflict [data-mine]")).to_have_text(MINE)
    assert stored(draft) == THEIRS, "nobody has chosen yet"
    choose(first, number)
    expect(first.page.locator("#section-form .conflict")).to_have_count(0)
    expect(first.field(PROBLEM)).to_have_value(chosen)
    first.fill("In einem Satz?", "Wir hören Lecks.").is_saved()
    assert reread(first) == chosen


def test_a_second_founder_is_named_where_two_texts_meet(writing, visit, tarek):
    first = writing()
    other = visit().log_in_as(tarek).open(first.path)
    other.fill(PROBLEM, THEIRS).is_saved()
    first.fill(PROBLEM, MINE)
    expect(first.page.locator(".conflict [data-who]")).to_have_text(
        "Tarek Yılmaz hat hier inzwischen etwas anderes gespeichert."
    )


@pytest.mark.parametrize(("keeps_theirs", "chosen"), [(True, THEIRS), (False, MINE)])
def test_without_script_both_texts_stand_on_one_page(
    writing, visit, tarek, draft, keeps_theirs, chosen
):
    first = writing(**NO_SCRIPT)
    other = visit(**NO_SCRIPT).log_in_as(tarek).open(first.path)
    other.fill(PROBLEM, THEIRS).press("Speichern und zur Übersicht").sees("Gespeichert.")
    first.fill("In einem Satz?", "Wir hören Lecks.").fill(PROBLEM, MINE)
    first.press("Speichern und zur Übersicht")
    first.sees("Tarek Yılmaz hat inzwischen etwas anderes gespeichert", THEIRS)
    expect(first.field(PROBLEM)).to_have_value(MINE)
    expect(first.field("In einem Satz?")).to_have_value("Wir hören Lecks.")
    assert stored(draft) == THEIRS
    if keeps_theirs:
        first.field("Diesen Text behalten, meinen verwerfen").check()
    first.press("Speichern und zur Übersicht").sees("Gespeichert.")
    assert stored(draft) == chosen


# The network fails


def test_what_was_typed_offline_comes_back_in_a_new_browser_session(writing, visit, mia, draft):
    browser = writing()
    browser.context.set_offline(True)
    browser.fill(PROBLEM, MINE).is_told("Keine Verbindung.")
    kept = browser.leave()
    assert not stored(draft)
    again = visit(storage_state=kept).log_in_as(mia).go("startups:section", draft.uuid, "idea")
    expect(again.field(PROBLEM)).to_have_value(MINE)
    again.is_saved()
    assert reread(again) == MINE
    assert not again.page.evaluate("Object.keys(localStorage).filter(key => key.includes('hub:'))")


def test_offline_text_that_meets_a_newer_one_is_offered_beside_it(
    writing, visit, mia, tarek, draft
):
    browser = writing()
    browser.context.set_offline(True)
    browser.fill(PROBLEM, MINE).is_told("Keine Verbindung.")
    kept = browser.leave()
    other = visit().log_in_as(tarek).go("startups:section", draft.uuid, "idea")
    other.fill(PROBLEM, THEIRS).is_saved()
    again = visit(storage_state=kept).log_in_as(mia).open(other.path)
    expect(again.page.locator(".conflict [data-theirs]")).to_have_text(THEIRS)
    expect(again.page.locator(".conflict [data-mine]")).to_have_text(MINE)
    assert reread(other) == THEIRS
    choose(again, 1)
    again.is_saved()
    assert reread(other) == MINE


def test_what_can_only_be_read_shows_what_was_handed_in(writing, visit, mia, tarek, draft):
    browser = writing()
    browser.context.set_offline(True)
    browser.fill(PROBLEM, MINE).is_told("Keine Verbindung.")
    kept = browser.leave()
    other = visit().log_in_as(tarek).go("startups:section", draft.uuid, "idea")
    other.fill(PROBLEM, THEIRS).is_saved()
    hand_in(draft, asked_again="short")
    again = visit(storage_state=kept).log_in_as(mia).open(other.path)
    expect(again.page.locator("#section-form .count").first).to_contain_text("Noch")
    expect(again.field(PROBLEM)).to_have_value(THEIRS)


def test_the_network_comes_back_while_the_page_is_open(writing):
    browser = writing()
    browser.context.set_offline(True)
    browser.fill(PROBLEM, MINE).is_told("Keine Verbindung.")
    browser.context.set_offline(False)
    browser.is_saved()
    assert reread(browser) == MINE


def test_pressing_save_offline_does_not_leave_the_page(writing):
    browser = writing()
    browser.context.set_offline(True)
    browser.fill(PROBLEM, MINE).press("Speichern und zur Übersicht")
    browser.is_told("Keine Verbindung.")
    expect(browser.field(PROBLEM)).to_have_value(MINE)


# The session ends


def test_without_script_text_posted_after_the_session_ended_waits_behind_the_login(
    writing, mia, draft
):
    browser = writing(**NO_SCRIPT).fill(PROBLEM, MINE)
    end_sessions()
    browser.press("Speichern und zur Übersicht").log_in_by_password(mia)
    browser.sees("Das habt ihr vor der Anmeldung geschrieben. Speichert es, dann ist es sicher.")
    expect(browser.field(PROBLEM)).to_have_value(MINE)
    browser.press("Speichern und zur Übersicht").sees("Gespeichert.")
    browser.go("startups:section", draft.uuid, "idea")
    expect(browser.field(PROBLEM)).to_have_value(MINE)


def test_with_script_text_stays_and_is_saved_after_a_login_in_another_tab(writing, mia):
    browser = writing()
    end_sessions()
    browser.fill(PROBLEM, MINE).is_told("Eure Sitzung ist abgelaufen.")
    expect(browser.field(PROBLEM)).to_have_value(MINE)
    other = browser.tab().go("account_login").log_in_by_password(mia)
    other.sees("Übersicht")
    browser.is_saved()
    assert reread(browser) == MINE


def test_saving_a_section_after_the_session_ended_costs_nothing_with_script_either(
    writing, mia, draft
):
    browser = writing()
    end_sessions()
    browser.fill(PROBLEM, MINE).press("Speichern und zur Übersicht").log_in_by_password(mia)
    expect(browser.field(PROBLEM)).to_have_value(MINE)


# Something else is wrong


@pytest.mark.parametrize("has_script", [True, False])
def test_a_refused_file_costs_no_text(writing, draft, has_script):
    section = draft.batch.sections.get(slug="documents")
    question(section, kind="long", label_de=PROBLEM, label_en="Which problem?", is_required=False)
    browser = writing("documents", java_script_enabled=has_script)
    browser.fill(PROBLEM, MINE)
    browser.field("Pitchdeck").set_input_files(files=[NOT_A_PDF])
    if not has_script:
        browser.press("Hochladen")
    browser.sees("Das ist keine PDF-Datei.")
    expect(browser.field(PROBLEM)).to_have_value(MINE)
    good = {**NOT_A_PDF, "buffer": pdfs.clean(2)}
    browser.field("Pitchdeck").set_input_files(files=[good])
    browser.press("Speichern und zur Übersicht").sees("Gespeichert.")
    browser.go("startups:section", draft.uuid, "documents")
    browser.sees("deck.pdf")
    expect(browser.field(PROBLEM)).to_have_value(MINE)


def test_an_answer_with_an_error_stays_with_everything_else(writing, draft):
    browser = writing(**NO_SCRIPT)
    browser.fill("Link", "waermepuls").fill(PROBLEM, MINE).press("Speichern und zur Übersicht")
    anew = browser.go("startups:section", draft.uuid, "idea")
    anew.sees("Die Adresse muss mit https:// beginnen.")
    expect(anew.field("Link")).to_have_value("waermepuls")
    expect(anew.field(PROBLEM)).to_have_value(MINE)


@pytest.mark.parametrize("has_script", [True, False])
def test_text_sent_after_the_deadline_is_still_shown(writing, draft, has_script):
    browser = writing(java_script_enabled=has_script)
    close(draft.batch)
    browser.fill(PROBLEM, MINE)
    if not has_script:
        browser.press("Speichern und zur Übersicht")
    expect(browser.page.locator("body")).to_contain_text("Die Bewerbungsfrist ist vorbei")
    expect(browser.field(PROBLEM)).to_have_value(MINE)
    assert not stored(draft)
