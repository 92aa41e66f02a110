"""Saved searches: the links in a mail that end it."""

from datetime import timedelta

import pytest
from django.test import Client

from hub.mail import choices, delivery
from hub.mail.reminder_models import MailChoice
from partners.models import SavedSearch
from partners.services import searches
from partners.services.members import partner_staff as members
from tests.factories.partners import colleague
from tests.partners.search_cases import LIST, START, berlin, mails, released, search_of, text

pytestmark = pytest.mark.django_db


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
