"""Saved searches: a mail with only what is new, never twice, and never without news."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.accounts import consents
from hub.core.times import BERLIN
from hub.mail import choices, delivery
from hub.mail.models import Email
from hub.mail.reminder_models import MailChoice
from hub.portal import own_data
from partners.models import Frequency, SavedSearch, SearchHit
from partners.services import searches
from partners.services.members import partner_staff as members
from startups.models import Startup
from tests.factories.hub import founder, staff
from tests.factories.partners import colleague
from tests.factories.startups import StartupFactory
from tests.races import at_once

pytestmark = pytest.mark.django_db
LIST = "/partner/searches/"
DAILY, WEEKLY = Frequency.DAILY, Frequency.WEEKLY


def berlin(text):
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


# A Tuesday
START = berlin("2026-09-01T10:00")


def search_of(member, query="?q=Netz", frequency=DAILY, at=START, **fields):
    moments = dict.fromkeys(("created_at", "watching_since", "checked_at"), at)
    return SavedSearch.objects.create(
        partner=member.partner,
        owner=member.person,
        name="Netze",
        query=query,
        frequency=frequency,
        **moments | fields,
    )


def released(at, name="Netzpuls", **fields):
    return StartupFactory(public=True, published_at=at, name=name, **fields)


def mails():
    return list(Email.objects.filter(kind="partners/saved_search").order_by("pk"))


@pytest.fixture
def member():
    return colleague(name="Jana Ost")


@pytest.fixture
def partner(client, member):
    client.force_login(member.person)
    return client


def text(client, path, data=None):
    answer = client.get(path, data)
    assert answer.status_code == 200
    return answer.content.decode()


# What is mailed, and when


def test_what_came_since_the_search_was_saved_is_mailed_once(member):
    released(START - timedelta(days=1), name="Netzalt")
    search_of(member)
    released(START + timedelta(hours=1), name="Netzneu", one_liner="Findet Lecks.")
    released(START + timedelta(hours=1), name="Anderes", one_liner="Etwas.")

    assert searches.send_due(now=berlin("2026-09-02T06:59")) == 0
    assert searches.send_due(now=berlin("2026-09-02T07:00")) == 1
    assert searches.send_due(now=berlin("2026-09-02T07:01")) == 0
    assert searches.send_due(now=berlin("2026-09-03T07:00")) == 0

    (mail,) = mails()
    assert mail.recipient == member.person
    assert "> Netzneu: Findet Lecks." in mail.body
    assert "Netzalt" not in mail.body
    assert "Anderes" not in mail.body
    assert "/partner/startups/?q=Netz&sort=newest" in mail.body


def test_without_news_there_is_no_mail(member):
    search_of(member)
    for day in range(2, 9):
        assert searches.send_due(now=berlin(f"2026-09-0{day}T07:00")) == 0
    assert mails() == []


def test_after_an_outage_of_days_there_is_one_mail_with_everything(member):
    search_of(member)
    for day in range(1, 6):
        released(START + timedelta(days=day), name=f"Netz {day}")
    assert searches.send_due(now=berlin("2026-09-08T13:37")) == 1
    (mail,) = mails()
    assert all(f"> Netz {day}:" in mail.body for day in range(1, 6))


def test_a_weekly_search_waits_for_monday(member):
    search_of(member, frequency=WEEKLY)
    released(START + timedelta(hours=1))
    for day in ("02", "06"):
        assert searches.send_due(now=berlin(f"2026-09-{day}T23:00")) == 0
    assert searches.send_due(now=berlin("2026-09-07T06:59")) == 0
    assert searches.send_due(now=berlin("2026-09-07T07:00")) == 1


def test_a_startup_is_told_once_even_if_it_goes_and_comes_back(member):
    search_of(member)
    startup = released(START + timedelta(hours=1))
    searches.send_due(now=berlin("2026-09-02T07:00"))
    Startup.objects.filter(pk=startup.pk).update(visibility="private")
    Startup.objects.filter(pk=startup.pk).update(
        visibility="public", published_at=berlin("2026-09-03T12:00")
    )
    assert searches.send_due(now=berlin("2026-09-04T07:00")) == 0
    hit = SearchHit.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        SearchHit.objects.create(search=hit.search, startup=startup)


def test_what_was_released_just_before_the_last_look_but_seen_after_it_is_not_lost(member):
    search_of(member, at=START - timedelta(days=2))
    searches.send_due(now=berlin("2026-09-02T07:00"))
    released(berlin("2026-09-02T06:59"))
    assert searches.send_due(now=berlin("2026-09-03T07:00")) == 1


def test_what_is_withdrawn_before_the_mail_is_not_in_it(member):
    search_of(member)
    startup = released(START + timedelta(hours=1))
    Startup.objects.filter(pk=startup.pk).update(visibility="private")
    assert searches.send_due(now=berlin("2026-09-02T07:00")) == 0


def test_startups_for_partners_alone_are_news_too(member):
    search_of(member)
    StartupFactory(
        name="Stillwerk",
        for_partners=True,
        for_partners_at=START + timedelta(hours=2),
        pilot_wish="Ein Netz für einen Winter",
        partner_fields=["pilot_wish"],
    )
    assert searches.send_due(now=berlin("2026-09-02T07:00")) == 1


def agree(startup, person, *, given):
    consents.set_given(
        (consents.PARTNERS_PROFILE,),
        given={"partners_profile"} if given else set(),
        person=person,
        subject=startup.uuid,
    )


def test_a_consent_given_again_is_new_to_a_search_that_never_told_of_it(member):
    person = founder()
    startup = StartupFactory(name="Netzpuls", owner=person)
    agree(startup, person, given=True)
    now = timezone.now()
    told = search_of(member, at=now - timedelta(days=9))
    Startup.objects.update(for_partners_at=now - timedelta(days=8))
    searches.send_due(now=now - timedelta(days=2))
    agree(startup, person, given=False)
    # While it was gone, somebody saves another one.
    fresh = search_of(member, at=now - timedelta(days=1))

    agree(startup, person, given=True)

    assert searches.send_due(now=searches.next_slot(DAILY, now)) == 1
    assert [hit.search for hit in SearchHit.objects.order_by("pk")] == [told, fresh]


def test_many_are_cut_and_counted_and_none_is_told_later(member):
    search_of(member, query="?")
    for number in range(25):
        released(START + timedelta(minutes=1 + number), name=f"Netz {number}")
    assert searches.send_due(now=berlin("2026-09-02T07:00")) == 1
    assert "> und 5 weitere" in mails()[0].body
    assert searches.send_due(now=berlin("2026-09-03T07:00")) == 0
    assert SearchHit.objects.count() == 25


@pytest.mark.parametrize(
    "end",
    [
        lambda member: members.remove(
            member_uuid=member.uuid, by=colleague(member.partner, level="lead").person
        ),
        lambda member: type(member.partner).objects.update(contract_to="2026-09-01"),
        lambda member: type(member.partner).objects.update(state="ended"),
        lambda member: member.person.grants.update(ended_at=timezone.now()),
    ],
    ids=["removed", "contract over", "partner ended", "role ended"],
)
def test_who_has_no_access_any_more_gets_no_mail(member, end):
    search_of(member)
    released(START + timedelta(hours=1))
    end(member)
    assert searches.send_due(now=berlin("2026-09-02T07:00")) == 0
    assert mails() == []


def test_one_search_that_fails_does_not_stop_the_others(member, monkeypatch, caplog):
    broken, good = search_of(member), search_of(member)
    released(START + timedelta(hours=1))
    real = searches.searches.news

    def news(search):
        if search.pk == broken.pk:
            raise RuntimeError("broken")
        return real(search)

    monkeypatch.setattr(searches.searches, "news", news)
    assert searches.send_due(now=berlin("2026-09-02T07:00")) == 1
    assert SearchHit.objects.get().search == good
    assert "a saved search failed" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_send_one_mail():
    search_of(colleague())
    released(START + timedelta(hours=1))
    at_once(lambda _clock: searches.send_due(now=berlin("2026-09-02T07:00")), range(3))
    assert len(mails()) == 1


# Seven o'clock, also when the clocks change


@pytest.mark.parametrize(
    ("frequency", "now", "slot"),
    [
        (DAILY, "2026-09-02T07:00", "2026-09-02T07:00"),
        (DAILY, "2026-09-02T06:59", "2026-09-01T07:00"),
        # Summer time ends on 25 October 2026, and begins on 28 March 2027.
        (DAILY, "2026-10-25T02:30", "2026-10-24T07:00"),
        (DAILY, "2026-10-25T07:00", "2026-10-25T07:00"),
        (DAILY, "2027-03-28T06:59", "2027-03-27T07:00"),
        (DAILY, "2027-03-28T07:00", "2027-03-28T07:00"),
        (WEEKLY, "2026-10-25T23:59", "2026-10-19T07:00"),
        (WEEKLY, "2026-10-26T07:00", "2026-10-26T07:00"),
        (WEEKLY, "2027-03-29T06:59", "2027-03-22T07:00"),
        (WEEKLY, "2027-03-29T07:00", "2027-03-29T07:00"),
    ],
)
def test_the_last_slot_is_at_seven_in_berlin(frequency, now, slot):
    assert searches.last_slot(frequency, berlin(now)) == berlin(slot)


@pytest.mark.parametrize(
    ("day", "utc"),
    [("2026-10-24", 5), ("2026-10-25", 6), ("2027-03-27", 6), ("2027-03-28", 5)],
)
def test_the_mail_leaves_at_seven_on_the_days_the_clocks_change(member, day, utc):
    seven = datetime.fromisoformat(f"{day}T{utc:02}:00+00:00")
    search_of(member, at=seven - timedelta(hours=20))
    released(seven - timedelta(hours=2))
    assert searches.send_due(now=seven - timedelta(seconds=1)) == 0
    assert searches.send_due(now=seven) == 1
    assert searches.next_slot(DAILY, seven).astimezone(BERLIN).hour == 7


# Keeping, pausing, deleting


def test_a_filter_is_kept_with_a_name_and_without_nonsense(partner, member):
    shown = text(partner, "/partner/startups/?q=Netz&stage=growth&track=moon&page=3")
    assert 'href="/partner/searches/new/?q=Netz&amp;stage=growth"' in shown
    answer = partner.post(
        f"{LIST}new/?q=Netz&stage=growth&track=moon&page=3",
        {"name": " Netze  im Wachstum ", "frequency": "daily"},
    )
    assert answer.status_code == 302
    kept = SavedSearch.objects.get()
    assert (kept.name, kept.query) == ("Netze im Wachstum", "?q=Netz&stage=growth")
    assert (kept.owner, kept.partner) == (member.person, member.partner)
    listed = text(partner, LIST)
    assert "„Netz“ · Wachstum" in listed
    assert "“Netz” · Growth" in text(partner, f"/en{LIST}")
    assert "noch keine Mail" in listed


def test_an_error_is_told_at_its_field_and_nothing_typed_is_lost(partner):
    answer = partner.post(f"{LIST}new/?q=Netz", {"name": "x" * 61, "frequency": "hourly"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "x" * 61 in page
    assert page.count('aria-invalid="true"') >= 2
    assert not SavedSearch.objects.exists()


def test_a_double_click_keeps_one_and_twenty_are_enough(partner):
    for _twice in range(2):
        partner.post(f"{LIST}new/", {"name": "Alle", "frequency": "weekly"})
    assert SavedSearch.objects.count() == 1
    for number in range(19):
        partner.post(f"{LIST}new/", {"name": f"Suche {number}", "frequency": "weekly"})
    answer = partner.post(f"{LIST}new/", {"name": "Noch eine", "frequency": "weekly"})
    assert "Zwanzig gespeicherte Suchen" in answer.content.decode()
    assert SavedSearch.objects.count() == 20


def test_a_search_with_more_filters_than_fit_is_told_at_the_field(partner, monkeypatch):
    monkeypatch.setattr(searches, "LONGEST", 50)
    answer = partner.post(f"{LIST}new/?q={'Ä' * 60}", {"name": "Lang", "frequency": "daily"})
    assert answer.status_code == 200
    assert "zu viele Filter auf einmal" in answer.content.decode()
    assert not SavedSearch.objects.exists()


def test_the_page_of_a_search_says_what_a_mail_would_tell_now(partner, member):
    kept = search_of(member, at=timezone.now() - timedelta(hours=2))
    assert "Nichts Neues" in text(partner, f"{LIST}{kept.uuid}/")
    released(timezone.now())
    assert "Netzpuls" in text(partner, f"{LIST}{kept.uuid}/")
    assert not SearchHit.objects.exists(), "looking tells nothing"


def test_a_paused_search_is_silent_and_what_came_meanwhile_is_no_news(partner, member):
    kept = search_of(member, at=timezone.now() - timedelta(days=9))
    partner.post(f"{LIST}{kept.uuid}/act/", {"act": "pause"})
    released(timezone.now() - timedelta(days=3))
    assert searches.send_due(now=timezone.now()) == 0
    partner.post(f"{LIST}{kept.uuid}/act/", {"act": "resume"})
    assert searches.send_due(now=timezone.now() + timedelta(days=1)) == 0
    partner.post(f"{LIST}{kept.uuid}/act/", {"act": "nonsense"})
    partner.post(f"{LIST}{kept.uuid}/act/", {"act": "remove"})
    assert not SavedSearch.objects.exists()


def test_a_search_is_its_owners_alone(partner, member, settings):
    settings.STAFF_SECOND_FACTOR = False
    kept = search_of(member)
    for person in (colleague(member.partner).person, colleague().person, staff()):
        partner.force_login(person)
        assert partner.get(f"{LIST}{kept.uuid}/").status_code == 404
        assert partner.post(f"{LIST}{kept.uuid}/act/", {"act": "remove"}).status_code == 404
        assert not SavedSearch.objects.visible_to(person).exists()
        with pytest.raises(searches.NotThere):
            searches.remove(search_uuid=kept.uuid, by=person)
    assert [row["name"] for row in own_data.about(member.person)["saved_searches"]] == ["Netze"]


@pytest.mark.parametrize("path", [LIST, "one"])
def test_pages_cost_the_same_few_queries(partner, member, path):
    seen = []
    for number in (3, 17):
        for _ in range(number):
            kept = search_of(member)
        released(timezone.now(), name=f"Netz {number}")
        where = LIST if path == LIST else f"{LIST}{kept.uuid}/"
        text(partner, where)
        with CaptureQueriesContext(connection) as queries:
            text(partner, where)
        seen.append(len(queries))
    assert seen[0] == seen[1]
    assert seen[1] <= (8 if path == LIST else 14)


# The link in the mail


def stop_link(mail):
    return next(line for line in mail.body.splitlines() if "/mails/stop/" in line)


def mailed(member):
    search_of(member)
    released(START + timedelta(hours=1))
    searches.send_due(now=berlin("2026-09-02T07:00"))
    return mails()[0]


def test_one_click_in_the_mail_stops_it_without_logging_in(member, settings):
    path = stop_link(mailed(member)).removeprefix(settings.SITE_URL)
    visitor = Client(enforce_csrf_checks=True)

    page = text(visitor, path)
    assert "zu dieser einen Suche keine E-Mails mehr" in page
    for secret in ("Netze", "Netzpuls", member.person.email, member.partner.name, "Jana"):
        assert secret not in page
    assert SavedSearch.objects.running().exists(), "reading stops nothing"

    for _twice in range(2):
        answer = visitor.post(path)
        assert "Die Suche pausiert." in answer.content.decode()
    assert not SavedSearch.objects.running().exists()
    assert not MailChoice.objects.exists(), "other searches go on"
    SavedSearch.objects.all().delete()
    assert visitor.post(path).status_code == 200, "what is deleted is as stopped as can be"


def test_a_link_that_is_none_of_ours_does_nothing(member):
    kept = search_of(member)
    good = searches.stop_path(kept)
    for wrong in (good.partition("~")[0] + "/", good[:-3] + "x/", "/account/mails/stop/x~y/"):
        assert Client().get(wrong).status_code == 404
        assert Client().post(wrong).status_code == 404
    assert SavedSearch.objects.running().exists()


def test_the_footer_s_link_ends_mails_about_all_searches(member, as_user, client):
    mail = mailed(member)
    *_body, footer = [line for line in mail.body.splitlines() if "/mails/stop/" in line]
    client.post(footer[footer.index("/account/") :])
    assert SavedSearch.objects.running().exists()
    released(START + timedelta(days=1))
    assert searches.send_due(now=berlin("2026-09-03T07:00")) == 0
    assert "haben Sie abbestellt" in text(as_user(member.person), LIST)
    choices.save(member.person, asked=[searches.KIND], wanted=[searches.KIND], is_daily=False)
    assert searches.send_due(now=berlin("2026-09-03T08:00")) == 1


def test_the_mail_carries_the_headers_for_one_click(member, smtp_sink, settings):
    mail = mailed(member)
    delivery.drain()

    (sent,) = smtp_sink.to(member.person.email)
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = str(sent["List-Unsubscribe"]).replace(" ", "").replace("\n", "").strip("<>")
    assert address == f"{settings.SITE_URL}{mail.unsubscribe}"
    answer = Client(enforce_csrf_checks=True).post(
        address.removeprefix(settings.SITE_URL),
        "List-Unsubscribe=One-Click",
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 200
    assert not SavedSearch.objects.running().exists()


def test_a_mail_of_another_kind_carries_no_such_headers(member, smtp_sink):
    members.invite(
        member.partner,
        email="neu@vng.example",
        level="member",
        by=colleague(member.partner, level="lead").person,
    )
    delivery.drain()
    assert smtp_sink.to("neu@vng.example")[0]["List-Unsubscribe"] is None
