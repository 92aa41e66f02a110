"""Roles: who gives and ends them, and what an ended one is worth."""

import pytest
from django.test import Client
from django.urls import reverse

from hub.accounts import services
from hub.accounts.models import RoleGrant, User
from hub.accounts.roles import Role
from tests.factories.hub import UserFactory, lead, staff
from tests.hub.logins import log_in, reauthenticate, with_password

pytestmark = pytest.mark.django_db


# Roles


def test_a_role_is_a_dated_grant_that_is_never_deleted():
    boss, person = lead(), UserFactory()
    services.grant_role(person, Role.REVIEWER, by=boss)
    services.grant_role(person, Role.REVIEWER, by=boss)
    services.end_role(person, Role.REVIEWER)
    services.grant_role(person, Role.REVIEWER, by=boss)

    grants = RoleGrant.objects.filter(person=person).order_by("granted_at")
    assert [grant.ended_at is None for grant in grants] == [False, True]
    assert {grant.granted_by for grant in grants} == {boss}


ROLES_AND_PAGES = [
    (Role.STAFF, "/admin/"),
    (Role.SELECTION_LEAD, "/admin/"),
    (Role.REPORTING, "/admin/"),
    (Role.STAFF, "/admin/hub/user/"),
]


@pytest.mark.parametrize(("role", "page"), ROLES_AND_PAGES)
def test_an_ended_role_counts_from_the_next_request(client, settings, role, page):
    settings.STAFF_SECOND_FACTOR = False
    lead()
    person = UserFactory(roles=[role])
    client.force_login(person)
    assert client.get(page).status_code == 200

    services.end_role(person, role)

    assert client.get(page).status_code in {302, 404}


def test_the_last_lead_stays():
    only = lead()

    with pytest.raises(services.LastLead):
        services.end_role(only, Role.SELECTION_LEAD)
    with pytest.raises(services.LastLead):
        services.deactivate(only, by=staff())
    other = lead()
    services.end_role(only, Role.SELECTION_LEAD)
    assert User.objects.get(pk=other.pk).has_role(Role.SELECTION_LEAD)


def test_a_lead_whose_account_is_shut_does_not_count_as_one():
    only, shut = lead(), lead()
    services.deactivate(shut, by=only)

    with pytest.raises(services.LastLead):
        services.end_role(only, Role.SELECTION_LEAD)


def test_a_role_nobody_holds_cannot_be_ended():
    with pytest.raises(services.RoleNotHeld):
        services.end_role(UserFactory(), Role.STAFF)


# The office gives and ends roles


@pytest.fixture
def office(settings):
    settings.STAFF_SECOND_FACTOR = False

    def open_desk(person):
        browser = Client()
        log_in(browser, with_password(person))
        reauthenticate(browser)
        return browser

    return open_desk


def test_staff_give_a_role_and_leads_end_it(office):
    person = UserFactory()
    roles = reverse("admin:hub_user_roles", args=[person.pk])
    end = reverse("admin:hub_user_end_role", args=[person.pk])

    office(staff()).post(roles, {"role": "reviewer"})
    assert person.grants.get().role == Role.REVIEWER

    assert office(staff()).post(end, {"role": "reviewer"}).status_code == 403
    office(lead()).post(end, {"role": "reviewer"})
    assert person.grants.get().ended_at is not None


def test_staff_cannot_make_themselves_lead(office):
    person = staff()
    page = reverse("admin:hub_user_roles", args=[person.pk])
    office(person).post(page, {"role": "selection_lead"})

    assert not person.grants.filter(role=Role.SELECTION_LEAD).exists()


def test_a_change_of_roles_asks_for_the_password_again(settings):
    settings.STAFF_SECOND_FACTOR = False
    browser, person = Client(), UserFactory()
    log_in(browser, with_password(staff()))
    response = browser.post(
        reverse("admin:hub_user_roles", args=[person.pk]), {"role": "reviewer"}
    )

    assert response["Location"].startswith("/accounts/reauthenticate/")
    assert not person.grants.exists()


def test_nobody_touches_the_systems_own_administrators(office):
    root = User.objects.create_superuser("root@example.org")
    browser = office(lead())

    for name in ("hub_user_roles", "hub_user_active"):
        page = reverse(f"admin:{name}", args=[root.pk])
        assert browser.post(page, {"role": "staff"}).status_code == 404
    assert User.objects.get(pk=root.pk).is_active


def test_the_admin_lets_nobody_become_superuser_or_take_an_address(office):
    person = UserFactory()
    page = reverse("admin:hub_user_change", args=[person.pk])
    office(lead()).post(
        page,
        {
            "name": "New name",
            "language": "en",
            "email": "mine@example.org",
            "is_superuser": "on",
            "is_staff": "on",
            "is_active": "",
            "password": "x",
        },
    )
    after = User.objects.get(pk=person.pk)

    assert (after.name, after.language) == ("New name", "en")
    assert (after.email, after.is_superuser, after.password) == (
        person.email,
        False,
        person.password,
    )


def test_allauths_own_tables_are_not_in_the_admin(office):
    browser = office(lead())
    for path in (
        "account/emailaddress/",
        "mfa/authenticator/",
        "auth/group/",
        "sessions/session/",
    ):
        assert browser.get(f"/admin/{path}").status_code == 404
