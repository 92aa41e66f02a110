"""The team's Monday and the partners' first of the month: once each, and of nobody else's things."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from hub.accounts.models import RoleGrant
from hub.core.times import BERLIN
from hub.mail import choices, kinds
from hub.mail.models import Email
from hub.portal import weekly
from hub.reports.services import partner_mails
from partners.models import Introduction, PartnerMember, PilotMove, WatchEntry
from startups.models import Conflict
from tests.factories.challenges import ChallengeFactory
from tests.factories.hub import founder, lead, staff
from tests.factories.partners import PartnerFactory, colleague, noted
from tests.factories.pilots import pilot
from tests.factories.reports import reporter
from tests.factories.startups import ApplicationFactory, StartupFactory

pytestmark = pytest.mark.django_db

# A Monday in the week after summer time has ended.
MONDAY = datetime(2026, 10, 26, 8, tzinfo=BERLIN)
FIRST = datetime(2026, 11, 1, 8, tzinfo=BERLIN)
BEFORE = datetime(2026, 9, 1, tzinfo=BERLIN)


def settled(person):
    RoleGrant.objects.filter(person=person).update(granted_at=BEFORE)
    return person


def bodies(kind):
    return {mail.recipient: mail.body for mail in Email.objects.filter(kind=kind)}


def weekly_at(moment):
    with time_machine.travel(moment, tick=False):
        return weekly.send_due(now=moment)


def handed_in(at, **fields):
    return ApplicationFactory(submitted=True, first_submitted_at=at, submitted_at=at, **fields)


class TestWeekly:
    def test_the_team_hears_once_from_monday_eight_o_clock_on(self):
        team = [settled(staff()), settled(lead())]
        settled(reporter())
        settled(founder())
        assert weekly_at(MONDAY - timedelta(seconds=1)) == 0
        assert weekly_at(MONDAY) == 2
        assert weekly_at(MONDAY + timedelta(minutes=1)) == 0
        assert bodies("portal/weekly").keys() == set(team)

    def test_after_an_outage_it_comes_late_and_after_a_longer_one_not_at_all(self):
        settled(staff())
        assert weekly_at(MONDAY + timedelta(hours=47)) == 1
        assert weekly_at(MONDAY + timedelta(days=7, hours=48)) == 0

    def test_who_does_not_want_it_is_asked_no_more_and_one_click_is_enough(self, client):
        reader, other = settled(staff()), settled(staff())
        assert kinds.get(weekly.KIND) in choices.offered(reader)
        assert kinds.get(weekly.KIND) not in choices.offered(founder())
        weekly_at(MONDAY)
        mail = Email.objects.get(kind=weekly.KIND, recipient=reader)
        assert mail.unsubscribe in mail.body.replace("\n", "")
        assert client.post(mail.unsubscribe).status_code == 200
        assert weekly_at(MONDAY + timedelta(days=7)) == 1
        newest = Email.objects.filter(kind=weekly.KIND).latest("pk")
        assert newest.recipient == other

    def test_who_joined_since_hears_of_the_next_week(self):
        newcomer = staff()
        RoleGrant.objects.update(granted_at=MONDAY + timedelta(hours=1))
        assert weekly_at(MONDAY + timedelta(hours=2)) == 0
        assert weekly_at(MONDAY + timedelta(days=7)) == 1
        assert bodies("portal/weekly").keys() == {newcomer}

    def test_it_says_what_moved_and_what_moved_the_week_before(self):
        reader = settled(staff())
        for days in (1, 2, 3, 9):
            handed_in(MONDAY - timedelta(days=days))
        handed_in(MONDAY)
        weekly_at(MONDAY)
        body = bodies("portal/weekly")[reader]
        assert "> Bewerbungen: 3 (Woche davor: 1)" in body
        assert "> 5 Bewerbungen sind zu prüfen" in body
        assert "/reports/2026-W43/" in body

    def test_nobody_is_told_of_what_a_conflict_hides(self):
        tied, free = settled(staff()), settled(staff(language="en"))
        hidden = handed_in(MONDAY - timedelta(days=1))
        Conflict.objects.create(person=tied, startup=hidden.startup, reason="Xyz")
        weekly_at(MONDAY)
        said = bodies("portal/weekly")
        assert "Bewerbungen:" not in said[tied]
        assert "zu prüfen" not in said[tied]
        assert "> Applications: 1 (week before: 0)" in said[free]


def monthly_at(moment):
    with time_machine.travel(moment, tick=False):
        return partner_mails.send_due(now=moment)


def member_since(day, partner=None, **person):
    found = colleague(partner, **person)
    PartnerMember.objects.filter(pk=found.pk).update(joined_at=day)
    settled(found.person)
    return found


@pytest.fixture
def october(db):
    """One partner's month, with a bit of everything."""
    member = member_since(BEFORE)
    partner, at = member.partner, datetime(2026, 10, 12, 12, tzinfo=BERLIN)
    watched = StartupFactory(public=True, name="Xyzgrün")
    noted(partner, member.person, watched)
    WatchEntry.objects.update(added_at=at)
    since = {"asked_at": at, "expires_at": at + timedelta(days=10)}
    Introduction.objects.create(
        partner=partner,
        startup=StartupFactory(name="Xyzblau"),
        startup_name="Xyzblau",
        state="accepted",
        answered_at=at,
        ended_at=at,
        **since,
    )
    for state in ("declined", "expired"):
        # Told at the mark, both alike.
        Introduction.objects.create(
            partner=partner,
            startup=StartupFactory(name="Xyzrot"),
            startup_name="Xyzrot",
            state=state,
            answered_at=at if state == "declined" else None,
            ended_at=at,
            **since,
        )
    tried = pilot("running", partner=partner, title="Xyzprobe", proposed_at=at)
    PilotMove.objects.create(
        pilot=tried, from_state="agreed", to_state="running", side="hub", by=member.person, at=at
    )
    return member


class TestMonthly:
    def test_a_member_hears_once_about_the_own_month(self, october):
        assert monthly_at(FIRST - timedelta(seconds=1)) == 0
        assert monthly_at(FIRST) == 1
        assert monthly_at(FIRST + timedelta(hours=1)) == 0
        body = bodies("reports/partner_month")[october.person]
        assert "Oktober 2026" in body
        assert "> Ein Startup steht darauf, eines davon ist neu: Xyzgrün" in body
        assert "> Ja gesagt haben: Xyzblau" in body
        assert "> 3 gestellt" in body
        # «No» and silence are one thing.
        assert "> 2 gerade nicht möglich" in body
        assert "Xyzrot" not in body
        assert "> Xyzprobe (" in body
        assert "läuft" in body

    def test_who_does_not_want_it_hears_no_more_and_colleagues_do(self, october, client):
        other = member_since(BEFORE, october.partner)
        monthly_at(FIRST)
        mail = Email.objects.get(kind=partner_mails.KIND, recipient=october.person)
        assert client.post(mail.unsubscribe).status_code == 200
        assert kinds.get(partner_mails.KIND) in choices.offered(october.person)
        with time_machine.travel(FIRST + timedelta(days=30), tick=False):
            assert partner_mails.send_due(now=timezone.now()) == 1
        assert Email.objects.filter(kind=partner_mails.KIND).latest("pk").recipient == other.person

    def test_it_never_tells_of_another_partner(self, october):
        other = member_since(BEFORE, language="en")
        Introduction.objects.create(
            partner=other.partner, startup=StartupFactory(), expires_at=FIRST + timedelta(days=3)
        )
        monthly_at(FIRST)
        body = bodies("reports/partner_month")[other.person]
        for word in ("Xyzgrün", "Xyzblau", "Xyzprobe", october.partner.name):
            assert word not in body
        assert "Nothing new." in body

    def test_where_nothing_goes_on_and_who_has_left_hear_nothing(self, october):
        member_since(BEFORE)
        member_since(FIRST, october.partner)
        gone = member_since(BEFORE, october.partner)
        PartnerMember.objects.filter(pk=gone.pk).update(left_at=BEFORE)
        over = member_since(BEFORE, PartnerFactory(contract_to=BEFORE.date()))
        noted(over.partner, over.person, StartupFactory())
        assert monthly_at(FIRST) == 1
        assert monthly_at(FIRST + timedelta(days=3)) == 0

    def test_a_watched_startup_that_hid_itself_is_counted_but_not_named(self, october):
        entry = WatchEntry.objects.get()
        entry.startup.visibility = "private"
        entry.startup.save()
        monthly_at(FIRST)
        body = bodies("reports/partner_month")[october.person]
        assert "Xyzgrün" not in body
        assert "> Ein Startup steht darauf, eines davon ist neu" in body

    def test_a_new_startup_that_fits_an_open_challenge_is_named_with_its_reasons(self, october):
        words = "Fernwärme Leckortung Sensorik"
        challenge = ChallengeFactory(
            author=october,
            published=True,
            deadline=FIRST + timedelta(days=30),
            title_de="Leckortung",
            problem_de=words,
        )
        fresh = {
            "text": words,
            "tags": ["Fernwärme", "Leckortung"],
            "released_fields": ["text", "tags"],
        }
        StartupFactory(public=True, name="Xyzneu", published_at=FIRST - timedelta(days=5), **fresh)
        StartupFactory(
            public=True, name="Xyzalt", published_at=FIRST - timedelta(days=90), **fresh
        )
        monthly_at(FIRST)
        body = bodies("reports/partner_month")[october.person]
        assert f"{challenge.title_de}: Xyzneu" in body
        assert "Xyzalt" not in body


def test_both_are_asked_by_the_clock():
    from hub.portal import clock

    jobs = {job for _name, job in clock.JOBS}
    assert {weekly.send_due, partner_mails.send_due} <= jobs
    assert timezone.now() > BEFORE
