import pytest

from hub.accounts.models import Invitation
from hub.mail.models import Email
from startups.models import StartupMember
from startups.services import team
from startups.services.drafts import NotEditable
from startups.services.team import LastOwner
from startups.states import MemberLevel
from tests.factories.hub import founder
from tests.factories.startups import ApplicationFactory, batch_with_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return ApplicationFactory(batch=batch_with_form())


def member(draft, level):
    return StartupMember.objects.create(startup=draft.startup, person=founder(), level=level)


def test_an_invitation_goes_to_the_address_with_a_link_that_is_kept_nowhere(draft):
    invitation = team.invite(
        draft.uuid, email="Neu@Example.org", level=MemberLevel.EDITOR, by=draft.started_by
    )

    mail = Email.objects.get(kind="startups/team_invitation")
    token = mail.body.split("/accounts/invitation/")[1].split("/")[0]
    assert (mail.to, invitation.email) == ("neu@example.org", "neu@example.org")
    assert Invitation.objects.by_token(token).get() == invitation
    assert token not in str(Invitation.objects.values())


def test_who_is_on_the_team_is_not_invited_again(draft):
    with pytest.raises(NotEditable, match="schon im Team"):
        team.invite(
            draft.uuid,
            email=draft.started_by.email.upper(),
            level=MemberLevel.EDITOR,
            by=draft.started_by,
        )


def test_only_owners_invite(draft):
    editor = member(draft, MemberLevel.EDITOR)

    with pytest.raises(NotEditable):
        team.invite(draft.uuid, email="x@example.org", level="editor", by=editor.person)


def test_joining_twice_is_one_membership_and_tells_the_owner_once(draft):
    guest = founder(name="Änne")

    for _ in range(2):
        team.join(
            startup_uuid=draft.startup.uuid, person=guest, level="editor", by=draft.started_by
        )

    assert draft.startup.members.filter(person=guest).count() == 1
    mail = Email.objects.get(kind="startups/team_changed")
    assert (mail.to, "Änne ist jetzt im Team." in mail.body) == (draft.started_by.email, True)


def test_a_removed_member_sees_the_application_no_more(draft):
    editor = member(draft, MemberLevel.EDITOR)
    applications = type(draft).objects
    assert applications.visible_to(editor.person).filter(pk=draft.pk).exists()

    team.remove(draft.uuid, member_uuid=editor.uuid, by=draft.started_by)

    assert not applications.visible_to(editor.person).filter(pk=draft.pk).exists()


def test_members_may_leave_but_not_remove_others(draft):
    editor, viewer = member(draft, MemberLevel.EDITOR), member(draft, MemberLevel.VIEWER)

    with pytest.raises(NotEditable):
        team.remove(draft.uuid, member_uuid=viewer.uuid, by=editor.person)
    team.remove(draft.uuid, member_uuid=viewer.uuid, by=viewer.person)

    assert draft.startup.members.current().count() == 2


def test_the_last_owner_can_neither_leave_nor_step_down(draft):
    me = draft.startup.members.get()

    with pytest.raises(LastOwner):
        team.remove(draft.uuid, member_uuid=me.uuid, by=me.person)
    with pytest.raises(LastOwner):
        team.set_level(draft.uuid, member_uuid=me.uuid, level="editor", by=me.person)


def test_an_owner_may_hand_over_and_then_step_down(draft):
    editor = member(draft, MemberLevel.EDITOR)
    me = draft.startup.members.get(person=draft.started_by)

    team.set_level(draft.uuid, member_uuid=editor.uuid, level="owner", by=draft.started_by)
    team.set_level(draft.uuid, member_uuid=me.uuid, level="viewer", by=editor.person)

    me.refresh_from_db()
    assert me.level == MemberLevel.VIEWER


def test_leaving_is_offered_to_whoever_may_leave(draft, as_user):
    member(draft, MemberLevel.EDITOR)
    client = as_user(draft.started_by)
    assert "Team verlassen" not in client.get(draft.get_absolute_url()).text

    member(draft, MemberLevel.OWNER)

    assert "Team verlassen" in client.get(draft.get_absolute_url()).text
