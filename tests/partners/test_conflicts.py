"""Conflicts of interest that the data know of: found, gone with their cause, overruled by others."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from hub.accounts.models import RoleGrant, User
from hub.accounts.roles import Role
from hub.portal import clock
from partners.models import Pilot, PilotSide, ScienceUnitMember, TransferRequest
from partners.services import conflicts, pilots
from partners.services.members import partner_staff
from startups.models import (
    Application,
    Attachment,
    Conflict,
    ConflictSource,
    Question,
    StartupMember,
)
from startups.services.conflicts import NotYours, overrule
from tests.factories.conflicts import FOUND, cause, tie
from tests.factories.hub import UserFactory, founder, lead, staff
from tests.factories.partners import PartnerFactory, TransferRequestFactory, colleague, scientist
from tests.factories.pilots import pilot
from tests.factories.startups import StartupFactory, batch_with_form
from tests.startups.desk import submitted

pytestmark = pytest.mark.django_db
LIST = "/admin/startups/conflict/"
TWO_YEARS = timedelta(days=2 * 365)


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


def find(later=timedelta()):
    conflicts.find(now=timezone.now() + later)


def found():
    return {(row.person, row.startup, row.source) for row in Conflict.objects.all()}


def address(row):
    return reverse("admin:startups_conflict_change", args=[row.pk])


# What is found


@pytest.mark.parametrize("role", [Role.STAFF, Role.SELECTION_LEAD, Role.REVIEWER, Role.MENTOR])
@pytest.mark.parametrize("source", FOUND)
def test_who_reads_applications_and_is_tied_by_the_data_is_found(source, role):
    person, startup = UserFactory(roles=[role]), StartupFactory()
    cause(person, startup, source)

    clock.run_due(timezone.now())
    find()

    assert found() == {(person, startup, source)}


@pytest.mark.parametrize("source", FOUND)
def test_who_reads_no_applications_needs_no_conflict(source):
    person = UserFactory(roles=[Role.PARTNER])
    cause(person, StartupFactory(), source)
    find()
    assert not found()

    RoleGrant.objects.create(person=person, role=Role.REVIEWER)
    find()
    assert len(found()) == 1
    RoleGrant.objects.filter(role=Role.REVIEWER).update(ended_at=timezone.now())
    find()
    assert not found()


def test_a_superuser_without_a_role_reads_too():
    person, startup = UserFactory(is_superuser=True), StartupFactory()
    cause(person, startup, ConflictSource.MEMBERSHIP)
    find()
    assert found() == {(person, startup, ConflictSource.MEMBERSHIP)}


def test_a_former_member_is_free_again_after_two_years():
    member = cause(staff(), StartupFactory(), ConflictSource.MEMBERSHIP)
    find(TWO_YEARS - timedelta(days=1))
    assert found()
    find(TWO_YEARS + timedelta(days=1))
    assert not found()

    StartupMember.objects.filter(pk=member.pk).update(left_at=None)
    find(TWO_YEARS * 3)
    assert found()


@pytest.mark.parametrize(
    "domain", ["gmail.com", "GMX.de", "posteo.de", "mailbox.org", "example.org", "hub.example"]
)
def test_a_domain_of_everybody_or_of_the_hub_ties_nobody(settings, domain):
    settings.DEFAULT_FROM_EMAIL = "Hub <post@Hub.example>"
    staff(email=f"eins@{domain}")
    StartupFactory(owner=founder(email=f"zwei@{domain}"))
    find()
    assert not found()


def test_a_domain_is_compared_whole_and_with_the_team_of_today():
    person = staff(email="eins@leipzig.de")
    StartupFactory(owner=founder(email="zwei@stadt.leipzig.de"))
    left = StartupFactory(owner=founder(email="drei@leipzig.de"))
    left.members.update(left_at=timezone.now())
    tied = StartupFactory(owner=founder(email="vier@leipzig.de"))
    find()
    assert found() == {(person, tied, ConflictSource.DOMAIN)}
    assert Conflict.objects.get().reason == "leipzig.de"


def test_only_a_pilot_both_sides_said_yes_to_counts_and_a_closed_one_for_two_years():
    startup = StartupFactory(owner=founder(), public=True)
    one = pilot(startup=startup, startup_confirmed_at=None)
    RoleGrant.objects.create(person=one.partner_owner.person, role=Role.MENTOR)
    find()
    assert not found()

    Pilot.objects.update(startup_confirmed_at=timezone.now())
    find(TWO_YEARS + timedelta(days=1))
    assert found()
    Pilot.objects.update(state="ended")
    find()
    assert Conflict.objects.get().reason == one.partner.name
    find(TWO_YEARS + timedelta(days=1))
    assert not found()


def test_who_left_the_partner_is_free():
    member = cause(staff(), StartupFactory(), ConflictSource.PILOT)
    find()
    member.left_at = timezone.now()
    member.save()
    find()
    assert not found()


def test_a_question_nobody_answered_ties_no_unit():
    """Otherwise a startup could choose who must not read its application."""
    asked = TransferRequestFactory()
    person = scientist(asked.unit).person
    RoleGrant.objects.create(person=person, role=Role.REVIEWER)
    find()
    assert not found()

    TransferRequest.objects.update(
        state="project", answer="Ja", answered_at=timezone.now(), answered_by=person
    )
    find(TWO_YEARS * 2)
    assert found() == {(person, asked.startup, ConflictSource.SCIENCE)}
    ScienceUnitMember.objects.update(left_at=timezone.now())
    find()
    assert not found()


def test_what_a_person_entered_stays_beside_what_is_found_and_after_it():
    person, startup = staff(), StartupFactory()
    tie(person, startup, ConflictSource.DECLARED)
    member = cause(person, startup, ConflictSource.PILOT)
    find()
    assert {source for _person, _startup, source in found()} == {"declared", "pilot"}
    member.delete()
    find()
    assert {source for _person, _startup, source in found()} == {"declared"}


# At the moment it comes about


def test_the_yes_to_a_pilot_ties_at_once():
    startup = StartupFactory(owner=founder(), public=True)
    one = pilot(startup=startup, startup_confirmed_at=None)
    person = one.partner_owner.person
    RoleGrant.objects.create(person=person, role=Role.REVIEWER)

    pilots.confirm(one.uuid, by=one.startup_owner.person)

    assert found() == {(person, startup, ConflictSource.PILOT)}
    assert one.proposed_from == PilotSide.PARTNER


def test_who_joins_a_partner_is_tied_to_its_pilots_at_once():
    partner, person = PartnerFactory(), staff()
    one = pilot(partner=partner)

    partner_staff.join(uuid=partner.uuid, person=person, level="member", by=lead())

    assert found() == {(person, one.startup, ConflictSource.PILOT)}


# What it hides


@pytest.mark.parametrize("source", FOUND)
def test_a_found_tie_hides_application_and_file_and_only_from_the_person_tied(source):
    application, person = submitted(batch_with_form()), staff()
    deck = Question.objects.get(section__batch=application.batch, kind="file")
    kept = Attachment.objects.create(
        application=application,
        question=deck,
        name="Deck.pdf",
        size=1,
        pages=1,
        sha256="0" * 64,
        scan="clean",
        uploaded_by=application.started_by,
    )
    assert kept in Attachment.objects.visible_to(person)

    tie(person, application.startup, source)

    for model in (Application, Attachment):
        assert not model.objects.visible_to(person).exists()
        assert model.objects.visible_to(lead()).count() == 1
    assert not Application.objects.workable_by(person).exists()


# Overruled


@pytest.mark.parametrize("source", FOUND)
def test_staff_overrule_a_found_one_for_a_reason_and_it_stays_overruled(as_user, source):
    application, person, other = submitted(), staff(), staff()
    row = tie(person, application.startup, source)
    client = as_user(other)
    assert "Kein Konflikt, weil" in client.get(address(row)).content.decode()

    client.post(address(row), {"overruled_reason": " Anderer Standort, kein Kontakt "})
    find()

    row = Conflict.objects.get()
    assert (row.overruled_reason, row.overruled_by) == ("Anderer Standort, kein Kontakt", other)
    # A former member still works on nothing of their old team.
    assert application in Application.objects.visible_to(person)
    assert LogEntry.objects.filter(object_id=str(row.pk), user=other).count() == 1

    client.post(address(row), {"overruled_reason": " "})
    assert application not in Application.objects.visible_to(User.objects.get(pk=person.pk))


def test_an_overruled_one_outlives_its_cause_so_it_is_not_asked_again():
    person, startup = staff(), StartupFactory()
    row = tie(person, startup, ConflictSource.PILOT)
    overrule(row, reason="Nur Vertretung", by=lead())
    person.partner_memberships.update(left_at=timezone.now())
    find()
    person.partner_memberships.update(left_at=None)
    find()
    assert Conflict.objects.get().overruled_reason == "Nur Vertretung"


def test_one_overruled_source_leaves_the_others_in_force():
    application, person = submitted(), staff()
    row = tie(person, application.startup, ConflictSource.PILOT)
    tie(person, application.startup, ConflictSource.SCIENCE)
    overrule(row, reason="Nur Vertretung", by=lead())
    assert application not in Application.objects.visible_to(person)


@pytest.mark.parametrize("source", [*FOUND, ConflictSource.PINNED])
def test_nobody_sees_overrules_or_removes_what_ties_themselves(as_user, source):
    person, startup = lead(), StartupFactory(name="Kanarienstart")
    row = tie(person, startup, source)
    client = as_user(person)

    page = client.get(LIST).content.decode()

    assert "Auch zu Ihrer Person gibt es Interessenkonflikte." in page
    assert "Kanarienstart" not in page
    client.post(address(row), {"overruled_reason": "Ich darf das"})
    client.post(reverse("admin:startups_conflict_delete", args=[row.pk]), {"post": "yes"})
    action = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    client.post(LIST, action)
    with pytest.raises(NotYours):
        overrule(row, reason="Ich darf das", by=person)
    row.refresh_from_db()
    assert row.overruled_at is None


def test_what_was_entered_by_hand_is_removed_and_not_overruled(as_user):
    row = tie(staff(), StartupFactory(), ConflictSource.PINNED)
    client = as_user(staff())
    assert client.post(address(row), {"overruled_reason": "x"}).status_code == 403
    with pytest.raises(NotYours):
        overrule(row, reason="x", by=lead())
    with pytest.raises(IntegrityError), transaction.atomic():
        Conflict.objects.update(
            overruled_reason="x", overruled_by=staff(), overruled_at=timezone.now()
        )


def test_what_was_found_is_not_removed_by_hand(as_user):
    row = tie(staff(), StartupFactory(), ConflictSource.PILOT)
    client = as_user(staff())
    delete = reverse("admin:startups_conflict_delete", args=[row.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403
    action = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    client.post(LIST, action)
    assert Conflict.objects.exists()


# The list


def test_the_list_names_the_source_and_filters_by_it(as_user):
    for source in ConflictSource:
        tie(staff(), StartupFactory(name=f"Start {source}"), source)
    overrule(Conflict.objects.get(source="pilot"), reason="Nur Vertretung", by=lead())
    client = as_user(staff())

    page = client.get(LIST).content.decode()
    assert all(str(source.label) in page for source in ConflictSource)
    assert "Auch zu Ihrer Person" not in page

    def shown(query):
        rows = client.get(f"{LIST}?{query}").context["cl"].result_list
        return {row.source for row in rows}

    assert shown("source__exact=domain") == {"domain"}
    assert shown("holds=no") == {"pilot"}
    assert shown("holds=yes") == set(ConflictSource) - {"pilot"}
    assert shown("holds=unsinn") == set(ConflictSource)


def test_the_same_tie_is_entered_once_and_a_second_form_is_told(as_user):
    person, startup = staff(), StartupFactory()
    client = as_user(staff())
    form = {"person": person.pk, "startup": startup.pk, "reason": "Schwester"}

    client.post(f"{LIST}add/", form)
    page = client.post(f"{LIST}add/", form)

    assert "schon eingetragen" in page.content.decode()
    assert Conflict.objects.get().source == ConflictSource.PINNED
    as_user(person).post(f"{LIST}add/", form)
    assert Conflict.objects.filter(source=ConflictSource.DECLARED, recorded_by=person).exists()


def test_the_list_asks_as_little_for_many_as_for_few(as_user, django_assert_max_num_queries):
    client = as_user(staff())
    counts = []
    for _ in range(2):
        for _ in range(8):
            tie(colleague().person, StartupFactory(), ConflictSource.PINNED)
        with django_assert_max_num_queries(15) as asked:
            client.get(LIST)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_finding_asks_a_statement_for_each_source(django_assert_num_queries):
    for source in FOUND:
        for _ in range(3):
            cause(staff(), StartupFactory(), source)
    # The lock besides, and the savepoint of the test.
    with django_assert_num_queries(len(FOUND) + 3):
        find()
    assert Conflict.objects.count() == 3 * len(FOUND)
