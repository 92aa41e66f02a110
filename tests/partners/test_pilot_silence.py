"""Pilots that stand still: who is asked, when, and how often; what the hub team finds of it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from hub.accounts.models import RoleGrant
from hub.mail import reminders
from hub.mail.models import Email
from partners.models import Partner, Pilot
from partners.queries import pilot_figures
from partners.services import pilot_news, pilots
from startups.models import Life, Startup
from tests.factories.hub import founder, staff, track
from tests.factories.partners import PartnerFactory, colleague
from tests.factories.pilots import pilot
from tests.factories.reminders import noon, only, rules_of_old
from tests.factories.startups import StartupFactory
from tests.races import at_once

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
ask = reminders.send_due


@pytest.fixture(autouse=True)
def long_standing_rules(db):
    rules_of_old()
    only("partners/pilot")


def silent(since, **fields):
    one = pilot("running", last_sign_at=since, **fields)
    RoleGrant.objects.update(granted_at=berlin(2020, 1, 1))
    return one


def berlin(*parts):
    return datetime(*parts, tzinfo=BERLIN).astimezone(UTC)


@pytest.mark.parametrize(
    ("last_sign", "asked"),
    [
        # A month with the change to winter time in it, one with that to summer time, one without.
        (berlin(2026, 10, 10, 23, 50), berlin(2026, 11, 9, 8, 0)),
        (berlin(2027, 3, 10, 0, 10), berlin(2027, 4, 9, 8, 0)),
        (berlin(2026, 6, 1, 12, 0), berlin(2026, 7, 1, 8, 0)),
    ],
)
def test_both_sides_are_asked_on_the_thirtieth_morning_in_leipzig(last_sign, asked):
    one = silent(last_sign)
    assert ask(now=asked - timedelta(minutes=1)) == 0
    assert ask(now=asked) == 2
    people = {mail.recipient for mail in Email.objects.all()}
    assert people == {one.partner_owner.person, one.startup_owner.person}
    # The line before may end within these words, as long as the names in it are.
    assert "seit 30 Tagen nichts" in " ".join(Email.objects.first().body.split())


def test_a_clock_that_ticks_every_day_asks_once_in_thirty_days():
    start = berlin(2026, 9, 20, 15, 0)
    silent(start)
    mornings = []
    for day in range(100):
        for hour in (7, 8, 19):
            now = noon(start, day) + timedelta(hours=hour - 12)
            if ask(now=now):
                mornings.append(now.astimezone(BERLIN).strftime("%d.%m. %H Uhr"))
                assert ask(now=now) == 0
    assert mornings == ["20.10. 08 Uhr", "19.11. 08 Uhr", "19.12. 08 Uhr"]
    assert Email.objects.count() == 6


def test_after_an_outage_one_question_is_made_up_for_not_three():
    start = berlin(2026, 9, 1, 12, 0)
    silent(start)
    late = noon(start, 95)
    assert ask(now=late) == 2
    assert ask(now=noon(late, 29)) == 0
    assert ask(now=noon(late, 30)) == 2
    assert Email.objects.count() == 4


def test_a_move_or_a_message_starts_the_count_anew(time_machine):
    start = timezone.now().replace(hour=12)
    moved, written = silent(start), silent(start)
    time_machine.move_to(start + timedelta(days=20), tick=False)
    pilots.move(moved.uuid, to="evaluation", seen="running", by=moved.partner_owner.person)
    pilot_news.write(written.uuid, text="Läuft", by=written.startup_owner.person)
    Email.objects.all().delete()
    assert ask(now=noon(start, 40)) == 0
    assert ask(now=noon(start, 51)) == 4


def test_nobody_is_asked_about_what_rests_is_over_or_has_lost_a_side():
    long_ago = timezone.now() - timedelta(days=90)
    for state in ("on_hold", "rollout", "ended"):
        pilot(state, last_sign_at=long_ago)
    ended, closed, over = silent(long_ago), silent(long_ago), silent(long_ago)
    Partner.objects.filter(pk=ended.partner_id).update(state="ended")
    Startup.objects.filter(pk=closed.startup_id).update(life=Life.CLOSED)
    Partner.objects.filter(pk=over.partner_id).update(
        contract_to=timezone.localdate() - timedelta(days=1)
    )
    assert ask(now=noon(timezone.now(), 1)) == 0


def test_without_an_owner_who_leads_is_asked():
    long_ago = timezone.now() - timedelta(days=90)
    one = silent(long_ago)
    lead = colleague(one.partner, level="lead")
    one.partner_owner.left_at = timezone.now()
    one.partner_owner.save()
    ask(now=noon(timezone.now(), 1))
    assert Email.objects.filter(recipient=lead.person).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_ask_once():
    silent(berlin(2026, 9, 1, 12, 0))
    at_once(lambda now: ask(now=now), 4 * [berlin(2026, 11, 1, 12, 0)])
    assert Email.objects.count() == 2


# The hub team's desk


@pytest.fixture
def desk(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(staff())
    return client


def test_what_stands_still_waits_on_the_desk_with_its_list(desk):
    silent(timezone.now() - timedelta(days=40), title="Steht")
    silent(timezone.now() - timedelta(days=3), title="Bewegt sich")
    waiting = {one.label: one for one in desk.get("/admin/").context["waiting"]}
    assert waiting["Pilotprojekt steht still"].count == 1
    listed = desk.get(waiting["Pilotprojekt steht still"].url)
    assert [one.title for one in listed.context["cl"].result_list] == ["Steht"]


def test_the_desk_finds_pilots_by_stage_track_and_partner(desk):
    startup = StartupFactory(owner=founder(), track=track("ehealth"))
    here = pilot("running", startup=startup, partner=PartnerFactory(name="Wasserwerke"))
    pilot("ended", startup=StartupFactory(owner=founder(), track=track("energy")))
    for query in (
        "state__exact=running",
        f"startup__track__id__exact={here.startup.track_id}",
        f"partner__id__exact={here.partner_id}",
        f"q={here.partner.name}",
    ):
        listed = desk.get(f"/admin/partners/pilot/?{query}")
        assert list(listed.context["cl"].result_list) == [here], query
    page = desk.get(f"/admin/partners/pilot/{here.pk}/change/").content.decode()
    assert here.success_measure in page
    assert 'name="_save"' not in page
    assert "None" not in page


def test_the_admin_list_costs_the_same_however_long_it_is(desk, django_assert_max_num_queries):
    partner = PartnerFactory()
    counts = []
    for count in (3, 97):
        for _number in range(count):
            pilot("running", partner=partner)
        with django_assert_max_num_queries(15) as asked:
            desk.get("/admin/partners/pilot/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_hub_team_brings_two_together_from_the_desk(desk):
    lead, startup = colleague(level="lead"), StartupFactory(owner=founder())
    form = {"partner": lead.partner.pk, "startup": startup.pk, "title": "Idee", "summary": "S"}
    gone = PartnerFactory(contract_to=timezone.localdate() - timedelta(days=1))
    refused = desk.post("/admin/partners/pilot/add/", form | {"partner": gone.pk})
    assert "lässt sich gerade kein Pilotprojekt vorschlagen" in refused.content.decode()
    desk.post("/admin/partners/pilot/add/", form)
    one = Pilot.objects.get()
    assert (one.proposed_from, one.partner_confirmed_at) == ("hub", None)
    assert Email.objects.filter(kind="partners/pilot_proposed").count() == 2


# Figures


def test_pilots_add_up_by_stage_and_by_the_days_until_they_run():
    now = timezone.now()
    for days in (10, 20, 40):
        one = pilot("agreed", proposed_at=now - timedelta(days=days))
        pilots.move(one.uuid, to="running", seen="agreed", by=one.partner_owner.person)
    pilot("idea")
    found = pilot_figures.of(Pilot.objects.all())
    assert (found.total, found.by_state["running"], found.by_state["idea"]) == (4, 3, 1)
    assert round(found.days_to_running) == 20
    assert pilot_figures.of(Pilot.objects.none()).days_to_running is None
