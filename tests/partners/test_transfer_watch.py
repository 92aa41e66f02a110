"""Who sees a transfer request, who is reminded of it, and what the desk shows."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.mail import reminders
from hub.portal import own_data
from partners.services import transfers
from partners.services.members import unit_staff
from tests.factories.hub import UserFactory, founder, staff
from tests.factories.partners import TransferRequestFactory, colleague, scientist
from tests.factories.reminders import noon
from tests.partners.transfer_cases import asked, mails, people
from tests.races import at_once

pytestmark = pytest.mark.django_db


# Who sees it


def test_a_request_is_there_for_both_sides_and_the_office_alone(as_user, settings):
    settings.STAFF_SECOND_FACTOR = False
    request = asked(need="Geheimes Bedürfnis")
    asker, lead = people(request)
    path = f"/transfer-requests/{request.uuid}/"
    for person in (asker, lead, staff()):
        assert "Geheimes Bedürfnis" in as_user(person).get(path).content.decode()
    strangers = (founder(), scientist().person, colleague().person, UserFactory())
    for person in strangers:
        assert as_user(person).get(path).status_code == 404
        assert "Geheimes" not in as_user(person).get("/transfer-requests/").content.decode()


def test_a_partners_requests_stand_in_its_area_and_nobody_elses(as_user, settings):
    settings.STAFF_SECOND_FACTOR = False
    member = colleague()
    request = asked(startup=None, partner=member.partner, asked_by=member.person)
    page = f"/transfer-requests/{request.uuid}/"
    tabs, current = 'class="area-nav"', '<a href="/transfer-requests/" aria-current="page">'
    ask = f"/competence-centre/{request.unit.slug}/ask/"
    for path in ("/transfer-requests/", page, f"{page}close/", ask):
        html = as_user(member.person).get(path).content.decode()
        assert tabs in html
        assert current in html

    listed = as_user(member.person).get("/transfer-requests/").content.decode()
    assert "Eine neue Anfrage beginnt" in listed

    assert tabs not in as_user(staff()).get(page).content.decode()
    _asker, lead = people(request)
    html = as_user(lead).get(page).content.decode()
    assert '<a href="/science/requests/" aria-current="page">' in html
    assert 'href="/partner/"' not in html
    assert current not in html
    for person in (founder(), lead):
        for path in ("/transfer-requests/", ask):
            assert tabs not in as_user(person).get(path).content.decode()


def test_what_waits_for_a_unit_stands_in_its_own_area(as_user):
    request = asked()
    _asker, lead = people(request)
    page = f"/transfer-requests/{request.uuid}/"
    for path in (page, f"{page}answer/", f"{page}hand-over/"):
        html = as_user(lead).get(path).content.decode()
        assert '<a href="/science/requests/" aria-current="page">' in html
        assert 'href="/transfer-requests/" aria-current' not in html


@pytest.mark.parametrize("employed", [colleague, scientist])
def test_what_a_startup_asked_is_not_in_the_area_of_its_founders_employer(as_user, employed):
    request = asked(asked_by=employed().person)
    page = as_user(request.asked_by).get(f"/transfer-requests/{request.uuid}/").content.decode()
    assert request.need in page
    assert 'class="area-nav"' not in page


def test_each_side_finds_the_way_back_to_its_own_list(as_user):
    request = asked()
    lists = ("/transfer-requests/", "/science/requests/")
    for person, listed in zip(people(request), lists, strict=True):
        page = as_user(person).get(request.get_absolute_url()).text
        assert f'<li><a href="{listed}">' in page


def test_who_leaves_the_unit_or_the_startup_sees_it_no_more(as_user):
    request = asked()
    asker, lead = people(request)
    scientist(request.unit, level="lead")
    member = request.unit.members.get(person=lead)
    unit_staff.remove(member_uuid=member.uuid, by=lead)
    request.startup.members.update(left_at=timezone.now())
    for person in (asker, lead):
        path = f"/transfer-requests/{request.uuid}/"
        assert as_user(person).get(path).status_code == 404


def test_one_s_own_data_name_what_one_asked_and_answered():
    request = asked()
    asker, lead = people(request)
    transfers.answer(request.uuid, text="Meine Antwort", by=lead)
    assert own_data.about(asker)["transfer_requests_asked"][0]["need"] == request.need
    assert own_data.about(lead)["transfer_requests_answered"][0]["answer"] == "Meine Antwort"


# Reminders


def remind(request, days_after_asking):
    return reminders.send_due(now=noon(request.asked_at, days_after_asking))


def test_the_unit_is_reminded_three_times_and_the_hub_once(settings):
    request, office = asked(), staff()
    _asker, lead = people(request)
    for day in range(20):
        remind(request, day)
        remind(request, day)
    sent = list(mails("transfer_reminder").order_by("pk"))
    assert [mail.recipient for mail in sent] == [lead] * 3
    assert "noch 3 Tage" in sent[0].body
    assert "heute" in sent[1].body
    assert "vorbei" in sent[2].body
    assert mails("transfer_overdue").get().recipient == office


def test_after_an_outage_only_the_newest_reminder_goes_out():
    request = asked()
    assert remind(request, 16) == 1
    assert "vorbei" in mails("transfer_reminder").get().body


def test_a_short_date_brings_no_reminder_from_before_it_was_asked():
    request = asked(answer_due=timezone.localdate() + timedelta(days=2))
    assert remind(request, 0) == 0


def test_who_has_answered_is_left_alone():
    request = asked()
    _asker, lead = people(request)
    transfers.answer(request.uuid, text="Ja", by=lead)
    assert remind(request, 30) == 0


def test_a_unit_that_takes_over_is_reminded_anew():
    request = asked()
    _asker, lead = people(request)
    remind(request, 11)
    other = scientist(level="lead")
    transfers.hand_over(request.uuid, unit=other.unit, reason="Dort", by=lead)
    remind(request, 14)
    assert mails("transfer_reminder").order_by("pk").last().recipient == other.person


@pytest.mark.django_db(transaction=True)
def test_two_clocks_remind_once():
    request = asked()
    at_once(lambda _number: remind(request, 11), range(2))
    assert mails("transfer_reminder").count() == 1


# The desk


def test_what_waits_stands_on_the_hub_s_desk(as_user, settings):
    settings.STAFF_SECOND_FACTOR = False
    asked()
    asked(answer_due=timezone.localdate() - timedelta(days=1))
    client = as_user(staff())
    desk = client.get("/admin/").content.decode()
    assert "Transferanfrage ist überfällig" in desk
    assert "Transferanfrage ist noch unbeantwortet" in desk
    late = client.get("/admin/partners/transferrequest/?answer=late").content.decode()
    assert late.count('class="field-asker_name"') == 1


# Lists


@pytest.mark.parametrize("number", [3, 300])
def test_the_lists_cost_the_same_few_queries(
    as_user, django_assert_max_num_queries, settings, number
):
    settings.STAFF_SECOND_FACTOR = False
    request = asked()
    asker, lead = people(request)
    TransferRequestFactory.create_batch(
        number, unit=request.unit, startup=request.startup, asked_by=asker
    )
    for person, path in (
        (asker, "/transfer-requests/"),
        (lead, "/science/"),
        (lead, "/science/requests/"),
    ):
        client = as_user(person)
        client.get(path)
        with django_assert_max_num_queries(8):
            assert client.get(path).status_code == 200
    client = as_user(staff())
    with django_assert_max_num_queries(15):
        assert client.get("/admin/partners/transferrequest/").status_code == 200
