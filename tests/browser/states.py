"""Pages in the states that an address alone does not show: errors, clashes, decisions, open menus.

Each function leads somebody's browser there; `hub` is the world of tests/web/world.py.
"""

from django.utils.timezone import now
from playwright.sync_api import expect

from partners.models import SavedSearch, WatchNote
from partners.services import introductions, watchlist
from startups.models import Batch, ProfileChange, Startup
from startups.services import answers, applications, decisions
from tests.browser import event_states
from tests.factories.startups import StartupFactory
from tests.startups.test_applications import complete_draft

NOT_A_PDF = {"name": "deck.pdf", "mimeType": "application/pdf", "buffer": b"no"}


def question(hub, kind):
    return hub.own.application.batch.sections.get(slug="idea").questions.get(kind=kind)


def field(browser, hub, kind="long"):
    return browser.page.locator(f"[name='q-{question(hub, kind).uuid}']")


def at_idea(browser, hub):
    return browser.go("startups:section", hub.own.application.uuid, "idea")


def somebody_else_writes(hub):
    application, asked = hub.own.application, question(hub, "long")
    version = application.answers.get(question=asked).version
    text = f"Der andere Text, Fassung {version + 1}"
    by = hub.own.member.person
    answers.save(application.uuid, question=asked, value=text, version=version, by=by)


# Visitors


def login_refused(browser, hub):
    browser.go("account_login")
    browser.log_in_by_password(hub.people["founder"], "wrong")
    expect(browser.main.get_by_role("alert").first).to_be_visible()


def address_missing(browser, hub):
    browser.go("startups:application-start", hub.batch.slug).press("Code anfordern")
    expect(browser.main.get_by_role("alert").first).to_be_visible()


def code_asked_for(browser, hub):
    browser.go("startups:application-start", hub.batch.slug)
    browser.fill_address("guest@example.org").press("Code anfordern").sees("Code bestätigen")


def batch_is_over(browser, hub):
    Batch.objects.filter(pk=hub.batch.pk).update(state="closed")
    browser.go("startups:application-start", hub.batch.slug)
    browser.sees("Gerade keine Bewerbung möglich")
    Batch.objects.filter(pk=hub.batch.pk).update(state="open")


def nothing_here(browser, hub):
    browser.open(browser.address("portal:home") + "nothing/here/")


def invitation_unknown(browser, hub):
    browser.go("invitation", "no-such-token")


def report_without_words(browser, hub):
    browser.go("portal:barrier-report").main.locator("form button").first.click()
    expect(browser.main.get_by_role("alert").first).to_be_visible()


def nothing_found(browser, hub):
    browser.go("startups:startup-list", q="zzz").sees("Nichts gefunden")


def menu_open(browser, hub):
    browser.page.set_viewport_size({"width": 320, "height": 800})
    browser.go("portal:home").press("Menü")
    expect(browser.page.locator("#site-menu")).to_be_visible()


# The founder


def answer_wrong(browser, hub):
    link = at_idea(browser, hub).field("Link")
    link.fill("waermepuls")
    link.blur()
    browser.sees("Die Adresse muss mit https:// beginnen.")


def two_texts(browser, hub):
    at_idea(browser, hub)
    somebody_else_writes(hub)
    field(browser, hub).fill("Mein Text")
    expect(browser.page.locator("#section-form .conflict")).to_be_visible()


def two_texts_without_script(browser, hub):
    browser.page.route("**/application.js", lambda route: route.abort())
    at_idea(browser, hub)
    somebody_else_writes(hub)
    field(browser, hub).fill("Mein Text")
    browser.press("Speichern und zur Übersicht")
    browser.sees("Diesen Text behalten, meinen verwerfen")
    browser.page.unroute("**/application.js")


def no_network(browser, hub):
    at_idea(browser, hub)
    browser.context.set_offline(True)
    field(browser, hub, "short").fill("Noch ein Text")
    browser.is_told(
        "Keine Verbindung. Euer Text ist in diesem Browser aufbewahrt und wird gesendet, sobald es wieder geht."
    )
    browser.context.set_offline(False)
    browser.is_saved()


def file_refused(browser, hub):
    browser.go("startups:section", hub.own.application.uuid, "documents")
    browser.page.locator("input[type=file]").set_input_files(files=[NOT_A_PDF])
    refusal = {"de": "Das ist keine PDF-Datei.", "en": "This is not a PDF file."}
    browser.sees(refusal[browser.page.locator("html").get_attribute("lang")])


def submit_refused(browser, hub):
    browser.go("startups:check", hub.own.application.uuid).press("Bewerbung absenden")
    expect(browser.main.get_by_role("alert").first).to_be_visible()


def history_unfolded(browser, hub):
    browser.go("startups:history", hub.own.application.uuid)
    for fold in browser.main.locator("summary").all():
        fold.click()


def submitted(browser, hub):
    browser.go("startups:application-detail", handed_in(hub).uuid).sees("Eingereicht")


def copy(browser, hub):
    browser.go("startups:copy", handed_in(hub).uuid)


def at_profile(browser, hub):
    return browser.go("startups:profile-edit", hub.own.profiled.slug)


def profile_with_mistakes(browser, hub):
    at_profile(browser, hub).page.locator("[name=founded_on]").fill("gestern")
    browser.page.locator("[name=tags]").fill(",".join("abcdefghijkl"))
    browser.press("Profil speichern")
    expect(browser.main.get_by_role("alert").first).to_be_visible()


def profile_in_two_versions(browser, hub):
    at_profile(browser, hub).page.locator("[name=text]").fill("Meine Fassung")
    Startup.objects.filter(pk=hub.own.profiled.pk).update(text="Die andere Fassung")
    browser.press("Profil speichern").sees("Die andere Fassung")


def profile_that_came_back(browser, hub):
    returned_change(hub)
    at_profile(browser, hub).sees("Warum?")


def returned_change(hub):
    Startup.objects.filter(pk=hub.own.profiled.pk).update(visibility="public", published_at=now())
    ProfileChange.objects.update_or_create(
        startup=hub.own.profiled,
        defaults={
            "state": "returned",
            "values": {"one_liner": "Ein neuer Satz."},
            "note": "Warum?",
            "by": hub.people["founder"],
        },
    )


def account_menu_open(browser, hub):
    browser.page.set_viewport_size({"width": 1280, "height": 800})
    browser.go("portal:dashboard").page.locator("details.account summary").click()


# The office


def reading(browser, hub):
    browser.go("admin:startups_application_change", handed_in(hub).pk)
    for fold in browser.main.locator("summary").all():
        fold.click()


def decision_without_words(browser, hub):
    browser.go("admin:startups_application_change", handed_in(hub).pk)
    browser.page.locator("#decision input[value=decline]").check()
    browser.page.locator("#decision button.default").first.click()
    browser.page.wait_for_load_state()


def release_prepared(browser, hub):
    application = handed_in(hub)
    office = hub.people["superuser"]
    decisions.prepare(application, outcome="accept", message="Willkommen.", by=office)
    browser.go("admin:startups_batch_release", application.batch_id)
    for fold in browser.main.locator("summary").all():
        fold.click()


def profile_beside_its_change(browser, hub):
    returned_change(hub)
    ProfileChange.objects.update(state="waiting")
    browser.go("admin:startups_startup_review", hub.own.profiled.pk)


def form_refused(browser, hub):
    browser.go("admin:startups_batch_add").page.locator("input[name=_save]").first.click()
    browser.page.wait_for_load_state()


LIST = "Name;Ort;Teamgröße;Notiz\n{name};Chemnitz;3;x\nNeu;Halle;4;\n"
LONG = "Name;Beschreibung\nMit langem Text;" + "Ein Satz über Wärme. " * 20 + "\n"


def list_uploaded(browser, text):
    browser.go("admin:startups_startup_import")
    file = {"name": "liste.csv", "mimeType": "text/csv", "buffer": text.encode()}
    browser.page.locator("input[type=file]").set_input_files(files=[file])
    browser.page.locator("button.default").first.click()
    browser.page.wait_for_load_state()


def list_refused(browser, hub):
    list_uploaded(browser, "Ort\nLeipzig\n")


def list_with_errors(browser, hub):
    list_uploaded(browser, "Name;Teamgröße\nNeu;viele\n")


def list_with_changes(browser, hub):
    list_uploaded(browser, LIST.format(name=hub.own.startup.name))
    browser.page.locator(".sheet-tabs a").last.click()


def list_with_long_text(browser, hub):
    list_uploaded(browser, LONG)
    browser.page.locator(".sheet-long summary").click()


def handed_in(hub):
    """A complete application of the founder, handed in once."""
    if not hasattr(hub, "handed_in"):
        draft = complete_draft(started_by=hub.people["founder"])
        hub.handed_in = applications.submit(draft.uuid, by=draft.started_by)
    return hub.handed_in


# Introductions, on either side


def no_with_words(browser, hub):
    browser.go("partners:introduction", hub.own.introduction.uuid)
    browser.main.locator("input[value=declined]").check()
    browser.fill("Ein Satz dazu", "Passt nicht").press("Antwort speichern")
    expect(browser.main.get_by_role("alert").first).to_be_visible()


def in_contact(hub):
    """The founder has said yes."""
    Startup.objects.filter(pk=hub.own.startup.pk).update(for_partners=True)
    return introductions.answer(
        hub.own.introduction,
        answer="accepted",
        seen="asked",
        note="Gern.",
        by=hub.own.founder,
    )


def contact_for_founders(browser, hub):
    browser.go("partners:introduction", in_contact(hub).uuid).sees("Wie steht es?")


def contact_for_partners(browser, hub):
    browser.go("partners:own-introduction", in_contact(hub).uuid).sees("Wie steht es?")


def reason_missing(browser, hub):
    browser.go("partners:introduction-ask", "public-startup").press("Anfrage senden")
    expect(browser.main.get_by_role("alert").first).to_be_visible()


def two_compared(browser, hub):
    StartupFactory(public=True)
    browser.go("partners:startup-list")
    for box in browser.main.locator("input[name=s]").all()[:2]:
        box.check()
    browser.press("Ausgewählte vergleichen").sees("Unterschiede")


def marked_in_the_list(browser, hub):
    marks = browser.go("partners:startup-list").main.locator("button.mark.on")
    expect(marks).to_have_count(1)
    marks.click()
    expect(marks).to_have_count(0)
    browser.main.locator("#mark-public-startup").click()
    expect(marks).to_have_count(1)


def note_changed_elsewhere(browser, hub):
    browser.go("partners:note", hub.own.note.uuid)
    kept = WatchNote.objects.get(pk=hub.own.note.pk)
    watchlist.edit_note(
        note_uuid=kept.uuid, text=kept.text + " und mehr", version=kept.version, by=kept.author
    )
    browser.main.locator("textarea").fill("Xyz anders")
    browser.press("Notiz speichern").sees("Gespeichert ist")


def stage_without_a_name(browser, hub):
    browser.go("partners:stage-list").press("Hinzufügen")
    expect(browser.main.get_by_role("alert").first).to_be_visible()


def search_told_of_news(browser, hub):
    SavedSearch.objects.filter(pk=hub.own.search.pk).update(
        query="?", watching_since="2020-01-01T00:00Z", checked_at="2020-01-01T00:00Z"
    )
    browser.go("partners:search", hub.own.search.uuid).sees("Das stünde jetzt in der Mail")


OF_VISITORS = [
    login_refused,
    address_missing,
    code_asked_for,
    batch_is_over,
    nothing_here,
    invitation_unknown,
    report_without_words,
    nothing_found,
    menu_open,
]
OF_FOUNDERS = [
    answer_wrong,
    two_texts,
    two_texts_without_script,
    no_network,
    file_refused,
    submit_refused,
    history_unfolded,
    submitted,
    copy,
    profile_with_mistakes,
    profile_in_two_versions,
    profile_that_came_back,
    account_menu_open,
    no_with_words,
    contact_for_founders,
]
OF_PARTNERS = [
    reason_missing,
    contact_for_partners,
    two_compared,
    marked_in_the_list,
    note_changed_elsewhere,
    stage_without_a_name,
    search_told_of_news,
]
OF_STAFF = [
    reading,
    decision_without_words,
    release_prepared,
    profile_beside_its_change,
    form_refused,
    list_refused,
    list_with_errors,
    list_with_changes,
    list_with_long_text,
]
EVERY = {
    "visitor": OF_VISITORS + event_states.OF_VISITORS,
    "founder": OF_FOUNDERS + event_states.OF_FOUNDERS,
    "partner": OF_PARTNERS,
    "superuser": OF_STAFF + event_states.OF_STAFF,
}
