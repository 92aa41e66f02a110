"""A partner's month as a page: the lines of its mail, of nobody else's things, the same for years."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from hub.core.times import BERLIN
from hub.mail.models import Email
from hub.reports.services import partner_mails
from partners.models import Introduction, PilotMove, WatchEntry
from tests.factories.challenges import ChallengeFactory
from tests.factories.hub import founder, staff
from tests.factories.partners import PartnerFactory, colleague, noted
from tests.factories.pilots import pilot
from tests.factories.startups import StartupFactory
from tests.reports.test_mails import BEFORE, FIRST, member_since

pytestmark = pytest.mark.django_db
OCTOBER = "/partner/months/2026-10/"
AT = datetime(2026, 10, 12, 12, tzinfo=BERLIN)
LATER = datetime(2027, 3, 9, 12, tzinfo=BERLIN)
LINE = re.compile(r"<li>([^<]+)</li>")


@pytest.fixture(autouse=True)
def one_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


def busy(member, number=1):
    """A month with a bit of everything, so many times."""
    partner = member.partner
    words = "Fernwärme Leckortung Sensorik"
    released = {
        "text": words,
        "tags": ["Fernwärme", "Leckortung"],
        "released_fields": ["text", "tags"],
    }
    for each in range(number):
        watched = StartupFactory(public=True, name=f"Xyzgrün {each}")
        noted(partner, member.person, watched)
        since = {"asked_at": AT, "expires_at": AT + timedelta(days=10)}
        for state in ("accepted", "declined"):
            Introduction.objects.create(
                partner=partner,
                startup=StartupFactory(),
                startup_name=f"Xyz{state} {each}",
                state=state,
                answered_at=AT,
                ended_at=AT,
                **since,
            )
        tried = pilot("running", partner=partner, title=f"Xyzprobe {each}", proposed_at=AT)
        PilotMove.objects.create(
            pilot=tried,
            from_state="agreed",
            to_state="running",
            side="hub",
            by=member.person,
            at=AT,
        )
        ChallengeFactory(
            author=member,
            published=True,
            deadline=LATER + timedelta(days=30),
            title_de=f"Leckortung {each}",
            problem_de=words,
        )
        StartupFactory(public=True, name=f"Xyzneu {each}", published_at=AT, **released)
    WatchEntry.objects.filter(partner=partner).update(added_at=AT)
    return member


@pytest.fixture
def october():
    with time_machine.travel(AT, tick=False):
        return busy(member_since(BEFORE))


def opened(client, person, path=OCTOBER, at=LATER):
    with time_machine.travel(at, tick=False):
        client.force_login(person)
        return client.get(path)


def lines(answer):
    area = answer.content.decode().split('<div class="wrap stack-l">')[1]
    return [unescape(line) for line in LINE.findall(area)]


def mailed(member):
    with time_machine.travel(FIRST, tick=False):
        partner_mails.send_due(now=FIRST)
    body = Email.objects.get(kind=partner_mails.KIND, recipient=member.person).body
    return body, [line.removeprefix("> ") for line in body.splitlines() if line.startswith("> ")]


def test_the_mail_leads_to_a_page_with_the_same_lines(october, client):
    body, told = mailed(october)
    assert OCTOBER in body

    answer = opened(client, october.person, at=FIRST + timedelta(hours=1))
    said = lines(answer)
    assert len(said) == 7
    # A mail wraps what the page writes in one line.
    assert " ".join(said) == " ".join(told)
    assert "Oktober 2026" in answer.content.decode()


def test_what_happened_since_changes_nothing_in_a_month_that_is_over(october, client):
    before = lines(opened(client, october.person, at=FIRST + timedelta(hours=1)))
    with time_machine.travel(FIRST + timedelta(days=20), tick=False):
        noted(october.partner, october.person, StartupFactory(public=True, name="Xyzspäter"))
        WatchEntry.objects.filter(added_at=AT).update(removed_at=timezone.now())
        moved = october.partner.pilots.get()
        moved.state = "rollout"
        moved.save()
        PilotMove.objects.create(
            pilot=moved, from_state="running", to_state="rollout", side="hub", by=october.person
        )
        Introduction.objects.create(
            partner=october.partner,
            startup=StartupFactory(),
            expires_at=timezone.now() + timedelta(days=10),
        )
    assert lines(opened(client, october.person)) == before


def test_an_answer_in_the_next_month_leaves_the_request_open_in_this_one(client):
    member = member_since(BEFORE)
    at = datetime(2026, 10, 28, 12, tzinfo=BERLIN)
    Introduction.objects.create(
        partner=member.partner,
        startup=StartupFactory(),
        startup_name="Xyzblau",
        state="accepted",
        asked_at=at,
        expires_at=at + timedelta(days=10),
        answered_at=at + timedelta(days=7),
        ended_at=at + timedelta(days=7),
    )
    assert lines(opened(client, member.person)) == ["eine gestellt", "eine noch offen"]
    november = lines(opened(client, member.person, "/partner/months/2026-11/"))
    assert november == ["Ja gesagt haben: Xyzblau"]


def test_nobody_reads_another_partners_month(october, client):
    other = member_since(BEFORE, language="en")
    page = opened(client, other.person, f"/en{OCTOBER}").content.decode()
    for word in ("Xyzgrün", "Xyzaccepted", "Xyzprobe", "Leckortung", october.partner.name):
        assert word not in page
    assert page.count("Nothing new.") == 4
    for stranger in (founder(), staff()):
        assert opened(client, stranger).status_code == 404
    over = colleague(PartnerFactory(contract_to=BEFORE.date()))
    assert opened(client, over.person).status_code == 404


def test_a_startup_that_hides_itself_is_no_longer_named(october, client):
    hidden = WatchEntry.objects.get().startup
    hidden.visibility = "private"
    hidden.save()
    page = opened(client, october.person).content.decode()
    assert "Xyzgrün" not in page
    assert "Ein Startup steht darauf, eines davon ist neu" in page


def test_months_lead_to_each_other_as_far_as_they_can_be_counted(october, client):
    latest = opened(client, october.person, "/partner/months/")
    assert latest.url == "/partner/months/2027-02/"
    page = opened(client, october.person).content.decode()
    assert '<li><a href="/partner/">' in page
    assert 'rel="prev" href="/partner/months/2026-09/"' in page
    assert 'rel="next" href="/partner/months/2026-11/"' in page
    running = opened(client, october.person, "/partner/months/2027-03/").content.decode()
    assert 'rel="next"' not in running
    assert "Stand 9. März 2027" in running
    first = opened(client, october.person, "/partner/months/2025-04/").content.decode()
    assert 'rel="prev"' not in first
    assert "nach zwei Jahren" in first


@pytest.mark.parametrize(
    "slug", ["2027-04", "2025-03", "2026", "2026-Q4", "2026-W40", "2026-13", "0000-01", "x"]
)
def test_what_is_no_month_to_be_counted_is_not_there(october, client, slug):
    assert opened(client, october.person, f"/partner/months/{slug}/").status_code == 404


def test_the_page_costs_the_same_with_few_and_many(client, django_assert_max_num_queries):
    with time_machine.travel(AT, tick=False):
        few, many = busy(member_since(BEFORE)), busy(member_since(BEFORE), 15)
    counts = []
    for member in (few, many):
        opened(client, member.person)
        with (
            time_machine.travel(LATER, tick=False),
            django_assert_max_num_queries(8) as asked,
        ):
            answer = client.get(OCTOBER)
        assert answer.status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert "… (+3)" in answer.content.decode()


def test_the_area_leads_there(october, client):
    page = opened(client, october.person, "/partner/").content.decode()
    assert reverse("months:latest") in page
