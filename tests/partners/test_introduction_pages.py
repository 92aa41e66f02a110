"""Requests on the pages of partners, founders and the hub team."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hub.accounts.roles import Role
from hub.mail.models import Email
from hub.portal import own_data, today
from partners.models import Introduction, IntroductionOutcome
from partners.services import introduction_clock, introductions
from startups.models import Startup, StartupMember
from tests.factories.hub import UserFactory, founder, staff
from tests.factories.introductions import (
    REASON,
    answered,
    asked,
    owner_of,
    startup_for_partners,
)
from tests.factories.partners import PartnerFactory, colleague

pytestmark = pytest.mark.django_db


def text(answer):
    return answer.content.decode()


def page(introduction):
    return f"/introductions/{introduction.uuid}/"


def partner_page(introduction):
    return f"/partner/introductions/{introduction.uuid}/"


# The partner asks


def test_a_colleague_asks_on_the_startups_page_and_the_founder_says_yes(as_user):
    partner = PartnerFactory(name="VNG")
    me = colleague(partner, name="Sven Kirchhoff").person
    startup = startup_for_partners(name="Wärmepuls", slug="waermepuls")
    client = as_user(me)
    assert "Um Kontakt bitten" in text(client.get("/partner/startups/waermepuls/"))

    answer = client.post(
        "/partner/startups/waermepuls/introduction/", {"reason": REASON}, follow=True
    )

    assert "Ihre Anfrage ist unterwegs." in text(answer)
    assert "Um Kontakt bitten" not in text(client.get("/partner/startups/waermepuls/"))
    assert "Eine Kontaktanfrage an ein Startup ist unterwegs" in text(client.get("/partner/"))
    introduction = Introduction.objects.get()
    owner = owner_of(introduction)
    client = as_user(owner)
    assert "VNG möchte Wärmepuls kennenlernen" in text(client.get("/dashboard/"))
    shown = text(client.get(page(introduction)))
    assert "Sven Kirchhoff" in shown
    assert REASON in shown
    assert me.email not in shown
    answer = client.post(
        page(introduction), {"answer": "accepted", "note": "Gern", "seen": "asked"}, follow=True
    )
    assert me.email in text(answer)
    client = as_user(me)
    assert owner.email in text(client.get(partner_page(introduction)))
    assert startup.members.count() == 1


@pytest.mark.parametrize("reason", ["", "   ", "x" * 1201, "\x00"])
def test_a_reason_that_cannot_be_taken_is_said_at_the_field(as_user, reason):
    startup = startup_for_partners()
    answer = as_user(colleague().person).post(
        f"/partner/startups/{startup.slug}/introduction/", {"reason": reason}
    )
    assert answer.status_code in {200, 400}
    assert "error" in text(answer) or answer.status_code == 400
    assert "Fehler: Fehler" not in text(answer)
    if len(reason) > 3:
        assert reason in text(answer), "nothing typed is lost"
    assert not Introduction.objects.exists()


def test_what_stands_in_the_way_is_said_before_and_after_typing(as_user):
    introduction = asked()
    other = colleague(introduction.partner).person
    address = f"/partner/startups/{introduction.startup.slug}/introduction/"
    client = as_user(other)
    assert "Ihre Anfrage ist unterwegs" in text(client.get(address))
    assert "<textarea" not in text(client.get(address))
    late = text(client.post(address, {"reason": "Auch ich möchte etwas wissen."}))
    assert "Ihre Anfrage ist unterwegs" in late
    assert "Auch ich möchte etwas wissen." in late


def test_a_startup_that_partners_do_not_see_has_no_page_to_ask_on(as_user):
    startup = startup_for_partners()
    Startup.objects.update(for_partners=False)
    client = as_user(colleague().person)
    assert client.get(f"/partner/startups/{startup.slug}/introduction/").status_code == 404


def test_colleagues_see_the_organisations_requests_and_strangers_none(as_user):
    introduction = asked()
    client = as_user(colleague(introduction.partner).person)
    assert client.get(partner_page(introduction)).status_code == 200
    listed = text(client.get("/partner/introductions/"))
    assert introduction.startup.name in listed
    assert "Um ein Gespräch bitten Sie auf der Seite eines Startups." in listed
    for stranger in (colleague().person, owner_of(introduction)):
        assert as_user(stranger).get(partner_page(introduction)).status_code == 404


# The founders answer


def test_a_no_takes_no_words_and_keeps_what_was_typed(as_user):
    introduction = asked()
    client = as_user(owner_of(introduction))
    form = {"answer": "declined", "note": "Passt nicht zu uns", "seen": "asked"}
    refused = text(client.post(page(introduction), form))
    assert "Ein Nein geht ohne Worte hinaus." in refused
    assert "Passt nicht zu uns" in refused
    introduction.refresh_from_db()
    assert introduction.state == "asked"


def test_who_reads_along_sees_the_request_and_no_form(as_user):
    introduction = asked()
    reader = founder()
    StartupMember.objects.create(startup=introduction.startup, person=reader, level="viewer")
    client = as_user(reader)
    assert "Antwort speichern" not in text(client.get(page(introduction)))
    client.post(page(introduction), {"answer": "accepted", "seen": "asked"})
    introduction.refresh_from_db()
    assert introduction.state == "asked"


def test_who_comes_second_reads_who_was_first(as_user):
    introduction = asked()
    second = founder()
    StartupMember.objects.create(startup=introduction.startup, person=second, level="editor")
    answered(introduction, "not_now")
    answer = as_user(second).post(
        page(introduction), {"answer": "accepted", "seen": "asked"}, follow=True
    )
    assert f"Inzwischen hat {owner_of(introduction)} geantwortet: nicht jetzt." in text(answer)


@pytest.mark.parametrize(
    "form", [{}, {"answer": "maybe"}, {"answer": "accepted", "note": "x" * 301, "seen": "asked"}]
)
def test_an_answer_that_is_none_is_said_at_the_field(as_user, form):
    introduction = asked()
    answer = as_user(owner_of(introduction)).post("/en" + page(introduction), form)
    assert "needs attention" in text(answer) or "need attention" in text(answer)


def test_nobody_else_has_the_founders_page(as_user):
    introduction = asked()
    owner = owner_of(introduction)
    for stranger in (founder(), introduction.asked_by):
        client = as_user(stranger)
        assert client.get(page(introduction)).status_code == 404
        assert client.post(page(introduction), {"answer": "accepted"}).status_code == 404
    StartupMember.objects.update(left_at=timezone.now())
    assert as_user(owner).get(page(introduction)).status_code == 404


def test_the_switch_is_there_for_startups_that_partners_see(as_user):
    startup = startup_for_partners(name="Wärmepuls")
    client = as_user(startup.members.get().person)
    assert "Keine mehr annehmen" in text(client.get("/introductions/"))
    address = reverse("partners:introduction-pause", args=[startup.uuid])
    after = client.post(address, {"paused": "1"}, follow=True)
    assert "Wieder annehmen" in text(after)
    shown = as_user(colleague().person).get(f"/partner/startups/{startup.slug}/")
    assert "nimmt gerade keine Anfragen an" in text(shown)
    assert as_user(founder()).post(address, {"paused": "0"}).status_code == 404


# What came of it


def test_each_side_says_what_came_of_it_and_reads_its_own_words_only(as_user):
    introduction = answered(asked(), "accepted")
    for person, start, story in (
        (owner_of(introduction), page(introduction), "Nur für uns"),
        (introduction.asked_by, partner_page(introduction), "Nur für die Organisation"),
    ):
        client = as_user(person)
        answer = client.post(f"{start}outcome/", {"outcome": "pilot", "story": story}, follow=True)
        assert "Danke, das hilft." in text(answer)
        assert story in text(answer)
    assert "Nur für uns" not in text(answer)
    assert IntroductionOutcome.objects.count() == 2


def test_an_outcome_without_a_choice_keeps_the_words(as_user):
    introduction = answered(asked(), "accepted")
    for person, start in (
        (owner_of(introduction), page(introduction)),
        (introduction.asked_by, partner_page(introduction)),
    ):
        answer = text(as_user(person).post(f"{start}outcome/", {"story": "Zwei Treffen"}))
        assert "Eine Antwort fehlt noch." in answer
        assert "Zwei Treffen" in answer


# Lists


def many(number, **fields):
    now = timezone.now()
    Introduction.objects.bulk_create(
        Introduction(
            startup_name="Startup",
            reason="x",
            asked_at=now - timedelta(days=200),
            expires_at=now - timedelta(days=190),
            ended_at=now - timedelta(days=190),
            state="expired",
            **fields,
        )
        for _ in range(number)
    )


@pytest.mark.parametrize("address", ["/partner/introductions/", "/introductions/", "/dashboard/"])
def test_a_list_costs_the_same_few_queries_for_3_and_300(as_user, address):
    introduction = asked()
    is_partners = address.startswith("/partner/")
    client = as_user(introduction.asked_by if is_partners else owner_of(introduction))
    pair = {
        "partner": introduction.partner,
        "startup": introduction.startup,
        "asked_by": introduction.asked_by,
    }
    counts = []
    for number in (2, 297):
        many(number, **pair)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    # The dashboard is everybody's: it only has to stay as it is.
    assert counts[0] <= 8 or address == "/dashboard/", queries.captured_queries


# The hub team


@pytest.fixture
def desk(as_user, settings):
    settings.STAFF_SECOND_FACTOR = False
    return as_user(staff())


def test_staff_read_the_real_answer_and_are_told_to_keep_quiet(desk):
    introduction = answered(asked(), "declined")
    shown = text(desk.get(f"/admin/partners/introduction/{introduction.pk}/change/"))
    assert "Nein" in shown
    assert "Sagen Sie ihm bis dahin nichts." in shown
    assert "zurückziehen …" not in shown


def test_staff_withdraw_an_open_request_with_a_reason(desk):
    introduction = asked()
    address = f"/admin/partners/introduction/{introduction.pk}/withdraw/"
    assert "zwingend" in text(desk.post(address, {"reason": ""}))
    desk.post(address, {"reason": "Doppelt gefragt"})
    desk.post(address, {"reason": "Noch einmal"})
    introduction.refresh_from_db()
    assert (introduction.state, introduction.note) == ("withdrawn", "Doppelt gefragt")
    assert Email.objects.filter(kind="partners/introduction_withdrawn").count() == 1


def test_who_only_reports_sees_no_answers(as_user, settings):
    settings.STAFF_SECOND_FACTOR = False
    introduction = answered(asked(), "declined")
    client = as_user(UserFactory(roles=[Role.REPORTING]))
    address = f"/admin/partners/introduction/{introduction.pk}/change/"
    assert client.get(address).status_code == 403


def test_what_waits_five_days_stands_on_the_desk(desk):
    old, new = asked(), asked()
    reporting = UserFactory(roles=[Role.REPORTING])
    Introduction.objects.filter(pk=old.pk).update(asked_at=timezone.now() - timedelta(days=6))
    waiting = [one for one in today.waiting(staff()) if "Kontaktanfrage" in one.label]
    assert [one.count for one in waiting] == [1]
    assert not [one for one in today.waiting(reporting) if "Kontaktanfrage" in one.label]
    listed = text(desk.get(waiting[0].url))
    assert old.startup_name in listed
    assert f">{new.startup_name}<" not in listed


def test_the_admins_list_costs_the_same_with_many(desk):
    introduction = asked()
    address = "/admin/partners/introduction/"
    counts = []
    for number in (2, 90):
        many(number, partner=introduction.partner, startup=introduction.startup)
        desk.get(address)
        with CaptureQueriesContext(connection) as queries:
            desk.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


# One's own data


def test_ones_own_data_hold_what_each_side_wrote_and_no_answer_for_the_partner():
    introduction = answered(asked(), "not_now", note="Im März")
    mine = own_data.about(introduction.asked_by)
    theirs = own_data.about(owner_of(introduction))
    assert mine["introductions_asked"][0]["reason"] == REASON
    assert "not_now" not in str(mine)
    assert "Im März" not in str(mine)
    assert theirs["introductions_answered"][0]["note"] == "Im März"


def test_a_lapsed_request_says_so_to_the_founders(as_user):
    introduction = asked()
    owner = owner_of(introduction)
    Startup.objects.update(for_partners=False)
    introduction_clock.follow(now=timezone.now())
    shown = text(as_user(owner).get(page(introduction)))
    assert "hat sich erledigt" in shown
    assert "Antwort speichern" not in shown


def test_staff_of_a_partner_who_founded_a_startup_keep_the_two_apart(as_user):
    """On both sides at once, each page shows its own side."""
    me = colleague()
    startup = startup_for_partners(owner=me.person)
    introduction = introductions.ask(startup.pk, reason=REASON, by=colleague().person)
    client = as_user(me.person)
    assert client.get(partner_page(introduction)).status_code == 404
