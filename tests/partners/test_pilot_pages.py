"""The pages of pilots: board and list, the page both sides share, proposals."""

import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from hub.portal.own_data import about
from partners.models import Pilot, PilotUpdate
from partners.pilot_forms import AmountField
from partners.services import pilots
from startups.models import StartupMember
from tests.factories.hub import founder, staff, track
from tests.factories.partners import colleague
from tests.factories.pilots import pilot
from tests.factories.startups import BatchFactory, StartupFactory

pytestmark = pytest.mark.django_db

STATES = ["idea", "scoping", "agreed", "running", "evaluation", "on_hold", "rollout", "ended"]


@pytest.fixture
def lead():
    return colleague(level="lead")


def text(response):
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def page(client, one, person, part=""):
    client.force_login(person)
    return client.get(f"/pilots/{one.uuid}/{part}")


def post(client, one, person, part, **data):
    client.force_login(person)
    return client.post(f"/pilots/{one.uuid}/{part}/", data, follow=True)


def terms(one, **changed):
    """The form as its page draws it, with something typed."""
    return {
        "version": one.version,
        "title": one.title,
        "summary": one.summary,
        "owner": one.partner_owner.uuid,
        "success_measure": one.success_measure,
        "payer": one.payer,
        "nda": one.nda,
        **changed,
    }


# Lists


def test_the_board_has_a_column_for_each_open_stage_and_a_count_of_the_rest(client, lead):
    for state in STATES:
        pilot(state, partner=lead.partner, title=f"Versuch {state}")
    client.force_login(lead.person)
    shown = text(client.get("/partner/pilots/"))

    assert re.findall(r'<h2 id="stage-(\w+)"', shown) == STATES[:6]
    assert [state for state in STATES if f"Versuch {state}" in shown] == STATES[:6]
    assert "1 im Einsatz" in shown
    listed = text(client.get("/partner/pilots/?view=list"))
    assert all(f"Versuch {state}" in listed for state in STATES)
    only = text(client.get("/partner/pilots/?view=list&stage=ended"))
    assert [state for state in STATES if f"Versuch {state}" in only] == ["ended"]
    assert "Versuch idea" in text(client.get("/partner/pilots/?view=list&stage=nonsense"))


def test_a_button_on_the_card_takes_the_next_step_and_leads_back_to_the_board(client, lead):
    one = pilot("agreed", partner=lead.partner)
    pilot("scoping", partner=lead.partner, payer="", title="Noch nicht so weit")
    client.force_login(lead.person)
    shown = text(client.get("/partner/pilots/"))
    assert re.findall(r'name="to" value="(\w+)"', shown) == ["running"]
    assert "Es fehlt: wer zahlt" in shown

    answer = client.post(
        f"/pilots/{one.uuid}/move/", {"to": "running", "seen": "agreed", "back": "board"}
    )
    assert answer["Location"] == "/partner/pilots/"
    one.refresh_from_db()
    assert one.state == "running"


def test_no_partner_sees_anything_of_another_ones_pilots(client, lead):
    one = pilot("running", title="Geheimsache", startup=None)
    client.force_login(lead.person)
    for path in ("/partner/pilots/", "/partner/pilots/?view=list", "/partner/"):
        assert "Geheimsache" not in text(client.get(path))
    client.force_login(lead.person)
    assert client.get(f"/pilots/{one.uuid}/").status_code == 404
    shown = text(client.get(f"/partner/startups/{one.startup.slug}/"))
    assert "Geheimsache" not in shown
    pilot("running", partner=lead.partner, startup=one.startup, title="Unsere Sache")
    assert "Unsere Sache" in text(client.get(f"/partner/startups/{one.startup.slug}/"))


@pytest.mark.parametrize("path", ["/partner/pilots/", "/partner/pilots/?view=list"])
def test_a_long_list_costs_a_partner_as_much_as_a_short_one(
    client, lead, path, django_assert_max_num_queries
):
    client.force_login(lead.person)
    counts = []
    for count in (3, 297):
        for number in range(count):
            pilot(STATES[number % 8], partner=lead.partner, startup=the_startup(), title="V")
        with django_assert_max_num_queries(8) as asked:
            text(client.get(path))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_long_list_costs_a_founder_as_much_as_a_short_one(client, django_assert_max_num_queries):
    startup = StartupFactory(owner=founder(), batch=BatchFactory())
    client.force_login(startup.members.get().person)
    counts = []
    for count in (3, 297):
        lead = colleague()
        for number in range(count):
            pilot(STATES[number % 8], partner=lead.partner, startup=startup)
        with django_assert_max_num_queries(8) as asked:
            text(client.get("/pilots/"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def the_startup():
    found = Pilot.objects.first()
    return found.startup if found else StartupFactory(owner=founder(), track=track())


def test_founders_see_their_pilots_and_what_comes_next(client):
    one = pilot("idea", startup_confirmed_at=None, title="Vorschlag vom Partner")
    pilot("running", title="Von anderen")
    client.force_login(one.startup_owner.person)
    for path in ("/pilots/", "/dashboard/"):
        shown = text(client.get(path))
        assert "Vorschlag vom Partner" in shown
        assert "Zustimmen oder ablehnen" in shown
        assert "Von anderen" not in shown
    client.force_login(founder())
    assert client.get("/pilots/").status_code == 404


# The page both share


def test_both_sides_and_the_hub_team_read_the_same_page(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    one = pilot("running", title="Lecksuche", success_measure="Zehn Lecks")
    for person in (one.partner_owner.person, one.startup_owner.person, staff()):
        shown = text(page(client, one, person))
        assert "Lecksuche" in shown
        assert "Zehn Lecks" in shown
    for person in (colleague().person, founder()):
        assert page(client, one, person).status_code == 404


def test_what_is_missing_for_the_next_stage_stands_there_in_words(client):
    one = pilot("scoping", payer="", startup_owner=None)
    shown = text(page(client, one, one.partner_owner.person))
    assert "Vor dem Schritt „Vereinbaren“ fehlt noch:" in shown
    assert f"<li>wer bei {one.startup.name} verantwortlich ist</li><li>wer zahlt</li>" in shown
    # Forged, it is refused with the same words, and the note is still there.
    answer = post(
        client,
        one,
        one.partner_owner.person,
        "move",
        to="agreed",
        seen="scoping",
        note="Mein langer Satz",
    )
    assert "Es fehlt noch: wer bei" in answer.content.decode()
    assert "Mein langer Satz" in answer.content.decode()


def test_a_founder_says_yes_or_no_to_an_idea(client):
    one = pilot("idea", startup_confirmed_at=None)
    shown = text(page(client, one, one.startup_owner.person))
    assert "Der Idee zustimmen" in shown
    assert "Ablehnen" in shown
    post(client, one, one.startup_owner.person, "confirm")
    one.refresh_from_db()
    assert one.startup_confirmed_at
    other = pilot("idea", startup_confirmed_at=None)
    post(client, other, other.startup_owner.person, "move", to="ended", seen="idea")
    other.refresh_from_db()
    assert other.state == "ended"


def test_the_line_shows_how_far_an_ended_pilot_came(client):
    one = pilot("running")
    by = one.partner_owner.person
    pilots.move(one.uuid, to="evaluation", seen="running", by=by)
    pilots.move(one.uuid, to="ended", seen="evaluation", by=by)
    shown = text(page(client, one, by))
    assert re.findall(r'<li class="(\w+)">\s*<span class="dot"', shown) == 5 * ["done"] + [
        "problem"
    ]


def test_a_message_too_long_comes_back_with_its_words(client):
    one = pilot("running")
    answer = post(client, one, one.partner_owner.person, "update", text="x" * 4001)
    assert "x" * 4001 in answer.content.decode()
    assert not PilotUpdate.objects.exists()
    post(client, one, one.partner_owner.person, "update", text="Die Sensoren sind da.")
    assert "Die Sensoren sind da." in text(page(client, one, one.startup_owner.person))


def test_what_is_agreed_is_saved_with_money_as_people_write_it(client):
    one = pilot("scoping")
    by = one.partner_owner.person
    assert 'name="amount"' in text(page(client, one, by, "terms/"))
    post(client, one, by, "terms", **terms(one, amount="1.200,50 €", starts_on="2027-01-04"))
    one.refresh_from_db()
    assert one.amount == Decimal("1200.50")
    assert "1.200,50 €" in text(page(client, one, by))
    client.force_login(by)
    assert "€1,200.50" in text(client.get(f"/en/pilots/{one.uuid}/"))


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"amount": "viel"}, "amount"),
        ({"amount": "5", "payer": "nobody"}, "payer"),
        ({"nda": "signed"}, "nda_signed_on"),
        ({"starts_on": "2027-02-01", "ends_on": "2027-01-01"}, "ends_on"),
        ({"starts_on": "2027-02-30"}, "starts_on"),
        ({"title": "x" * 121}, "title"),
        ({"owner": "00000000-0000-0000-0000-000000000000"}, "owner"),
    ],
)
def test_a_mistake_is_said_at_its_field_and_nothing_typed_is_lost(client, typed, field):
    one = pilot("scoping")
    answer = post(
        client, one, one.partner_owner.person, "terms", **terms(one, summary="Bleibt", **typed)
    )
    assert field in answer.context["form"].errors
    assert "Bleibt" in answer.content.decode()
    one.refresh_from_db()
    assert one.version == 0


def test_who_saves_second_gets_both_texts_and_may_then_decide(client):
    one = pilot("scoping")
    seen = terms(one, title="Von mir", payer="both")
    one.title, one.payer, one.version = "Von der anderen Seite", "funding", 1
    one.save()
    by = one.partner_owner.person
    answer = post(client, one, by, "terms", **seen).content.decode()
    assert "Von der anderen Seite" in answer
    assert 'value="Von mir"' in answer
    assert "eine Förderung" in answer
    assert 'name="version" value="1"' in answer
    post(client, one, by, "terms", **seen | {"version": 1})
    one.refresh_from_db()
    assert (one.title, one.payer, one.version) == ("Von mir", "both", 2)


def test_the_outcome_needs_an_order_before_its_value(client):
    one = pilot("rollout")
    by = one.startup_owner.person
    answer = post(client, one, by, "outcome", version=0, value_band="50k", has_order="no")
    assert "has_order" in answer.context["form"].errors
    post(client, one, by, "outcome", version=0, value_band="50k", has_order="yes", learning="L")
    one.refresh_from_db()
    assert (one.has_order, one.value_band, one.learning) == (True, "50k", "L")


def test_who_only_reads_along_is_offered_nothing(client):
    one = pilot("running")
    viewer = StartupMember.objects.create(startup=one.startup, person=founder(), level="viewer")
    shown = text(page(client, one, viewer.person))
    assert "<form" not in shown.partition("<main")[2].partition("</main")[0]
    assert page(client, one, viewer.person, "terms/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1200", "1200.00"),
        ("1.200", "1200.00"),
        ("1,200", "1200.00"),
        ("1 200,5", "1200.50"),
        ("1.200,50 €", "1200.50"),
        ("1,200.50", "1200.50"),
        ("12,50", "12.50"),
        ("12345678,99", "12345678.99"),
        ("0", "0.00"),
        ("", None),
    ],
)
def test_amounts_are_read_in_both_languages(typed, amount):
    found = AmountField(required=False).clean(typed)
    assert (None if found is None else str(found)) == amount


@pytest.mark.parametrize("typed", ["-1", "1e9", "zwölf", "1,2,3", "1.20.0", "123456789", "12x"])
def test_what_is_no_amount_is_told(typed):
    with pytest.raises(ValidationError):
        AmountField(required=False).clean(typed)


# Proposals


def test_partner_staff_propose_from_the_page_of_a_startup(client, lead):
    startup = StartupFactory(owner=founder(), public=True)
    client.force_login(lead.person)
    address = f"/partner/pilots/new/{startup.slug}/"
    assert address in text(client.get(f"/partner/startups/{startup.slug}/"))
    answer = client.post(address, {"title": "", "summary": "Bleibt stehen"})
    assert "Bleibt stehen" in text(answer)
    answer = client.post(address, {"title": "Idee", "summary": "Worum es geht"})
    one = Pilot.objects.get()
    assert answer["Location"] == one.get_absolute_url()
    assert (one.partner, one.startup) == (lead.partner, startup)
    hidden = StartupFactory(owner=founder())
    assert client.get(f"/partner/pilots/new/{hidden.slug}/").status_code == 404


def test_founders_of_the_programme_propose_to_a_partner(client, lead):
    ended = colleague(level="lead").partner
    type(ended).objects.filter(pk=ended.pk).update(state="ended")
    startup = StartupFactory(owner=founder(), batch=BatchFactory())
    client.force_login(startup.members.get().person)
    shown = text(client.get("/pilots/new/"))
    assert f'value="{lead.partner.slug}"' in shown
    assert ended.slug not in shown
    data = {"startup": startup.slug, "title": "Idee", "summary": "S"}
    refused = client.post("/pilots/new/", data | {"partner": ended.slug})
    assert "partner" in refused.context["form"].errors
    client.post("/pilots/new/", data | {"partner": lead.partner.slug})
    assert Pilot.objects.get().proposed_from == "startup"
    client.force_login(StartupFactory(owner=founder()).members.get().person)
    assert client.get("/pilots/new/").status_code == 404


def test_ones_own_data_has_what_one_wrote_about_pilots():
    one = pilot("running")
    PilotUpdate.objects.create(
        pilot=one, side="partner", author=one.partner_owner.person, text="Mein Satz"
    )
    mine = about(one.partner_owner.person)
    assert mine["pilot_messages"][0]["text"] == "Mein Satz"
    assert mine["pilots_owned"][0]["title"] == one.title
    assert about(one.startup_owner.person)["pilot_messages"] == []
