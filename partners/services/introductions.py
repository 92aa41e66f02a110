"""Introductions: asked by a partner, answered by founders, withdrawn by the hub."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.accounts.models import User
from hub.core import times
from hub.core.workflow import DomainError, Transition
from partners.models import (
    Introduction,
    IntroductionMove,
    IntroductionOutcome,
    IntroductionPause,
    Partner,
    PartnerMember,
    Side,
)
from partners.queries import introductions as queries
from partners.queries import membership
from partners.services import introduction_letters as letters
from partners.states import (
    ACCEPT_INTRODUCTION,
    INTRODUCTION_ANSWERS,
    WITHDRAW_INTRODUCTION,
    IntroductionState,
)
from startups.models import PartnerProfile, StartupMember

ANSWER_DAYS = 10


class NotYours(DomainError):
    message = gettext_lazy("Das geht nur für die eigene Organisation.")


class NotShown(DomainError):
    message = gettext_lazy("Dieses Startup zeigt sich Partnern gerade nicht.")


class NotAWriter(DomainError):
    message = gettext_lazy("Antworten kann, wer im Startup verantwortlich ist oder mitschreibt.")


class TooLate(DomainError):
    message = gettext_lazy("Die zehn Tage sind vorbei, der Partner hat schon Bescheid.")


class Void(DomainError):
    """A yes would open contacts to nobody, or without consent."""

    message = gettext_lazy(
        "Ein Ja ist nicht mehr möglich: Euer Profil ist für Partner nicht mehr sichtbar, oder die "
        "fragende Person arbeitet nicht mehr dort."
    )


class Refused(DomainError):
    """Something stands in the way of a new request; the message says what."""


class Answered(DomainError):
    """Somebody else of the team was faster; the message says who, and what."""


@transaction.atomic
def ask(startup_id: int, *, reason: str, by: User) -> Introduction:
    """Ask a startup for an introduction, and mail its founders.

    A second click gives back the first request. Raises NotYours, NotShown, Refused.
    """
    own = membership.of(by)
    if own is None:
        raise NotYours
    # The limit and «one at a time» hold because requests of one partner wait for each other here.
    partner = Partner.objects.select_for_update(no_key=True).get(pk=own.partner_id)
    profile = PartnerProfile.objects.open().filter(startup=startup_id).first()
    if profile is None:
        raise NotShown
    now = timezone.now()
    if again := _same_click(partner, startup_id, reason=reason, by=by):
        return again
    if refusal := queries.standing(partner, startup_id, now=now).refusal:
        raise Refused(refusal)
    introduction = Introduction.objects.create(
        partner=partner,
        startup_id=startup_id,
        startup_name=profile.name,
        asked_by=by,
        asked_at=now,
        reason=reason,
        expires_at=times.days_later(now, ANSWER_DAYS),
    )
    letters.asked(introduction)
    return introduction


def _same_click(
    partner: Partner, startup_id: int, *, reason: str, by: User
) -> Introduction | None:
    running = Introduction.objects.filter(
        partner=partner, startup=startup_id, ended_at__isnull=True
    )
    return running.filter(asked_by=by, reason=reason).first()


@transaction.atomic
def answer(
    introduction: Introduction, *, answer: str, seen: str, by: User, note: str = ""
) -> Introduction:
    """Say yes, not now or no for a startup; `seen` is the state it was decided on.

    A «yes» opens the contacts to both at once. Of the others the partner hears nothing until
    `expires_at`; until then they may be changed. Raises NotAWriter, TooLate, Void, Answered,
    InvalidTransition.
    """
    fresh = lock(introduction)
    transition = INTRODUCTION_ANSWERS[IntroductionState(answer)]
    writers = StartupMember.objects.writing().filter(startup=fresh.startup_id)
    if not writers.filter(person=by).exists():
        raise NotAWriter
    note = "" if answer == IntroductionState.DECLINED else note
    if fresh.state == transition.target and fresh.answered_by_id == by.pk:
        return _reworded(fresh, note)
    if fresh.state != seen:
        raise Answered(_answered(fresh))
    now = timezone.now()
    if now >= fresh.expires_at:
        raise TooLate
    is_yes = transition is ACCEPT_INTRODUCTION
    if is_yes and not can_be_accepted(fresh, now=now):
        raise Void
    told = {"ended_at": now} if is_yes else {}
    move(fresh, transition, by=by, at=now, answered_by=by, answered_at=now, note=note, **told)
    if is_yes:
        letters.accepted(fresh, now=now)
    return fresh


def _reworded(introduction: Introduction, note: str) -> Introduction:
    """The same answer once more; the words to a «not now» have not gone out yet."""
    if introduction.state == IntroductionState.NOT_NOW and introduction.ended_at is None:
        introduction.note = note
        introduction.save(update_fields=["note"])
    return introduction


def can_be_accepted(introduction: Introduction, *, now: datetime) -> bool:
    """The startup is open to partners, and who asked still works for the one that asked."""
    is_open = PartnerProfile.objects.open().filter(startup=introduction.startup_id).exists()
    staff = PartnerMember.objects.reachable(now).filter(partner=introduction.partner_id)
    return is_open and staff.filter(person=introduction.asked_by_id).exists()


def _answered(introduction: Introduction) -> str:
    if introduction.answered_at is None:
        return _("Die Anfrage ist nicht mehr offen: %(state)s.") % {
            "state": introduction.get_state_display()
        }
    return _("Inzwischen hat %(name)s geantwortet: %(answer)s.") % {
        "name": introduction.answered_by or _("jemand aus dem Team"),
        "answer": introduction.get_state_display(),
    }


@transaction.atomic
def withdraw(introduction: Introduction, *, reason: str, by: User) -> Introduction:
    """The hub takes a request back that nobody has answered; both sides are told, with the reason
    for the partner. Raises InvalidTransition.
    """
    fresh = lock(introduction)
    now = timezone.now()
    move(fresh, WITHDRAW_INTRODUCTION, by=by, at=now, ended_at=now, note=reason)
    letters.withdrawn(fresh, now=now)
    return fresh


@transaction.atomic
def tell_outcome(
    introduction: Introduction, *, side: str, outcome: str, story: str, by: User
) -> IntroductionOutcome:
    """What came of it, as one side sees it; said again, it takes the place of the first.

    Raises NotYours.
    """
    fresh = lock(introduction)
    if not _speaks_for(fresh, side, by):
        raise NotYours
    if not fresh.is_accepted:
        raise NotYours(_("Danach fragen wir erst nach einem Ja."))
    said = {"outcome": outcome, "story": story, "told_by": by, "told_at": timezone.now()}
    told, _is_new = IntroductionOutcome.objects.update_or_create(
        introduction=fresh, side=side, defaults=said
    )
    return told


def _speaks_for(introduction: Introduction, side: str, by: User) -> bool:
    if side == Side.STARTUP:
        writers = StartupMember.objects.writing().filter(startup=introduction.startup_id)
        return writers.filter(person=by).exists()
    acting = PartnerMember.objects.acting(by)
    return acting.filter(partner=introduction.partner_id).exists()


@transaction.atomic
def set_pause(startup_id: int, *, is_paused: bool, by: User) -> None:
    """Whether a startup takes requests; open ones stay open. Raises NotAWriter."""
    writers = StartupMember.objects.writing().filter(startup=startup_id)
    if not writers.filter(person=by).exists():
        raise NotAWriter
    if is_paused:
        IntroductionPause.objects.bulk_create(
            [IntroductionPause(startup_id=startup_id)], ignore_conflicts=True
        )
    else:
        IntroductionPause.objects.filter(startup=startup_id).delete()


def lock(introduction: Introduction) -> Introduction:
    """The fresh row, locked, with everything that its mails name."""
    rows = Introduction.objects.select_for_update(of=("self",)).select_related(
        "partner", "startup", "asked_by", "answered_by"
    )
    return rows.get(pk=introduction.pk)


def move(
    introduction: Introduction,
    transition: Transition,
    *,
    by: User | None,
    at: datetime,
    **changes: object,
) -> None:
    """Check and record a transition on the locked row; `by` is None where the clock did it.

    Raises InvalidTransition.
    """
    transition.ensure_allowed_from(introduction.state)
    IntroductionMove.objects.create(
        introduction=introduction,
        transition=transition.name,
        from_state=introduction.state,
        to_state=transition.target,
        by=by,
        at=at,
    )
    introduction.state = transition.target
    for field, value in changes.items():
        setattr(introduction, field, value)
    introduction.save(update_fields=["state", *changes])
