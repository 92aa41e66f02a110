"""What we did together, as a file: the page's figures, for everybody who reads PDFs, also by ear."""

import io
import re
from datetime import UTC, datetime
from decimal import Decimal

import pikepdf
import pytest
from django.utils import timezone

from hub.core import pdf
from partners.models import PilotMove
from tests import pdf_text
from tests.factories.hub import founder
from tests.factories.partners import PartnerFactory, colleague
from tests.factories.pilots import pilot
from tests.factories.startups import BatchFactory, StartupFactory

pytestmark = pytest.mark.django_db

REPORT = "/partner/together/report.pdf"
NAME = "#1 *fett* $x$ @ref <b> Müller & Söhne"


@pytest.fixture
def lead():
    return colleague(PartnerFactory(name=NAME), level="lead")


@pytest.fixture
def busy(lead):
    """A partner with pilots of several stages, orders and lessons."""
    pilot("idea", partner=lead.partner)
    running = [pilot("running", partner=lead.partner) for _number in range(3)]
    PilotMove.objects.create(
        pilot=running[0],
        transition="start",
        from_state="agreed",
        to_state="running",
        side="partner",
        by=lead.person,
        at=timezone.now(),
    )
    pilot(
        "rollout",
        partner=lead.partner,
        title="Wärme #let x = 1",
        learning="Größer als #1 *fett* $x$,\nund schöner.",
        has_order=True,
        value_band="50k",
        amount=Decimal("1200.50"),
    )
    return lead


def loaded(client, address=REPORT):
    response = client.get(address)
    assert response.status_code == 200
    return pikepdf.open(io.BytesIO(response.content))


def test_the_file_can_be_read_by_ear_and_says_what_it_is(client, busy):
    client.force_login(busy.person)
    file = loaded(client)
    assert file.Root.Lang == "de"
    assert file.Root.MarkInfo.Marked
    assert file.docinfo["/Title"] == "Was wir zusammen gemacht haben"
    with file.open_metadata() as about:
        assert about["pdfuaid:part"] == "1"
    assert len(file.pages) in {1, 2}
    tags = pdf_text.tags(file)
    names = [name for name, _alt in tags]
    assert names.count("H1") == 1
    assert names.count("H2") == 3
    assert names.count("TH") == 6
    [chart] = [alt for name, alt in tags if name == "Figure"]
    assert "Idee 1" in chart
    assert "läuft 3" in chart


def test_what_people_wrote_stands_there_to_the_letter(client, busy):
    client.force_login(busy.person)
    words = pdf_text.words(loaded(client))
    assert f"{NAME} und die Startups" in words
    assert "Wärme #let x = 1, " in words
    assert "Größer als #1 *fett* $x$, und schöner." in words


def test_page_and_file_say_the_same_numbers(client, busy):
    client.force_login(busy.person)
    page = client.get("/partner/together/").content.decode()
    words = pdf_text.words(loaded(client))
    figures = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", page.partition("<section")[0])
    bars = re.findall(
        r'<text x="0"[^>]*>(.*?)</text>.*?class="number"[^>]*>(.*?)<', page, re.DOTALL
    )
    rows = re.findall(r"<tr>(<th scope=\"row\">.*?)</tr>", page)
    assert (len(figures), len(bars), len(rows)) == (5, 8, 1)
    assert not [label for label, value in figures if f"{value} {label}" not in words]
    assert not [label for label, value in bars if f" {label} {value} " not in words]
    for row in rows:
        assert " ".join(re.findall(r">(\d+)<", row)) in words
    assert "zusammen 1.200,50 €." in words
    assert "1.200,50 €." in page


def test_the_english_file_is_english_throughout(client, busy):
    client.force_login(busy.person)
    file = loaded(client, f"/en{REPORT}")
    words = pdf_text.words(file)
    assert file.Root.Lang == "en"
    assert file.docinfo["/Title"] == "What we did together"
    assert "Agreed pilots add up to €1,200.50." in words
    assert "Page 1 / " in words
    assert "Pilotprojekte" not in words


def test_the_file_is_named_after_partner_and_day_and_kept_by_no_cache(client, busy):
    client.force_login(busy.person)
    response = client.get(REPORT)
    day = timezone.localdate()
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        f'attachment; filename="{busy.partner.slug}-{day:%Y-%m-%d}.pdf"'
    )
    assert response["Cache-Control"] == "private, no-store"
    assert f'href="{REPORT}"' in client.get("/partner/together/").content.decode()


def test_nobody_else_gets_it(client, busy):
    client.force_login(founder())
    assert client.get(REPORT).status_code == 404


def test_before_anything_happened_the_file_says_so_and_the_page_offers_none(client, lead):
    client.force_login(lead.person)
    assert "sobald es welche gibt" in pdf_text.words(loaded(client))
    assert REPORT not in client.get("/partner/together/").content.decode()


def test_signs_that_no_font_has_do_not_cost_the_file(client, busy):
    pilot("ended", partner=busy.partner, title="Solar 🌞 漢字 \u200b\u2011 Київ", learning="\x07")
    client.force_login(busy.person)
    file = loaded(client)
    assert file.Root.MarkInfo.Marked
    assert "Solar □ □□ " in pdf_text.words(file)


def test_letters_of_europe_keep_the_promise_to_screen_readers():
    data = {"lang": "de", "site": "Hub", "title": "Łódź Çeşme Київ Αθήνα", "lead": "", "page": ""}
    at = datetime(2026, 11, 29, tzinfo=UTC)
    made = pdf.made("partners/together.typ", data | {"empty": "Noch nichts"}, at=at)
    with pikepdf.open(io.BytesIO(made)) as file:
        assert "Łódź Çeşme Київ Αθήνα" in pdf_text.words(file)
        with file.open_metadata() as about:
            assert about["pdfuaid:part"] == "1"
    assert made == pdf.made("partners/together.typ", data | {"empty": "Noch nichts"}, at=at)


def test_many_pilots_cost_as_few_queries_as_one(client, lead, django_assert_max_num_queries):
    client.force_login(lead.person)
    startup = StartupFactory(owner=founder(), batch=BatchFactory())
    counts = []
    for count in (3, 297):
        for _number in range(count):
            pilot("evaluation", partner=lead.partner, startup=startup)
        with django_assert_max_num_queries(8) as asked:
            client.get(REPORT)
        counts.append(len(asked))
    assert counts[0] == counts[1]
