"""No startup's address is one that a page of the portal has."""

import re

import pytest

from startups.services import founding, profiles, slugs
from tests.factories.hub import UserFactory, staff, track
from tests.factories.startups import StartupFactory
from tests.web import addresses

pytestmark = pytest.mark.django_db


def test_each_page_beside_the_startups_is_reserved():
    beside = re.compile(r"^(?:partner/)?startups/([a-z0-9-]+)/$")
    assert {
        found[1] for one in addresses.every() if (found := beside.match(one.route))
    } == slugs.RESERVED


def test_a_startup_called_like_a_page_gets_another_address():
    startup = founding.found(name="Compare", by=UserFactory())
    assert startup.slug == "startup-compare"
    assert founding.found(name="Compare", by=UserFactory()).slug.startswith("startup-compare-")


def test_it_keeps_that_address_when_it_is_published():
    startup = StartupFactory(name="Compare", slug="old", one_liner="Xyz", track=track())
    assert profiles.publish(startup, by=staff(), released_fields=[]).slug == "startup-compare"
