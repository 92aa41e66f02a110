"""The scientists' area: who gets in, what leads change, who is named; colleagues are invited."""

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from hub.accounts import invitations as links
from hub.accounts.models import Invitation
from hub.accounts.roles import Role
from hub.mail.models import Email
from hub.portal import invitations
from partners.models import Expertise, ScienceUnitMember
from partners.services.members import InOtherUnit, unit_staff
from partners.services.staffing import LastLead
from tests.factories.hub import founder, staff, track
from tests.factories.partners import ScienceUnitFactory, colleague, scientist

pytestmark = pytest.mark.django_db


def redeem(invitation, person):
    token = links.renew(invitation, by=invitation.invited_by)
    return invitations.redeem(token, by=person)


# Coming in


def test_staff_invite_a_lead_who_invites_a_colleague(client, as_user, settings):
    settings.STAFF_SECOND_FACTOR = False
    unit = ScienceUnitFactory(name_de="Institut für Kälte")
    unit_staff.invite(unit, email="lead@uni.example", level="lead", by=staff())
    mail = Email.objects.get(kind="accounts/science_invitation")
    assert "Institut für Kälte" in mail.body
    redeem(Invitation.objects.get(), mail.recipient)
    lead = ScienceUnitMember.objects.get(person=mail.recipient)
    assert lead.is_lead
    assert lead.person.has_role(Role.SCIENTIST)

    form = {"email": "neu@uni.example", "level": "member"}
    answer = as_user(lead.person).post("/science/team/invite/", form, follow=True)
    assert "Die Einladung an neu@uni.example ist unterwegs." in answer.content.decode()
    second = Invitation.objects.get(email="neu@uni.example")
    redeem(second, Email.objects.get(to="neu@uni.example").recipient)
    assert "neu@uni.example" in client.get("/science/team/").content.decode()


def test_the_invitation_s_page_names_the_unit_in_the_reader_s_language(client):
    unit = ScienceUnitFactory(name_de="Institut für Kälte", name_en="Institute of Cold")
    invitation = unit_staff.invite(unit, email="x@uni.example", level="lead", by=staff())
    token = links.renew(invitation, by=invitation.invited_by)
    with override("en"):
        page = client.get(reverse("invitation", args=[token])).content.decode()
    assert "Institute of Cold" in page


def test_nobody_belongs_to_two_units():
    person = scientist().person
    invitation = unit_staff.invite(
        ScienceUnitFactory(), email=person.email, level="lead", by=staff()
    )
    with pytest.raises(InOtherUnit):
        redeem(invitation, person)


def test_a_scientist_may_work_for_a_partner_too():
    member = colleague()
    unit = ScienceUnitFactory()
    unit_staff.join(uuid=unit.uuid, person=member.person, level="lead", by=staff())
    assert ScienceUnitMember.objects.acting(member.person).get().unit == unit


@pytest.mark.parametrize("person", [founder, staff, lambda: colleague().person])
def test_the_area_is_not_there_for_others(as_user, settings, person):
    settings.STAFF_SECOND_FACTOR = False
    assert as_user(person()).get("/science/").status_code == 404


def test_who_is_removed_or_loses_the_role_is_out_with_the_next_request(client, as_user):
    lead = scientist(level="lead")
    member = scientist(lead.unit)
    assert as_user(member.person).get("/science/").status_code == 200
    unit_staff.remove(member_uuid=member.uuid, by=lead.person)
    assert client.get("/science/").status_code == 404

    assert as_user(lead.person).get("/science/").status_code == 200
    lead.person.grants.update(ended_at=timezone.now())
    assert client.get("/science/").status_code == 404


def test_the_last_lead_stays():
    lead = scientist(level="lead")
    with pytest.raises(LastLead):
        unit_staff.remove(member_uuid=lead.uuid, by=lead.person)


# The unit's page


def test_a_lead_changes_the_page_and_it_is_public_at_once(client, as_user):
    lead = scientist(level="lead")
    path = lead.unit.get_absolute_url()
    client.get(path)
    form = {
        "text_de": "Wir messen Wind.",
        "text_en": "We measure wind.",
        "website": "https://wind.example",
        "tracks": [track().pk],
    }
    assert as_user(lead.person).post("/science/unit/", form).status_code == 302
    as_user(lead.person).post(
        "/science/expertise/add/",
        {"title": "Windkanal", "text": "Bis 80 m/s", "tags": "Wind, Böe"},
    )
    as_user(lead.person).post("/science/equipment/add/", {"what": "Anemometer"})
    client.logout()
    client.cookies.clear()
    html = client.get(path).content.decode()
    for words in ("Wir messen Wind.", "Windkanal", "Böe", "Anemometer", "/tracks/energy/"):
        assert words in html
    assert "Windkanal" in client.get("/competence-centre/?q=Windkanal").content.decode()


def test_an_error_is_said_at_the_field_and_nothing_typed_is_lost(as_user):
    lead = scientist(level="lead")
    answer = as_user(lead.person).post(
        "/science/expertise/add/", {"title": "x" * 121, "text": "Bleibt stehen", "tags": "a"}
    )
    page = answer.content.decode()
    assert "Bleibt stehen" in page
    assert "x" * 121 in page
    assert not Expertise.objects.exists()


def test_a_member_reads_the_page_s_texts_but_changes_nothing(as_user):
    lead = scientist(level="lead")
    skill = Expertise.objects.create(unit=lead.unit, title="Sonar")
    client = as_user(scientist(lead.unit).person)
    assert "wer die Leitung hat" in client.get("/science/unit/").content.decode()
    client.post("/science/unit/", {"text_de": "Anders"})
    client.post(f"/science/expertise/{skill.uuid}/", {"title": "Anders"})
    client.post(f"/science/expertise/{skill.uuid}/remove/")
    client.post("/science/equipment/add/", {"what": "Anders"})
    lead.unit.refresh_from_db()
    skill.refresh_from_db()
    assert lead.unit.text_de == ""
    assert skill.title == "Sonar"
    assert not lead.unit.equipment.exists()


def test_another_unit_s_expertise_is_not_there(as_user):
    foreign = Expertise.objects.create(unit=ScienceUnitFactory(), title="Sonar")
    client = as_user(scientist(level="lead").person)
    assert client.get(f"/science/expertise/{foreign.uuid}/").status_code == 404
    assert client.post(f"/science/expertise/{foreign.uuid}/remove/").status_code == 404


def test_a_person_decides_about_their_name_and_nobody_else(client, as_user):
    member = scientist(name="Dr. Ada Lehmann")
    path = member.unit.get_absolute_url()
    as_user(member.person).post("/science/named/", {"named": "yes"})
    assert "Ada Lehmann" in client.get(path).content.decode()
    as_user(member.person).post("/science/named/", {"named": "yes"})
    as_user(member.person).post("/science/named/", {"named": "no"})
    client.logout()
    client.cookies.clear()
    assert "Ada Lehmann" not in client.get(path).content.decode()
    assert member.person.consents.filter(withdrawn_at__isnull=False).count() == 1
