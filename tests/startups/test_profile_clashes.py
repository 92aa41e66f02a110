"""A team's own profile: two who write at once."""

import pytest

from hub.accounts import consents
from startups.forms.profile import marks_of
from startups.models import StartupMember
from startups.queries.profile_fields import CONSENTS, given_consents, state_of
from startups.services import profile_edits
from startups.services.profile_edits import Wish
from startups.states import MemberLevel
from tests.factories.hub import founder
from tests.races import at_once
from tests.startups.profile_cases import as_seen, save

pytestmark = pytest.mark.django_db


def test_the_second_of_two_gets_both_texts_and_chooses(as_user, startup, owner):
    colleague = founder()
    StartupMember.objects.create(startup=startup, person=colleague, level=MemberLevel.EDITOR)
    seen = as_seen(startup)
    save(as_user(colleague), startup, seen, text="Von Ada", traction="Drei Kunden")

    response = save(as_user(owner), startup, seen, text="Von Bob", pilot_wish="Ein Netz")

    startup.refresh_from_db()
    assert response.status_code == 409
    assert "Von Ada" in response.text
    assert "Von Bob" in response.text
    assert '<a href="#id_text">' in response.text, "the summary leads to the field"
    assert startup.text == "Von Ada"
    assert startup.pilot_wish == "Ein Netz", "what did not clash is safe"
    assert startup.traction == "Drei Kunden", "what I left alone is not undone"

    again = form_of(response) | {"text": "Von Bob"}
    assert save(as_user(owner), startup, again | {"keep-text": "1"}).status_code == 302
    startup.refresh_from_db()
    assert startup.text == "Von Ada"
    assert startup.traction == "Drei Kunden"

    assert save(as_user(owner), startup, again).status_code == 302
    startup.refresh_from_db()
    assert startup.text == "Von Bob"
    assert startup.traction == "Drei Kunden"


def form_of(response):
    """What a browser would send of the page it was given."""
    form = response.context["form"]
    rows = [row for part in response.context["parts"].values() for row in part]
    sent = {}
    for row in [*rows, *(row.audience for row in rows if row.audience)]:
        if value := row.field.value():
            sent[row.key] = value
        sent[f"seen-{row.key}"] = row.seen
    for purpose in CONSENTS:
        if form[purpose.key].value():
            sent[purpose.key] = "on"
    return sent


def test_an_old_form_does_not_show_again_what_somebody_hid_meanwhile(as_user, startup, owner):
    old = as_seen(startup)
    save(as_user(owner), startup, **{"audience-text": "hub"})

    save(as_user(owner), startup, old, one_liner="Anders")

    startup.refresh_from_db()
    assert startup.one_liner == "Anders"
    assert startup.released_fields == ["seat"]


def test_an_old_form_does_not_give_a_consent_again(as_user, startup, owner):
    save(as_user(owner), startup, partners_profile="on")
    old = as_seen(startup)
    consents.withdraw_own(owner, purpose="partners_profile", subject=startup.uuid)

    save(as_user(owner), startup, old, one_liner="Anders")

    assert given_consents(startup) == set()


@pytest.mark.django_db(transaction=True)
def test_many_who_save_at_the_same_moment_lose_no_field(startup):
    """Each writes another field from the same old form: all of it is there afterwards."""
    fields = {"text": "T", "traction": "K", "pilot_wish": "P", "one_liner": "S", "seat": "Jena"}
    old = marks_of(state_of(startup, None, set()))
    people = {name: founder() for name in fields}
    for person in people.values():
        StartupMember.objects.create(startup=startup, person=person, level=MemberLevel.EDITOR)

    def write(name):
        wishes = {name: Wish(fields[name], old[name])}
        assert not profile_edits.save(startup, wishes=wishes, by=people[name]).clashes

    at_once(write, fields)

    startup.refresh_from_db()
    assert {name: getattr(startup, name) for name in fields} == fields


@pytest.mark.django_db(transaction=True)
def test_of_many_who_change_one_field_at_once_one_wins_and_the_others_are_told(startup, owner):
    old = marks_of(state_of(startup, None, set()))
    told = []

    def write(number):
        wishes = {"text": Wish(f"Fassung {number}", old["text"])}
        told.append(profile_edits.save(startup, wishes=wishes, by=owner).clashes)

    at_once(write, range(8))

    startup.refresh_from_db()
    assert sorted(map(len, told)) == [0] + 7 * [1]
    assert {clash["text"] for clash in told if clash} == {startup.text}
