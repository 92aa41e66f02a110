"""Who is logged in, in the tests of what startups and partners do together."""

import pytest

from tests.factories.hub import founder, track
from tests.factories.partners import colleague


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
