"""What has two names is called at the desk as in the rest of the page: by its reader's language."""

import re

import pytest

from tests.factories.challenges import ChallengeFactory, EntryFactory
from tests.factories.events import EventFactory, RegistrationFactory
from tests.factories.hub import staff
from tests.factories.partners import ScienceUnitFactory

pytestmark = pytest.mark.django_db
# Sorted by their German names, then by their English ones.
TWO_NAMES = (("Abend der Netze", "Zephyr evening"), ("Zukunft der Wärme", "Ahead with heat"))
GERMAN_ONLY = "Mittagsrunde"


@pytest.fixture
def office(as_user, settings):
    settings.STAFF_SECOND_FACTOR = False
    return as_user(staff())


def events():
    """Where they are listed, and the number of the column with their title."""
    for german, english in (*TWO_NAMES, (GERMAN_ONLY, "")):
        EventFactory(title_de=german, title_en=english)
    return "events/event/", 1


def challenges():
    for german, english in (*TWO_NAMES, (GERMAN_ONLY, "")):
        ChallengeFactory(published=True, title_de=german, title_en=english)
    return "partners/challenge/", 0


def units():
    for german, english in (*TWO_NAMES, (GERMAN_ONLY, "")):
        ScienceUnitFactory(name_de=german, name_en=english)
    return "partners/scienceunit/", 1


@pytest.mark.parametrize("made", [events, challenges, units])
def test_a_list_is_told_and_sorted_in_its_readers_language(office, made):
    path, column = made()
    (first, one), (last, other) = TWO_NAMES
    for prefix, wanted in (("", [first, GERMAN_ONLY, last]), ("/en", [other, GERMAN_ONLY, one])):
        page = office.get(f"{prefix}/admin/{path}?o={column}").content.decode()
        shown = re.findall(r'<th class="field-(?:title|name)"><a [^>]*>([^<]*)</a>', page)
        assert shown == wanted
        backwards = office.get(f"{prefix}/admin/{path}?o=-{column}").content.decode()
        assert backwards.index(wanted[2]) < backwards.index(wanted[0])


def test_boxes_filters_and_heads_follow_the_language_too(office):
    german, english = TWO_NAMES[0]
    event = EventFactory(title_de=german, title_en=english, kind="matchmaking")
    RegistrationFactory(event=event)
    EntryFactory(challenge__title_de=german, challenge__title_en=english, submitted=True)
    for path in (
        f"events/event/{event.pk}/history/",
        "events/registration/",
        "partners/entry/",
        "matchday/matchday/add/",
    ):
        page = office.get(f"/en/admin/{path}").content.decode()
        assert english in page, path
        assert german not in page, path
        assert german in office.get(f"/admin/{path}").content.decode()


@pytest.mark.parametrize("path", ["events/registration/", "partners/entry/"])
def test_either_name_finds_it(office, path):
    german, english = TWO_NAMES[0]
    event = EventFactory(title_de=german, title_en=english)
    row = RegistrationFactory(event=event, name="Ada Rohrbruch")
    entry = EntryFactory(challenge__title_de=german, challenge__title_en=english, submitted=True)
    wanted = {"events/registration/": row.name, "partners/entry/": entry.startup.name}[path]
    for asked, is_there in (("Netze", True), ("Zephyr", True), ("Nirgendwas", False)):
        page = office.get(f"/admin/{path}", {"q": asked}).content.decode()
        assert (f">{wanted}</a>" in page) == is_there
