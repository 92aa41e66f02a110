"""Shared projects: in words both sides agree to, on the pages of both, gone when one takes it back."""

import pytest

from hub.core.workflow import InvalidTransition
from hub.mail.models import Email
from partners.models import PartnerState, SharedProject, UnitState
from partners.services import shared_projects, transfers
from partners.services.shared_projects import OtherWords
from partners.services.transfers import NotYours
from startups.models import Startup
from tests.factories.hub import founder, staff
from tests.factories.partners import (
    PartnerFactory,
    ScienceUnitFactory,
    TransferRequestFactory,
    colleague,
    scientist,
)

pytestmark = pytest.mark.django_db
WORDS = {"title": "Rohre, die halten", "text": "Zwölf Lecks\r\nim Blindtest."}


def answered(**fields):
    """(an answered request, who asked, the scientist who answered)"""
    request = TransferRequestFactory(**fields)
    lead = scientist(request.unit, level="lead").person
    request = transfers.answer(request.uuid, text="Ja", by=lead)
    return request, request.asked_by, lead


def published(request, asker, lead):
    project = shared_projects.write(request.uuid, **WORDS, by=lead)
    return shared_projects.agree(request.uuid, seen=shared_projects.stamp(project), by=asker)


def shown_on(client, *paths):
    client.logout()
    client.cookies.clear()
    return [WORDS["title"] in client.get(path).content.decode() for path in paths]


def test_a_project_stands_on_both_pages_once_both_agree(client, as_user):
    request, asker, lead = answered()
    paths = (request.unit.get_absolute_url(), request.startup.get_absolute_url())
    assert shown_on(client, *paths) == [False, False]

    page = as_user(lead).post(f"/transfer-requests/{request.uuid}/project/", WORDS, follow=True)
    assert "sobald die andere Seite zustimmt" in page.content.decode()
    assert Email.objects.get(kind="partners/transfer_project").recipient == asker
    assert shown_on(client, *paths) == [False, False]

    project = SharedProject.objects.get()
    seen = {"seen": shared_projects.stamp(project)}
    page = as_user(asker).get(f"/transfer-requests/{request.uuid}/").content.decode()
    assert f'value="{seen["seen"]}"' in page
    as_user(asker).post(f"/transfer-requests/{request.uuid}/agree/", seen)
    assert shown_on(client, *paths) == [True, True]
    request.refresh_from_db()
    assert request.state == "project"


def test_a_partner_s_project_stands_on_the_partner_s_page(client):
    member = colleague(PartnerFactory())
    request, asker, lead = answered(startup=None, partner=member.partner, asked_by=member.person)
    published(request, asker, lead)
    paths = (request.unit.get_absolute_url(), member.partner.get_absolute_url())
    assert shown_on(client, *paths) == [True, True]


@pytest.mark.parametrize("who", ["asker", "unit"])
def test_a_consent_taken_back_shows_with_the_next_request(client, as_user, who):
    request, asker, lead = answered()
    published(request, asker, lead)
    paths = (request.unit.get_absolute_url(), request.startup.get_absolute_url())
    assert shown_on(client, *paths) == [True, True]
    as_user(asker if who == "asker" else lead).post(f"/transfer-requests/{request.uuid}/agree/")
    assert shown_on(client, *paths) == [False, False]


def test_new_words_need_both_consents_again(client):
    request, asker, lead = answered()
    published(request, asker, lead)
    project = shared_projects.write(request.uuid, title="Neu", text="Anders", by=asker)
    assert not project.is_agreed
    assert shown_on(client, request.unit.get_absolute_url()) == [False]


def test_nobody_agrees_to_words_they_have_not_read():
    request, asker, lead = answered()
    project = shared_projects.write(request.uuid, **WORDS, by=lead)
    read = shared_projects.stamp(project)
    shared_projects.write(request.uuid, title="Ganz anders", text="Hm", by=lead)
    with pytest.raises(OtherWords):
        shared_projects.agree(request.uuid, seen=read, by=asker)


def test_writing_the_same_words_again_changes_nothing():
    request, asker, lead = answered()
    published(request, asker, lead)
    assert shared_projects.write(request.uuid, **WORDS, by=lead).is_agreed
    assert request.moves.filter(transition="start project").count() == 1


def test_others_have_no_part_in_it(as_user, settings):
    settings.STAFF_SECOND_FACTOR = False
    request, _asker, lead = answered()
    shared_projects.write(request.uuid, **WORDS, by=lead)
    for person in (founder(), scientist().person, colleague().person, staff()):
        with pytest.raises(NotYours):
            shared_projects.write(request.uuid, title="x", text="y", by=person)
        with pytest.raises(NotYours):
            shared_projects.take_back(request.uuid, by=person)


def test_an_open_or_closed_request_becomes_no_project():
    request = TransferRequestFactory()
    with pytest.raises(InvalidTransition):
        shared_projects.write(request.uuid, **WORDS, by=request.asked_by)
    transfers.close(request.uuid, outcome="withdrawn", by=request.asked_by)
    with pytest.raises(InvalidTransition):
        shared_projects.write(request.uuid, **WORDS, by=request.asked_by)


def test_a_side_that_is_not_public_any_more_takes_the_project_with_it(client):
    request, asker, lead = answered()
    published(request, asker, lead)
    Startup.objects.filter(pk=request.startup_id).update(visibility="archived")
    assert list(SharedProject.objects.published()) == []
    Startup.objects.filter(pk=request.startup_id).update(visibility="public")
    assert SharedProject.objects.published().exists()
    type(request.unit).objects.filter(pk=request.unit_id).update(state=UnitState.PRIVATE)
    assert list(SharedProject.objects.published()) == []


def test_a_partner_that_has_ended_takes_its_projects_along():
    member = colleague(PartnerFactory())
    request, asker, lead = answered(startup=None, partner=member.partner, asked_by=member.person)
    published(request, asker, lead)
    type(member.partner).objects.update(state=PartnerState.ENDED)
    assert list(SharedProject.objects.published()) == []


def test_a_unit_s_page_with_many_projects_costs_few_queries(client, django_assert_max_num_queries):
    unit = ScienceUnitFactory()
    for _ in range(20):
        published(*answered(unit=unit))
        unit.members.update(left_at="2026-01-01T00:00Z")
    with django_assert_max_num_queries(8):
        html = client.get(unit.get_absolute_url()).content.decode()
    assert html.count(WORDS["title"]) == 20
