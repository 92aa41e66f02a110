"""A place: confirmed by a founder, given back, or run out; the waiting list moves up by itself."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.core import times
from hub.core.text import one_line
from hub.core.workflow import DomainError, InvalidTransition, Transition
from hub.programme import public
from startups.models import (
    RELEASABLE,
    Application,
    ApplicationMove,
    Batch,
    Decision,
    Offer,
    StartupMember,
)
from startups.queries import places
from startups.services import decisions, letters, partner_consents, profile_edits, profiles
from startups.services.screening import Changed, ensure_workable
from startups.states import (
    CONFIRM_OFFER,
    DECLINE_OFFER,
    EXPIRE_OFFER,
    PUBLISH,
    RENEW_OFFER,
    ApplicationState,
    BatchState,
    MemberLevel,
    OfferState,
    Outcome,
    Visibility,
)

# While the programme is being filled; once it runs, a freed place is nobody's by itself.
FILLING = frozenset({BatchState.OPEN, BatchState.CLOSED, BatchState.SELECTING})
WITH_APPLICATION = ("application__batch", "application__startup", "application__track")
MAX_ONE_LINER = 140


class NotAnOwner(DomainError):
    message = _("Antworten kann, wer für die Bewerbung verantwortlich ist.")


class TooLate(DomainError):
    message = _("Die Frist für die Zusage ist vorbei. Schreibt uns, wenn das ein Versehen war.")


@transaction.atomic
def confirm(offer: Offer, *, by: User, released_fields: list[str], one_liner: str = "") -> Offer:
    """Take the place: the startup joins the batch, its profile stands in the directory.

    Only what is in `released_fields` is shown there; `one_liner` counts where the form asked for
    none, because no profile goes without. What the application allowed partners, now its profile
    allows. Raises NotAnOwner, TooLate,
    InvalidTransition.
    """
    offer = _lock(offer, by=by)
    if timezone.now() > offer.expires_at:
        raise TooLate
    offer = _move(offer, CONFIRM_OFFER, answered_at=timezone.now(), answered_by=by)
    application = offer.application
    startup = profiles.fill_from_answers(application)
    is_new = not profile_edits.has_profile(startup)
    startup.batch = application.batch
    startup.track = application.track or startup.track
    startup.one_liner = startup.one_liner or one_line(one_liner)[:MAX_ONE_LINER]
    startup.save(update_fields=["batch", "track", "one_liner"])
    if startup.visibility == Visibility.PUBLIC:
        startup.released_fields = [name for name in RELEASABLE if name in released_fields]
        startup.save(update_fields=["released_fields"])
    elif startup.visibility in PUBLISH.sources and startup.one_liner and startup.track_id:
        profiles.publish(startup, by=by, released_fields=released_fields)
    partner_consents.carry_over(application, startup, is_new=is_new)
    public.touch()
    letters.send(application, letters.about(application, "startups/offer_confirmed", offer=offer))
    return offer


@transaction.atomic
def renew(
    application: Application, *, until: datetime, by: User, seen: str | None = None
) -> Offer:
    """Offer a place that ran out once more, if it is still free, and tell the team.

    `seen` is the `stamp` of the preview it was decided on. Raises Application.DoesNotExist for who
    is tied to the startup, Offer.DoesNotExist, Changed, InvalidTransition, NoPlaceLeft, DomainError.
    """
    ensure_workable(application, by=by)
    now = timezone.now()
    offer = _lock_row(Offer.objects.get(application=application))
    if seen is not None and seen != stamp(offer):
        raise Changed
    ensure_renewable(offer, until=until, now=now)
    before = offer.expires_at
    offer = _move(offer, RENEW_OFFER, sent_at=now, expires_at=until)
    ApplicationMove.objects.create(
        application=offer.application,
        transition="renew offer",
        from_state=offer.application.state,
        to_state=offer.application.state,
        by=by,
        at=now,
        note=f"{times.short_moment(before)} → {times.short_moment(until)}",
    )
    # The home page counts the places that are taken.
    public.touch()
    letters.send(offer.application, renewal_letters(offer))
    return offer


def preview_renewal(application: Application, *, until: datetime) -> list[letters.Preview]:
    """The mails that `renew` would send now, word for word, without changing anything.

    Raises what `renew` does.
    """
    offer = Offer.objects.select_related(*WITH_APPLICATION).get(application=application)
    now = timezone.now()
    ensure_renewable(offer, until=until, now=now)
    offer.state, offer.sent_at, offer.expires_at = OfferState.SENT, now, until
    return letters.previews(renewal_letters(offer), {})


def renewal_letters(offer: Offer) -> Iterator[letters.Letter]:
    return letters.about(offer.application, "startups/offer_renewed", offer=offer)


def ensure_renewable(offer: Offer, *, until: datetime, now: datetime) -> None:
    """Raise unless the place ran out, is free, and the new date leaves time to answer."""
    batch = offer.application.batch
    RENEW_OFFER.ensure_allowed_from(offer.state)
    if batch.state == BatchState.FINISHED:
        raise DomainError(_("Das Programm dieser Klasse ist zu Ende."))
    if until <= now:
        raise DomainError(_("Die neue Frist liegt nicht in der Zukunft."))
    decisions.ensure_place(batch, offer.application)


def stamp(offer: Offer) -> str:
    """What a renewal rests on; another stamp means that somebody renewed since."""
    return f"{offer.state}|{offer.expires_at.isoformat()}"


@transaction.atomic
def decline(offer: Offer, *, by: User) -> Offer:
    """Give the place back; the next team on the waiting list gets it.

    Raises NotAnOwner, InvalidTransition.
    """
    offer = _lock(offer, by=by)
    now = timezone.now()
    offer = _move(offer, DECLINE_OFFER, answered_at=now, answered_by=by)
    application = offer.application
    letters.send(application, letters.about(application, "startups/offer_declined", offer=offer))
    _move_up(application.batch, track_id=application.track_id, now=now)
    return offer


def expire_due(*, now: datetime) -> int:
    """Let offers run out whose last second is past; harmless when run twice. How many."""
    due = Offer.objects.filter(state=OfferState.SENT, expires_at__lt=now)
    return sum(
        _expire(pk, now) for pk in due.order_by("expires_at", "pk").values_list("pk", flat=True)
    )


@transaction.atomic
def _expire(pk: int, now: datetime) -> bool:
    batch_id = Offer.objects.values_list("application__batch_id", flat=True).get(pk=pk)
    Batch.objects.select_for_update(no_key=True).get(pk=batch_id)
    offer = Offer.objects.select_for_update(of=("self",)).get(pk=pk)
    if offer.state != OfferState.SENT or offer.expires_at >= now:
        return False
    offer = _move(offer, EXPIRE_OFFER)
    application = offer.application
    letters.send(application, letters.about(application, "startups/offer_expired", offer=offer))
    _move_up(application.batch, track_id=application.track_id, now=now)
    return True


def _move_up(batch: Batch, *, track_id: int | None, now: datetime) -> Offer | None:
    """Offer a freed place to the next who waits: same track first, then by rank and age."""
    if batch.state not in FILLING:
        return None
    for application in _waiting(batch, track_id):
        if places.shortage(batch, application.track_id) is None:
            offer = decisions.give_place(application, by=None, now=now)
            moved = offer.application
            _record_place(moved, now)
            letters.send(moved, letters.about(moved, "startups/place_freed", offer=offer))
            return offer
    return None


def _record_place(application: Application, now: datetime) -> None:
    """The team's newest decision is the place, in the name of who put it on the waiting list."""
    waiting = application.decisions.released().first()
    assert waiting
    assert waiting.released_by
    Decision.objects.create(
        application=application,
        outcome=Outcome.ACCEPT,
        prepared_by=waiting.prepared_by,
        prepared_at=now,
        released_by=waiting.released_by,
        released_at=now,
    )


def _waiting(batch: Batch, track_id: int | None) -> list[Application]:
    """The waiting list in order; who is about to be told something else is left out."""
    prepared = Decision.objects.prepared().filter(application__batch=batch)
    waiting: QuerySet[Application] = (
        Application.objects.filter(
            batch=batch,
            state=ApplicationState.WAITLISTED,
            decisions__outcome=Outcome.WAITLIST,
            decisions__released_at__isnull=False,
        )
        .exclude(pk__in=prepared.values("application"))
        .order_by(F("decisions__rank").asc(nulls_last=True), "decided_at", "submitted_at", "pk")
    )
    return sorted(waiting, key=lambda application: application.track_id != track_id)


def _lock(offer: Offer, *, by: User) -> Offer:
    """The fresh offer, locked, for an owner who may still answer it."""
    offer = _lock_row(offer)
    owners = StartupMember.objects.current().filter(level=MemberLevel.OWNER)
    if not owners.filter(startup=offer.application.startup_id, person=by).exists():
        raise NotAnOwner
    if offer.state == OfferState.EXPIRED:
        raise TooLate
    return offer


def _lock_row(offer: Offer) -> Offer:
    """The fresh offer, locked in the order of every act about places: the batch, then the row."""
    batch_id = Application.objects.values_list("batch_id", flat=True).get(pk=offer.application_id)
    Batch.objects.select_for_update(no_key=True).get(pk=batch_id)
    fresh = Offer.objects.select_for_update(of=("self",)).select_related(*WITH_APPLICATION)
    return fresh.get(pk=offer.pk)


def _move(offer: Offer, transition: Transition, **changes: object) -> Offer:
    """Check the transition on the locked row and write it."""
    transition.ensure_allowed_from(offer.state)
    if offer.application.state != ApplicationState.ACCEPTED:
        raise InvalidTransition(log=f"offer of an application that is {offer.application.state}")
    offer.state = transition.target
    for field, value in changes.items():
        setattr(offer, field, value)
    offer.save(update_fields=["state", *changes])
    return offer
