"""What we did together: figures of one partner, by stage and by year, ready to be printed."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from partners.models import Introduction, PilotMove
from partners.queries import together
from tests.factories.hub import founder
from tests.factories.partners import colleague
from tests.factories.pilots import pilot
from tests.factories.startups import BatchFactory, StartupFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return colleague(level="lead")


def introduction(lead, at, state="asked"):
    startup = StartupFactory()
    row = Introduction.objects.create(
        partner=lead.partner,
        startup=startup,
        startup_name=startup.name,
        asked_by=lead.person,
        reason="Pilot",
        expires_at=timezone.now(),
    )
    Introduction.objects.filter(pk=row.pk).update(asked_at=at)
    return row


def test_the_figures_count_what_one_partner_did_and_nothing_of_others(lead):
    # The last hour of the year in UTC is the next year in Leipzig.
    pilot("running", partner=lead.partner, proposed_at=datetime(2025, 12, 31, 23, 30, tzinfo=UTC))
    pilot("rollout", partner=lead.partner, has_order=True, value_band="50k", amount=Decimal(5))
    resting = pilot("on_hold", partner=lead.partner, amount=Decimal("2.50"))
    pilot("scoping", partner=lead.partner, amount=Decimal(1000))
    PilotMove.objects.create(
        pilot=resting,
        transition="start",
        from_state="agreed",
        to_state="running",
        side="partner",
        by=lead.person,
        at=datetime(2024, 6, 1, tzinfo=UTC),
    )
    pilot("rollout", has_order=True, amount=Decimal(99))
    introduction(lead, datetime(2024, 5, 1, tzinfo=UTC))
    introduction(colleague(level="lead"), datetime(2023, 5, 1, tzinfo=UTC))

    found = together.of(lead.partner)

    assert (found.asked, found.accepted, found.pilots.total, found.orders) == (1, 0, 4, 1)
    assert found.spent == Decimal("7.50")
    assert [count for _label, count in found.values] == [1]
    assert [one.state for one in found.judged] == ["rollout"]
    years = {row.year: row for row in found.years}
    assert (years[2024].asked, years[2024].started) == (1, 1)
    assert years[2026].proposed >= 1
    assert 2025 not in years
    assert 2023 not in years


def test_the_chart_says_its_numbers_to_who_does_not_see_it(client, lead):
    for _number in range(3):
        pilot("running", partner=lead.partner)
    pilot("idea", partner=lead.partner)
    client.force_login(lead.person)
    page = client.get("/partner/together/").content.decode()
    said = page.partition('<svg class="bars"')[2].partition('aria-label="')[2].partition('"')[0]
    assert "Idee 1" in said
    assert "läuft 3" in said
    assert page.count('rx="3"') == 2
    assert 'width="160"' in page
    assert 'width="53"' in page


def test_before_anything_happened_the_page_says_what_will_stand_there(client, lead):
    client.force_login(lead.person)
    page = client.get("/partner/together/").content.decode()
    assert "Noch nichts" in page
    assert '<li><a href="/partner/">' in page
    assert '<svg class="bars"' not in page


def test_the_page_asks_as_little_for_many_pilots_as_for_few(
    client, lead, django_assert_max_num_queries
):
    client.force_login(lead.person)
    startup = StartupFactory(owner=founder(), batch=BatchFactory())
    counts = []
    for count in (3, 297):
        for _number in range(count):
            pilot("evaluation", partner=lead.partner, startup=startup)
        with django_assert_max_num_queries(8) as asked:
            client.get("/partner/together/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
