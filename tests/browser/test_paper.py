"""What is made for paper fits on it."""

import io

import pikepdf
import pytest

from startups.models import Startup
from tests.factories.partners import colleague
from tests.factories.startups import StartupFactory


@pytest.mark.django_db(transaction=True)
def test_a_profile_full_to_the_brim_is_printed_on_one_page(visit):
    words = "Leistungsverzeichnisprüfung für Netzbetreiber. " * 90
    StartupFactory(
        public=True,
        released_fields=["text", "seat", "website", "team_size", "tags", "seeks", "stage"],
        partner_fields=["traction", "pilot_wish"],
        name="Parkplatzlosverfahrensgesellschaft für kommunale Infrastruktur Leipzig",
        one_liner=words[:140],
        text=words[:4000],
        traction=words[:2000],
        pilot_wish=words[:1000],
        seat="Lutherstadt Eisleben",
        website=f"https://example.org/{'a' * 150}",
        team_size=12,
        tags=[f"Schlagwort{n:020}" for n in range(10)],
        seeks=["pilot", "capital", "staff", "mentor"],
        stage="customers",
    )
    browser = visit().log_in_as(colleague().person)
    browser.go("partners:startup-print", Startup.objects.get().slug)
    page = browser.page
    page.emulate_media(media="print")

    with pikepdf.open(io.BytesIO(page.pdf(format="A4"))) as paper:
        assert len(paper.pages) == 1
