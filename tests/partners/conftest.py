"""Who is there and logged in, in the tests of what startups and partners do together."""

import pytest

from tests.factories.hub import founder, track
from tests.factories.partners import colleague
from tests.factories.startups import StartupFactory


@pytest.fixture
def mia(client):
    """A founder, logged in."""
    person = founder()
    client.force_login(person)
    return person


@pytest.fixture
def writer(client):
    """Somebody of a partner, logged in."""
    track("energy")
    member = colleague()
    client.force_login(member.person)
    return member


@pytest.fixture
def member():
    """Somebody of a partner."""
    return colleague(name="Jana Ost")


@pytest.fixture
def partner(client, member):
    """The browser of that member, logged in."""
    client.force_login(member.person)
    return client


@pytest.fixture
def lead(client):
    """A lead with a client of their own."""
    member = colleague(level="lead", name="Jana Ost")
    client.force_login(member.person)
    client.member = member
    return client


@pytest.fixture
def startup():
    """One that everybody may see."""
    return StartupFactory(public=True, slug="kanalblick", name="Kanalblick")
