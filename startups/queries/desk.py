"""What hub staff find on their desk, never with a trace of a startup they are tied to."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from hub.accounts.models import User
from hub.accounts.roles import OFFICE
from startups.models import Answer, Application, Conflict, Reopening, StartupMember
from startups.states import ApplicationState


def untied(user: User) -> QuerySet[Application]:
    """Every application, drafts too, but those of startups that `user` is or was tied to."""
    if not user.has_role(*OFFICE) and not user.is_superuser:
        return Application.objects.none()
    return Application.objects.exclude(startup__in=tied_startups(user)).exclude(
        startup__in=StartupMember.objects.filter(person=user).values("startup")
    )


def tied_startups(user: User) -> QuerySet[Conflict]:
    held = Conflict.objects.in_force().filter(person=user)
    return held.values("startup")  # type: ignore[return-value]


def tied_mails(user: User) -> Q:
    """The mails about applications of startups that `user` is or was tied to."""
    tied = Q(startup__in=tied_startups(user)) | Q(
        startup__in=StartupMember.objects.filter(person=user).values("startup")
    )
    hidden = Q(pk__in=[])
    for uuid in Application.objects.filter(tied).values_list("uuid", flat=True):
        hidden |= Q(about__contains=uuid)
    return hidden


def drafts(user: User) -> QuerySet[Application]:
    """What is not handed in, or was taken back: staff learn that it exists, not what it says."""
    return untied(user).filter(state=ApplicationState.DRAFT)


def extendable(user: User) -> QuerySet[Application]:
    """Who may be given more time: what is still in the team's hands or was just handed in."""
    return untied(user).filter(
        Q(state=ApplicationState.DRAFT) | Q(state=ApplicationState.SUBMITTED)
    )


def unclosed() -> QuerySet[Reopening]:
    """The reopened questions of an outer application that staff have not closed."""
    return Reopening.objects.filter(application=OuterRef("pk"), closed_at__isnull=True)


def answered_after() -> Exists:
    """Whether a reopening's answer was changed since it was opened."""
    return Exists(
        Answer.objects.filter(
            application=OuterRef("application"),
            question=OuterRef("question"),
            updated_at__gt=OuterRef("opened_at"),
        )
    )
