"""Every public page, in both languages: what each must have, and what none may do."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils.translation import override

from hub.accounts.models import RateBucket
from hub.portal import network
from hub.programme import first_content
from hub.programme.models import BarrierReport, HubSite, Page
from tests.factories.hub import founder, track
from tests.factories.partners import PartnerFactory
from tests.factories.startups import StartupFactory, batch_with_form

LEGAL = {"imprint", "privacy", "accessibility"}


class PageParser(HTMLParser):
    """The tags of a page with their attributes, and the text inside the ones that matter."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.title, self.inside = [], "", ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.inside = tag

    def handle_data(self, data):
        if self.inside == "title" and not self.title:
            self.title = data

    def all(self, name):
        return [attrs for tag, attrs in self.tags if tag == name]


@pytest.fixture
def whole_portal(db):
    """One of everything that has a public page; gives the German addresses."""
    first_content.load(lambda name: apps.get_model("hub", name))
    batch = batch_with_form()
    partner = PartnerFactory()
    startup = StartupFactory(public=True, batch=batch)
    # A request of an earlier test may have left another language behind.
    with override("de"):
        return [*public_paths(batch, partner, startup)]


def public_paths(batch, partner, startup):
    return [
        reverse("portal:home"),
        reverse("portal:track", args=["energy"]),
        reverse("portal:network"),
        *(reverse(f"portal:{name}") for name in LEGAL),
        reverse("portal:barrier-report"),
        reverse("portal:barrier-thanks"),
        reverse("startups:apply"),
        batch.get_absolute_url(),
        reverse("startups:startup-list"),
        startup.get_absolute_url(),
        reverse("partners:partner-list"),
        partner.get_absolute_url(),
    ]


def both(paths):
    return [("de", path) for path in paths] + [("en", f"/en{path}") for path in paths]


def test_every_public_page_answers_in_its_language_with_one_heading(client, whole_portal):
    for language, path in both(whole_portal):
        response = client.get(path)
        page = PageParser(response.content.decode())
        assert response.status_code == 200, path
        assert page.all("html")[0]["lang"] == language, path
        assert len(page.all("h1")) == 1, path


def test_titles_tell_the_pages_apart(client, whole_portal):
    titles = [PageParser(client.get(path).content.decode()).title for path in whole_portal]
    assert len(set(titles)) == len(titles) == len(whole_portal)
    assert all(title.endswith("Smart Infrastructure Hub Leipzig") for title in titles)


def test_no_public_page_sets_a_cookie(client, whole_portal):
    for _language, path in both(whole_portal):
        response = client.get(path)
        assert not response.cookies, path
        assert "Set-Cookie" not in response.headers, path
    assert not client.cookies


def test_no_public_page_asks_another_host_for_anything(client, whole_portal):
    for _language, path in both(whole_portal):
        page = PageParser(client.get(path).content.decode())
        for tag, attrs in page.tags:
            for name in ("src", "srcset", "action", "poster", "data"):
                assert not urlsplit(attrs.get(name) or "").netloc, (path, tag, attrs)
            if tag == "link" and attrs["rel"] not in {"canonical", "alternate"}:
                assert not urlsplit(attrs["href"]).netloc, (path, attrs)
            if tag == "a" and urlsplit(attrs["href"]).netloc:
                assert "noopener" in attrs.get("rel", ""), (path, attrs)


def test_every_public_page_names_itself_in_both_languages(client, whole_portal, settings):
    for path in whole_portal:
        for here in (path, f"/en{path}"):
            page = PageParser(client.get(here).content.decode())
            found = {
                link["hreflang"]: link["href"] for link in page.all("link") if "hreflang" in link
            }
            assert found["de"] == settings.SITE_URL + path
            assert found["en"] == f"{settings.SITE_URL}/en{path}"


def test_every_page_and_every_missing_page_links_the_legal_pages(client, whole_portal):
    for language, path in both([*whole_portal, "/nowhere/"]):
        page = PageParser(client.get(path).content.decode())
        links = {attrs.get("href") for attrs in page.all("a")}
        with override(language):
            wanted = {reverse(f"portal:{name}") for name in LEGAL}
            wanted.add(reverse("portal:barrier-report"))
        assert wanted <= links, path


def test_no_page_has_inline_script_or_style(client, whole_portal):
    for _language, path in both(whole_portal):
        html = client.get(path).content.decode()
        assert not re.search(
            r"<script(?![^>]*(\bsrc=|ld\+json))|<style|\sstyle=|\son\w+=", html
        ), path


# Errors


def test_a_missing_page_answers_in_the_language_of_its_address(client, db):
    german, english = client.get("/nowhere/"), client.get("/en/nowhere/")
    assert (german.status_code, english.status_code) == (404, 404)
    assert '<html lang="de">' in german.content.decode()
    assert '<html lang="en">' in english.content.decode()
    assert "Hier hält nichts" in german.content.decode()


def test_a_missing_page_offers_the_home_page_in_the_other_language(client, db):
    page = PageParser(client.get("/nowhere/").content.decode())
    languages = {a["hreflang"]: a["href"] for a in page.all("a") if "hreflang" in a}
    assert languages == {"de": "/", "en": "/en/"}


def test_a_wrong_method_gets_a_page_of_ours(client, db):
    response = client.delete(reverse("portal:home"))
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert "So lässt sich diese Seite nicht öffnen" in response.content.decode()
    assert response["Content-Length"] == str(len(response.content))


# Home and tracks


def test_the_home_page_names_the_open_batch_and_its_deadline(client, whole_portal):
    html = client.get("/").content.decode()
    assert "Jetzt bewerben" in html
    assert "Bewerbung bis" in html


def test_the_home_page_without_anything_still_says_what_comes(client, db):
    html = client.get("/").content.decode()
    assert "Gerade ist keine Klasse offen" in html
    assert "Jetzt bewerben" not in html


def test_the_plan_draws_the_startups_of_the_running_class(client, db):
    running = batch_with_form(state="running")
    StartupFactory(public=True, name="Wärmepuls", batch=running)
    StartupFactory(name="Heimlich", batch=running)
    html = client.get("/").content.decode()
    assert html.count("Wärmepuls") >= 2
    assert "Heimlich" not in html


@pytest.mark.parametrize("name", ["portal:home", "portal:network", "partners:partner-list"])
def test_a_public_page_costs_few_queries_however_much_there_is(
    client, whole_portal, django_assert_max_num_queries, name
):
    running = batch_with_form(state="running")
    StartupFactory.create_batch(30, public=True, batch=running)
    PartnerFactory.create_batch(10)
    with django_assert_max_num_queries(9):
        client.get(reverse(name))


def test_an_unknown_track_is_missing(client, db):
    assert client.get("/tracks/fintech/").status_code == 404


def test_a_track_shows_its_own_startups_only(client, db):
    StartupFactory(public=True, name="Lastfluss", track=track("energy"))
    StartupFactory(public=True, name="Taktgeber", track=track("ehealth"))
    html = client.get("/tracks/energy/").content.decode()
    assert "Lastfluss" in html
    assert "Taktgeber" not in html


# Text pages


def test_a_text_page_shows_what_staff_wrote_and_no_markup_of_theirs(client, db):
    Page.objects.update_or_create(
        slug="imprint",
        defaults={
            "title_de": "Impressum",
            "title_en": "Imprint",
            "body_de": "**Wir** <script>alert(1)</script>",
            "body_en": "Us",
        },
    )
    html = client.get("/imprint/").content.decode()
    assert "<strong>Wir</strong>" in html
    assert "<script>alert" not in html


def test_the_accessibility_statement_has_its_eight_parts(client, whole_portal):
    page = PageParser(client.get("/accessibility/").content.decode())
    html = client.get("/accessibility/").content.decode()
    for part in (
        "Wofür sie gilt",
        "Stand der Vereinbarkeit",
        "Nicht barrierefreie Inhalte",
        "Gründe und Alternativen",
        "Wie wir prüfen",
        "Rückmeldung und Kontakt",
        "Durchsetzungsverfahren",
    ):
        assert f"<h2>{part}</h2>" in html
    assert "erstellt und wird jedes Jahr" in html
    assert "/accessibility/report/" in {attrs.get("href") for attrs in page.all("a")}


def test_first_content_leaves_what_staff_changed(db):
    first_content.load(lambda name: apps.get_model("hub", name))
    Page.objects.filter(slug="imprint").update(title_de="Anbieter")
    first_content.load(lambda name: apps.get_model("hub", name))
    assert Page.objects.get(slug="imprint").title_de == "Anbieter"
    assert HubSite.objects.filter(is_ours=True).count() == 1


# Network


def test_a_site_that_left_the_network_is_not_shown(client, whole_portal):
    HubSite.objects.filter(slug="dortmund").update(valid_to="2020-01-01")
    html = client.get("/network/").content.decode()
    assert "Dortmund" not in html
    assert "11 Standorte heute" in html


def test_the_drawing_puts_north_above_and_east_to_the_right(whole_portal):
    spots = {spot.site.slug: spot for spot in network.spots(list(HubSite.objects.all()))}
    assert len(spots) == 12
    assert spots["hamburg"].y < spots["muenchen"].y
    assert spots["koeln"].x < spots["berlin"].x


# Barriers

REPORT = "/accessibility/report/"


def test_a_barrier_is_reported_without_login_and_due_within_a_month(client, db):
    response = client.post(REPORT, {"text": "Kein Fokus im Menü", "email": "a@example.org"})
    assert response.status_code == 302
    report = BarrierReport.objects.get()
    assert report.text == "Kein Fokus im Menü"
    assert (report.due_on - report.created_at.date()).days in {30, 31}
    assert not client.cookies


def test_a_report_needs_a_text_and_keeps_the_rest(client, db):
    response = client.post(REPORT, {"text": "", "page": "Startseite"})
    html = response.content.decode()
    assert "error-summary" in html
    assert 'value="Startseite"' in html
    assert "<title>Fehler:" in html
    assert not BarrierReport.objects.exists()


def test_a_program_that_fills_in_everything_is_thanked_and_ignored(client, db):
    response = client.post(REPORT, {"text": "buy", "company": "x"})
    assert response.status_code == 302
    assert not BarrierReport.objects.exists()


def test_the_sixth_report_in_an_hour_is_refused_with_its_text_kept(client, db):
    for number in range(5):
        assert client.post(REPORT, {"text": f"{number}"}).status_code == 302
    refused = client.post(REPORT, {"text": "Noch eine"})
    assert refused.status_code == 429
    assert "Noch eine" in refused.content.decode()
    assert BarrierReport.objects.count() == 5
    assert not RateBucket.objects.filter(key__contains="127.0.0.1").exists()


def test_the_form_knows_which_page_the_reader_came_from(client, db):
    html = client.get(REPORT, headers={"referer": "http://testserver/network/"}).content.decode()
    assert 'value="/network/"' in html
    foreign = client.get(REPORT, headers={"referer": "https://evil.example/x"}).content.decode()
    assert "evil.example" not in foreign


def test_a_person_logged_in_sees_the_same_pages_uncached(as_user, whole_portal):
    visit = as_user(founder())
    response = visit.get("/")
    assert response["Cache-Control"] == "no-store"
    assert not response.has_header("ETag")
