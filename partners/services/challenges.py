"""A challenge: written by a partner, checked by the hub, published, closed by the clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import DateTimeField
from django.db.models.functions import Now
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.accounts.roles import Role
from hub.core.text import german_slug
from hub.core.workflow import DomainError, Transition
from hub.programme import public
from partners.models import Challenge, ChallengeMove, PartnerMember
from partners.services import challenge_letters as letters
from partners.services import match_news
from partners.states import (
    CLOSE_CHALLENGE,
    PUBLISH_CHALLENGE,
    RETURN_CHALLENGE,
    SEND_CHALLENGE,
    TAKE_CHALLENGE_BACK,
    ChallengeState,
)

# What partner staff write; the tracks beside it are rows of their own.
WRITTEN = (
    "title_de",
    "title_en",
    "problem_de",
    "problem_en",
    "offer_de",
    "offer_en",
    "who_de",
    "who_en",
    "stages",
    "tags",
    "deadline",
    "contact_name",
    "contact_email",
    "shows_contact",
)
TRACKS = "tracks"
MAX_NOTE = 2000


class Clash(Exception):
    """A colleague saved since; `stored` is what stands there now."""

    def __init__(self, stored: Challenge) -> None:
        super().__init__(f"version {stored.version} is newer")
        self.stored = stored


class Incomplete(DomainError):
    """The hub cannot check it yet; `problems` says by field what is missing."""

    message = _("Für die Prüfung fehlt noch etwas.")

    def __init__(self, problems: Mapping[str, str | Promise]) -> None:
        super().__init__()
        self.problems = dict(problems)


class NotEditable(DomainError):
    message = _(
        "Die Challenge ist nicht mehr im Entwurf. Holen Sie sie zurück, um etwas zu ändern, oder "
        "schreiben Sie dem Hub-Team."
    )


class NotYours(DomainError):
    message = _("Das kann nur das Hub-Team.")


@dataclass(frozen=True, slots=True)
class Desk:
    """A locked challenge, and the database's clock at that moment."""

    challenge: Challenge
    now: datetime


@transaction.atomic
def start(*, uuid: UUID, values: Mapping[str, Any], by: User) -> Challenge:
    """Begin a draft; `uuid` comes with the form, so that a double click makes one challenge.

    Raises PartnerMember.DoesNotExist for who acts for no partner.
    """
    partner = PartnerMember.objects.acting(by).select_related("partner").get().partner
    try:
        with transaction.atomic():
            challenge = Challenge.objects.create(
                uuid=uuid, partner=partner, created_by=by, edited_by=by, **_columns(values)
            )
    except IntegrityError:
        held = Challenge.objects.filter(uuid=uuid, partner=partner).first()
        return held or start(uuid=uuid4(), values=values, by=by)
    challenge.tracks.set(values[TRACKS])
    return challenge


@transaction.atomic
def save(challenge_uuid: UUID, *, values: Mapping[str, Any], version: int, by: User) -> Challenge:
    """Store what was written, finished or not, unless a colleague has saved since `version`.

    The same words again are harmless. Raises Clash, NotEditable, Challenge.DoesNotExist.
    """
    challenge = lock_own(challenge_uuid, by=by).challenge
    if not challenge.is_draft:
        raise NotEditable
    if same(challenge, values):
        return challenge
    if challenge.version != version:
        raise Clash(challenge)
    for name, value in _columns(values).items():
        setattr(challenge, name, value)
    challenge.version += 1
    challenge.edited_by, challenge.edited_at = by, _now(challenge)
    challenge.save()
    challenge.tracks.set(values[TRACKS])
    return challenge


@transaction.atomic
def send(challenge_uuid: UUID, *, by: User) -> Challenge:
    """Give the draft to the hub's check; sent twice is sent once.

    Raises Incomplete, InvalidTransition, Challenge.DoesNotExist.
    """
    desk = lock_own(challenge_uuid, by=by)
    challenge = desk.challenge
    if challenge.state == ChallengeState.IN_CHECK:
        return challenge
    SEND_CHALLENGE.ensure_allowed_from(challenge.state)
    if problems := missing(challenge, now=desk.now):
        raise Incomplete(problems)
    sent_at = challenge.first_sent_at or desk.now
    return move(desk, SEND_CHALLENGE, by=by, first_sent_at=sent_at, return_note="")


@transaction.atomic
def take_back(challenge_uuid: UUID, *, by: User) -> Challenge:
    """Back into work while the hub has not judged it. Raises InvalidTransition."""
    desk = lock_own(challenge_uuid, by=by)
    if desk.challenge.is_draft:
        return desk.challenge
    return move(desk, TAKE_CHALLENGE_BACK, by=by)


@transaction.atomic
def publish(challenge: Challenge, *, by: User) -> Challenge:
    """Show the challenge to everybody, and tell its partner. Raises NotYours, Incomplete."""
    _ensure_office(by)
    desk = lock(challenge.pk)
    challenge = desk.challenge
    if challenge.state == ChallengeState.PUBLISHED:
        return challenge
    PUBLISH_CHALLENGE.ensure_allowed_from(challenge.state)
    if problems := missing(challenge, now=desk.now):
        raise Incomplete(problems)
    challenge = move(
        desk, PUBLISH_CHALLENGE, by=by, published_at=desk.now, slug=_free_slug(challenge)
    )
    letters.published(challenge)
    match_news.tell_founders(challenge)
    return challenge


@transaction.atomic
def give_back(challenge: Challenge, *, note: str, by: User) -> Challenge:
    """Return it to its partner with a sentence that says what to change."""
    _ensure_office(by)
    note = note.strip()
    if not note or len(note) > MAX_NOTE:
        raise DomainError(
            _("Schreiben Sie in einem Satz, was fehlt. Der Partner liest ihn so, wie er dasteht.")
        )
    challenge = move(lock(challenge.pk), RETURN_CHALLENGE, by=by, note=note, return_note=note)
    letters.returned(challenge, note=note)
    return challenge


def close_due(*, now: datetime) -> int:
    """Close what has passed its last second; how many."""
    due = Challenge.objects.filter(state=ChallengeState.PUBLISHED, deadline__lt=now)
    closed = 0
    for pk in due.values_list("pk", flat=True):
        closed += _close(pk, now)
    return closed


@transaction.atomic
def _close(pk: int, now: datetime) -> bool:
    """Asked again under the lock: staff may just have given it more time."""
    desk = lock(pk)
    deadline = desk.challenge.deadline
    if desk.challenge.state != ChallengeState.PUBLISHED or deadline is None or now <= deadline:
        return False
    move(desk, CLOSE_CHALLENGE, by=None)
    return True


def missing(challenge: Challenge, *, now: datetime) -> dict[str, str | Promise]:
    """By field what it still needs before everybody may read it."""
    needed: dict[str, str | Promise] = {
        "title_de": _("Hier fehlt der Titel."),
        "problem_de": _(
            "Beschreiben Sie das Problem: Was passiert heute, was soll anders werden?"
        ),
        "offer_de": _("Sagen Sie, was Sie anbieten, zum Beispiel Daten, ein Testfeld oder Geld."),
        "who_de": _("Sagen Sie, wer antworten soll."),
    }
    found = {name: text for name, text in needed.items() if not getattr(challenge, name)}
    if not challenge.tracks.exists():
        found[TRACKS] = _("Wählen Sie mindestens einen Schwerpunkt.")
    if challenge.deadline is None:
        found["deadline"] = _("Hier fehlt die Frist.")
    elif challenge.deadline <= now:
        found["deadline"] = _("Die Frist liegt nicht in der Zukunft.")
    english = {"title_en": challenge.title_en, "problem_en": challenge.problem_en}
    if any(english.values()):
        half = _("Auf Englisch braucht es Titel und Problem, oder beides nicht.")
        found |= {name: half for name, text in english.items() if not text}
    if challenge.shows_contact and not (challenge.contact_name and challenge.contact_email):
        found["shows_contact"] = _("Zum Zeigen fehlen Name und E-Mail-Adresse.")
    return found


def same(challenge: Challenge, values: Mapping[str, Any]) -> bool:
    """Whether these values are what is stored."""
    kept = {name: getattr(challenge, name) for name in WRITTEN}
    tracks = set(challenge.tracks.values_list("pk", flat=True))
    return kept == _columns(values) and tracks == {track.pk for track in values[TRACKS]}


def lock_own(challenge_uuid: UUID, *, by: User) -> Desk:
    """Lock a challenge of the partner `by` acts for; Challenge.DoesNotExist for others."""
    own = PartnerMember.objects.acting(by).values("partner")
    found = Challenge.objects.filter(uuid=challenge_uuid, partner__in=own)
    return lock(found.values_list("pk", flat=True).get())


def lock(pk: int) -> Desk:
    """Lock a challenge; the moment is read once the lock is there. Inside a transaction."""
    challenge = Challenge.objects.select_for_update(no_key=True).get(pk=pk)
    return Desk(challenge, _now(challenge))


def move(
    desk: Desk, transition: Transition, *, by: User | None, note: str = "", **changes: object
) -> Challenge:
    """The one way a challenge changes its state; kept public pages are told."""
    challenge = desk.challenge
    transition.ensure_allowed_from(challenge.state)
    ChallengeMove.objects.create(
        challenge=challenge,
        transition=transition.name,
        from_state=challenge.state,
        to_state=transition.target,
        by=by,
        at=desk.now,
        note=note,
    )
    challenge.state = transition.target
    for field, value in changes.items():
        setattr(challenge, field, value)
    challenge.save(update_fields=["state", *changes])
    public.touch()
    return challenge


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in WRITTEN}


def _ensure_office(by: User) -> None:
    if not by.is_superuser and not by.has_role(Role.STAFF, Role.SELECTION_LEAD):
        raise NotYours


def _now(challenge: Challenge) -> datetime:
    row = Challenge.objects.filter(pk=challenge.pk)
    moment: datetime = row.values_list(Now(output_field=DateTimeField()), flat=True).get()
    return moment


def _free_slug(challenge: Challenge) -> str:
    """Once given it stays: links to a published challenge hold."""
    if challenge.slug:
        return challenge.slug
    wanted = german_slug(challenge.title_de)[:80] or "challenge"
    taken = Challenge.objects.filter(slug=wanted).exclude(pk=challenge.pk).exists()
    return f"{wanted}-{uuid4().hex[:6]}" if taken else wanted
