"""What the pages of one application have in common: who reads, until when, how far it is."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.accounts.http import PortalRequest
from hub.accounts.models import Invitation, InvitationKind, User
from hub.core import prepared
from hub.core.compiled import Compiled
from startups.models import Application, Reopening, Section, StartupMember
from startups.queries import application_form
from startups.queries.application_form import ApplicationForm, Part
from startups.queries.status import Stop
from startups.services import drafts
from startups.states import UNDECIDED, WRITERS, MemberLevel

WITHDRAWABLE = UNDECIDED


@dataclass(frozen=True, slots=True)
class Fact:
    """Who somebody is in the team, and what they may do with the application now."""

    level: str
    deadline: datetime
    is_over: bool
    can_write: bool
    can_act: bool
    is_owner: bool
    has_extension: bool
    # Keys of the questions that staff opened again.
    reopened: frozenset[int]


def _own(person: int, uuid: UUID) -> QuerySet[Application]:
    # Whatever roles the reader has besides: here only the team counts.
    member = User(pk=person)
    member.roles = frozenset()
    mine = Application.objects.visible_to(member).of_team(member).with_own_deadline()
    return mine.select_related("batch", "startup", "track").filter(uuid=uuid)


OWN = Compiled(_own, person=int, uuid=UUID)


def own_application(request: PortalRequest, uuid: UUID) -> Application:
    """An application of the reader's own team, else 404; staff read in the admin, not here."""
    found = OWN.first(person=request.user.pk, uuid=uuid)
    if found is None:
        raise Http404
    return found


def own_form(request: PortalRequest, uuid: UUID) -> ApplicationForm:
    """The form of such an application with all it holds, in one trip to the database."""
    person = request.user.pk
    with prepared.together():
        own = OWN.ask(person=person, uuid=uuid)
        stored = application_form.ask(uuid)
    found = own.rows()
    if not found:
        raise Http404
    return application_form.filled(found[0], stored)


def about(application: Application) -> Fact:
    """For an application that `own_application` or a lock has read: it knows its reader."""
    level = application.level
    deadline = drafts.deadline_of(application)
    now = timezone.now()
    is_over = now > deadline
    reopened = set()
    if not application.is_draft and level in WRITERS:
        reopened = drafts.reopened(application, at=now)
    return Fact(
        level=level,
        deadline=deadline,
        is_over=is_over,
        can_write=level in WRITERS and application.is_draft and not is_over,
        can_act=level in WRITERS and not is_over,
        is_owner=level == MemberLevel.OWNER,
        has_extension=deadline != application.batch.deadline,
        reopened=frozenset(reopened),
    )


def asked_again(application: Application) -> QuerySet[Reopening]:
    """The questions open again; of what was never handed in there are none."""
    open_now = Reopening.objects.filter(application=application).open_at(timezone.now())
    if application.first_submitted_at is None:
        return open_now.none()
    return open_now.select_related("question__section")


def section_stops(
    form: ApplicationForm, current: Part | None, *, checking: bool = False
) -> list[Stop]:
    """The sections as one line with stops; the last stop is check and send."""
    # Sections stand right below their application; one address a page is put together by Django.
    here = form.application.get_absolute_url()
    stops = []
    for part in form.parts:
        state = "now" if part is current else {"problem": "begun"}.get(part.state, part.state)
        stops.append(Stop(part.section.title, state, part.note, f"{here}{part.section.slug}/"))
    ready = _("bereit") if form.is_complete else missing_note(form.missing)
    last = "now" if checking else "todo"
    stops.append(Stop(_("Prüfen und absenden"), last, ready, f"{here}check/"))
    return stops


def missing_note(missing: int) -> str:
    return ngettext("%(n)d Angabe offen", "%(n)d Angaben offen", missing) % {"n": missing}


MEMBERS = Compiled(
    lambda startup: (
        StartupMember.objects.current().filter(startup=startup).select_related("person")
    ),
    startup=int,
)
INVITED = Compiled(
    lambda now, subject: Invitation.objects.redeemable_at(now).filter(
        kind=InvitationKind.TEAM, subject=subject
    ),
    now=datetime,
    subject=UUID,
)


def team(application: Application, person: User) -> dict[str, object]:
    """Who is on the team and who is invited."""
    members = MEMBERS.rows(startup=application.startup_id)
    owners = [member.person_id for member in members if member.level == MemberLevel.OWNER]
    invited = INVITED.rows(now=timezone.now(), subject=application.startup.uuid)
    return {
        "members": members,
        # Somebody has to stay responsible.
        "can_leave": owners != [person.pk],
        "invited": invited,
        "levels": MemberLevel.choices,
        "me": person,
    }


def section_address(application: Application, kind: str) -> str:
    """The section of that kind, or the overview where the form has none."""
    found = Section.objects.filter(batch=application.batch_id, kind=kind).first()
    if found is None:
        return application.get_absolute_url()
    return reverse("startups:section", args=[application.uuid, found.slug])
