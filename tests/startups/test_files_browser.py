"""Files in a real browser: progress and removal with the script, the same without it, no canary."""

import re

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from startups.models import Attachment
from startups.services import files, pdf_check
from tests import pdfs
from tests.uploads import pdf

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("uploads")]


def log_in(page, live_server, person):
    client = Client()
    client.force_login(person)
    name = django_settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
    page.context.add_cookies([cookie])


def documents(live_server, application):
    section = reverse("startups:section", args=[application.uuid, "documents"])
    return f"{live_server.url}{section}"


def test_a_file_is_sent_as_soon_as_it_is_chosen_and_removed_without_a_new_page(
    live_server, page, application
):
    log_in(page, live_server, application.started_by)
    page.goto(documents(live_server, application))
    field = page.get_by_label("Pitchdeck")
    page.evaluate("window.stillHere = true")

    field.set_input_files(
        files=[{"name": "deck.pdf", "mimeType": "application/pdf", "buffer": b"no"}]
    )
    expect(page.locator("[data-refusal]")).to_contain_text("Das ist keine PDF-Datei.")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")

    data = pdfs.padded(3_000_000, pages=4)
    field.set_input_files(
        files=[{"name": "Deck.pdf", "mimeType": "application/pdf", "buffer": data}]
    )
    row = page.locator("[data-files] li")
    expect(row).to_contain_text(re.compile(r"Deck\.pdf\s+4 Seiten, 2,9"))
    expect(page.locator("[data-refusal]")).to_be_hidden()
    expect(field).to_have_value("")

    row.get_by_role("button", name="Entfernen Deck.pdf").click()
    expect(row).to_have_count(0)
    assert page.evaluate("window.stillHere")
    assert not Attachment.objects.current().exists()


def test_without_the_script_the_form_of_the_section_carries_the_file(
    live_server, new_context, application
):
    page = new_context(java_script_enabled=False).new_page()
    log_in(page, live_server, application.started_by)
    page.goto(documents(live_server, application))
    field = page.get_by_label("Pitchdeck")

    field.set_input_files(
        files=[{"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"no"}]
    )
    page.get_by_role("button", name="Hochladen").click()
    expect(page.locator("[data-refusal]")).to_contain_text("Das ist keine PDF-Datei.")

    good = {"name": "Deck.pdf", "mimeType": "application/pdf", "buffer": pdfs.clean(2)}
    page.get_by_label("Pitchdeck").set_input_files(files=[good])
    page.get_by_role("button", name="Hochladen").click()
    row = page.locator("[data-files] li")
    expect(row).to_contain_text("Deck.pdf")

    row.get_by_role("button", name="Entfernen Deck.pdf").click()
    expect(row).to_have_count(0)


def test_a_download_runs_no_script(live_server, page, application, deck, monkeypatch):
    """Even a page of HTML that had slipped through every check is saved, never shown."""
    canaries = []
    page.on("request", lambda request: canaries.append(request.url))
    monkeypatch.setattr(pdf_check, "check_head", lambda head: None)
    monkeypatch.setattr(pdf_check, "check", lambda path: pdf_check.Passed(1))
    kept = files.attach(
        application.uuid, question=deck, upload=pdf(pdfs.HTML), by=application.started_by
    )
    log_in(page, live_server, application.started_by)
    page.goto(documents(live_server, application))

    with page.expect_download() as download:
        page.get_by_role("link", name="deck.pdf").click()

    assert download.value.suggested_filename == "deck.pdf"
    assert page.url == documents(live_server, application)
    page.set_content(f'<iframe src="{live_server.url}{kept.get_absolute_url()}"></iframe>')
    page.wait_for_timeout(500)
    assert not [url for url in canaries if "canary" in url]
