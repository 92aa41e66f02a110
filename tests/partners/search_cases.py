"""What the tests of saved searches share."""

from datetime import datetime

from hub.core.times import BERLIN
from hub.mail.models import Email
from partners.models import Frequency, SavedSearch
from tests.factories.startups import StartupFactory

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


def text(client, path, data=None):
    answer = client.get(path, data)
    assert answer.status_code == 200
    return answer.content.decode()
