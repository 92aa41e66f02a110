"""On the first of the month each partner's staff get their report by mail and open it; real mails."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from hub.accounts.models import RoleGrant
from hub.core.times import BERLIN
from hub.reports import periods
from hub.reports.periods import Kind
from hub.reports.services import partner_mails
from partners.models import PartnerMember, WatchEntry
from tests.browser.conftest import DESKTOP, NO_SCRIPT, PHONE
from tests.browser.pages import LINK, PASSWORD, Inbox
from tests.factories.partners import PartnerFactory, colleague, noted
from tests.factories.startups import StartupFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def month():
    """The last one that is over."""
    return periods.current(Kind.MONTH, timezone.now()).previous()


def at_work(month, partner, watched, language):
    """Somebody of the partner's, who put the startup on the watchlist in that month."""
    member = colleague(PartnerFactory(name=partner), language=language)
    before = month.start - timedelta(days=90)
    PartnerMember.objects.filter(pk=member.pk).update(joined_at=before)
    RoleGrant.objects.filter(person=member.person).update(granted_at=before)
    noted(
        member.partner,
        member.person,
        StartupFactory(name=watched, public=True, for_partners=True),
    )
    WatchEntry.objects.update(added_at=month.start + timedelta(days=12))
    member.person.set_password(PASSWORD)
    member.person.save()
    return member.person


def test_partners_read_about_their_own_month(visit, post_office, month):
    """One on a phone in German, one at a desk in English; whatever the clock does, once each."""
    petra = at_work(month, "VNG", "Ladefuchs", "de")
    tom = at_work(month, "AOK PLUS", "Rohrpost", "en")
    first_of_the_next = month.end.astimezone(BERLIN)
    for hour in (9, 10):
        partner_mails.send_due(now=first_of_the_next.replace(hour=hour))

    read(Inbox(post_office, petra.email), visit("de", **PHONE, **NO_SCRIPT), petra, "VNG")
    read(Inbox(post_office, tom.email), visit("en", **DESKTOP), tom, "AOK PLUS")


def read(inbox, browser, person, partner):
    """The mail, and the two pages that it leads to: the month, and all that was done together."""
    watched = {"VNG": "Ladefuchs", "AOK PLUS": "Rohrpost"}
    letter = inbox.letter(f"(?s)(.*{partner}.*)")[1]
    assert {name for name in watched.values() if name in letter} == {watched[partner]}
    assert len(inbox.all()) == 1
    month, together = re.findall(LINK, letter)[:2]
    browser.open(month).log_in_by_password(person)
    browser.sees(partner).sees(watched[partner])
    assert not [
        name
        for name in watched.values()
        if name != watched[partner] and name in browser.main.inner_text()
    ]
    browser.follow("Merkliste").sees(watched[partner])
    browser.open(together).sees(partner)
    html = browser.page.locator("html")
    assert html.get_attribute("lang") == browser.language
