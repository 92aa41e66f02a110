"""What machines read: sitemap, robots, security.txt."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.utils.translation import override

from hub.core import pagecache
from hub.portal import seo
from tests.factories.partners import PartnerFactory
from tests.factories.startups import BatchFactory, StartupFactory

pytestmark = pytest.mark.django_db
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


def sitemap(client, path="/sitemap.xml"):
    root = ET.fromstring(client.get(path).content)
    return {
        url.find("s:loc", NAMES).text: {
            link.get("hreflang"): link.get("href") for link in url.findall("x:link", NAMES)
        }
        for url in root.findall("s:url", NAMES)
    }


def test_the_sitemap_names_each_public_page_in_both_languages(client, settings):
    startup, batch, partner = StartupFactory(public=True), BatchFactory(), PartnerFactory()
    pages = sitemap(client)
    for path in ("/", "/apply/", "/network/", "/imprint/", "/tracks/energy/"):
        assert settings.SITE_URL + path in pages
    for row in (startup, batch, partner):
        with override("de"):
            path = row.get_absolute_url()
        english = f"{settings.SITE_URL}/en{path}"
        assert pages[settings.SITE_URL + path] == {"de": settings.SITE_URL + path, "en": english}
        assert pages[english] == pages[settings.SITE_URL + path]


def test_the_sitemap_names_nothing_private(client):
    StartupFactory(slug="heimlich")
    PartnerFactory(slug="im-gespraech", state="prospect")
    body = client.get("/sitemap.xml").content.decode()
    assert "heimlich" not in body
    assert "im-gespraech" not in body


def test_every_address_of_the_sitemap_answers(client, settings):
    StartupFactory(public=True), BatchFactory(), PartnerFactory()
    for address in sitemap(client):
        assert client.get(address.removeprefix(settings.SITE_URL)).status_code == 200, address


def test_a_sitemap_read_after_an_english_page_is_the_same(client):
    first = client.get("/sitemap.xml").content
    client.get("/en/")
    assert client.get("/sitemap.xml").content == first


def test_more_pages_than_a_map_may_have_stand_in_several_each_once(client, settings, monkeypatch):
    StartupFactory.create_batch(5, public=True)
    whole = sitemap(client)
    monkeypatch.setattr(seo, "PAGES_PER_MAP", 7)
    pagecache.forget_all()

    index = ET.fromstring(client.get("/sitemap.xml").content)
    maps = [
        loc.text.removeprefix(settings.SITE_URL) for loc in index.findall("s:sitemap/s:loc", NAMES)
    ]

    parts = [sitemap(client, path) for path in maps]
    assert len(parts) == -(-len(whole) // 14)
    assert sum(len(part) for part in parts) == len(whole)
    assert {address for part in parts for address in part} == set(whole)
    for number in (0, len(maps) + 1, 10**30):
        assert client.get(f"/sitemap-{number}.xml").status_code == 404


def test_robots_keeps_searchers_out_of_private_parts_in_both_languages(client, settings):
    body = client.get("/robots.txt").content.decode()
    for path in ("/admin/", "/applications/", "/accounts/"):
        assert f"Disallow: {path}\n" in body
        assert f"Disallow: /en{path}\n" in body
    assert "Disallow: /\n" not in body
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in body


def test_a_demo_stays_out_of_search_engines(client, settings):
    settings.DEMO = True
    assert "Disallow: /\n" in client.get("/robots.txt").content.decode()


@pytest.mark.parametrize("year", [2026, 2030])
def test_security_txt_names_a_contact_and_is_good_for_more_than_a_month(client, settings, year):
    with time_machine.travel(datetime(year, 3, 1, tzinfo=UTC), tick=False):
        response = client.get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert response["Content-Type"].startswith("text/plain")
    assert fields["Contact"] == f"mailto:{settings.CONTACT_EMAIL}"
    left = datetime.fromisoformat(fields["Expires"]) - datetime(year, 3, 1, tzinfo=UTC)
    assert timedelta(days=30) < left < timedelta(days=366)
