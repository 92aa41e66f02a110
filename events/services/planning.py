"""Events made from others: copied, from a template, or as a series at the same time of day."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Event, EventQuestion, EventSession
from events.services.events import ensure_office
from events.states import EventState
from hub.accounts.models import User
from hub.core import times
from hub.core.minutes import is_skipped, is_twice
from hub.core.times import BERLIN
from hub.core.workflow import DomainError

MOST = 52
WEEK = 7
# What each event has of its own; everything else is copied.
OWN = {
    "id",
    "uuid",
    "slug",
    "state",
    "published_at",
    "publish_at",
    "cancelled_at",
    "notice_de",
    "notice_en",
    "moved_from",
    "sequence",
    "changed_at",
    "series",
    "is_template",
    "created_by",
    "created_at",
    "last_place",
    "starts_at",
    "ends_at",
    "registration_until",
    "places",
    "words",
}


class Rhythm(models.TextChoices):
    WEEKLY = "weekly", gettext_lazy("jede Woche")
    FORTNIGHTLY = "fortnightly", gettext_lazy("alle zwei Wochen")
    MONTHLY_DAY = "monthly_day", gettext_lazy("jeden Monat am selben Tag (etwa am 15.)")
    MONTHLY_WEEKDAY = (
        "monthly_weekday",
        gettext_lazy("jeden Monat am selben Wochentag (etwa am zweiten Dienstag)"),
    )


class NoSuchTime(DomainError):
    """A date of a series does not exist, or its time exists never or twice on that day."""


@transaction.atomic
def copy(event: Event, *, starts_at: datetime, uuid: UUID, by: User) -> Event:
    """A draft like `event` at another time, with its programme, people and questions.

    `uuid` comes with the form, so that a double click makes one. Raises NotYours.
    """
    ensure_office(by)
    there = Event.objects.filter(uuid=uuid).first()
    return there or _copied(event, starts_at, uuid=uuid, by=by)


@transaction.atomic
def repeat(event: Event, *, rhythm: str, number: int, series: UUID, by: User) -> list[Event]:
    """Make `event` the first of a series of `number`; the others are drafts like it.

    `series` comes with the form, so that a double click makes one series. Raises NotYours,
    NoSuchTime.
    """
    ensure_office(by)
    first = Event.objects.select_for_update(of=("self",), no_key=True).get(pk=event.pk)
    if Event.objects.filter(series=series).exists():
        return list(Event.objects.filter(series=series).exclude(pk=first.pk))
    dates = moments(first.starts_at, rhythm=rhythm, number=number)
    first.series = series
    first.save(update_fields=["series"])
    return [_copied(first, starts_at, by=by, series=series) for starts_at in dates[1:]]


def moments(starts_at: datetime, *, rhythm: str, number: int) -> list[datetime]:
    """When the events of a series begin: by Berlin's clock always at the same time of day.

    Raises NoSuchTime and names the day, rather than guess another.
    """
    there = starts_at.astimezone(BERLIN)
    found = []
    for day in _days(there.date(), rhythm, number):
        naive = datetime.combine(day, there.time())
        if is_skipped(naive) or is_twice(naive):
            raise NoSuchTime(
                _(
                    "Am %(day)s werden die Uhren umgestellt: Diese Uhrzeit gibt es dann nicht oder "
                    "zweimal. Wählen Sie für die Reihe eine andere."
                )
                % {"day": times.day(day)}
            )
        found.append(naive.replace(tzinfo=BERLIN).astimezone(UTC))
    return found


def _days(first: date, rhythm: str, number: int) -> Iterator[date]:
    for count in range(number):
        match rhythm:
            case Rhythm.WEEKLY:
                yield first + timedelta(days=WEEK * count)
            case Rhythm.FORTNIGHTLY:
                yield first + timedelta(days=2 * WEEK * count)
            case Rhythm.MONTHLY_DAY:
                yield _in_month(first, count, first.day)
            case _:
                yield _in_month(first, count, _same_weekday(first, count))


def _in_month(first: date, later: int, number: int) -> date:
    year, month = _month(first, later)
    if number > monthrange(year, month)[1]:
        raise NoSuchTime(
            _("Den Tag gibt es nicht in jedem Monat: Im %(month)s fehlt er.")
            % {"month": f"{month:02}.{year}"}
        )
    return date(year, month, number)


def _same_weekday(first: date, later: int) -> int:
    """The day on which the so-manyeth weekday falls; over the month's end where there is none."""
    year, month = _month(first, later)
    nth = (first.day - 1) // WEEK
    starts_on = date(year, month, 1).weekday()
    return 1 + (first.weekday() - starts_on) % WEEK + WEEK * nth


def _month(first: date, later: int) -> tuple[int, int]:
    months = first.year * 12 + first.month - 1 + later
    return months // 12, months % 12 + 1


def _copied(
    event: Event,
    starts_at: datetime,
    *,
    by: User,
    uuid: UUID | None = None,
    series: UUID | None = None,
) -> Event:
    taken = {
        field.attname: getattr(event, field.attname)
        for field in Event._meta.concrete_fields  # noqa: SLF001
        if field.name not in OWN
    }
    own: dict[str, object] = {"uuid": uuid} if uuid else {}
    until = event.registration_until
    new = Event.objects.create(
        **taken,
        **own,
        state=EventState.DRAFT,
        series=series,
        starts_at=starts_at,
        ends_at=_along(event, starts_at, event.ends_at),
        registration_until=_along(event, starts_at, until) if until else None,
        created_by=by,
    )
    _programme(event, new)
    return new


def _along(event: Event, starts_at: datetime, moment: datetime) -> datetime:
    """A moment of `event` in a copy that begins at `starts_at`: as long after or before."""
    return starts_at + (moment - event.starts_at)


def _programme(event: Event, new: Event) -> None:
    speakers = {}
    for speaker in event.speakers.all():
        old, speaker.pk, speaker.event = speaker.pk, None, new
        speaker.save(force_insert=True)
        speakers[old] = speaker
    for session in event.sessions.prefetch_related("speakers"):
        who = [speakers[speaker.pk] for speaker in session.speakers.all()]
        made = EventSession.objects.create(
            event=new,
            starts_at=_along(event, new.starts_at, session.starts_at),
            ends_at=_along(event, new.starts_at, session.ends_at),
            title_de=session.title_de,
            title_en=session.title_en,
            text_de=session.text_de,
            text_en=session.text_en,
            room=session.room,
        )
        made.speakers.set(who)
    for question in event.questions.all():
        EventQuestion.objects.create(
            event=new,
            kind=question.kind,
            label_de=question.label_de,
            label_en=question.label_en,
            options_de=question.options_de,
            options_en=question.options_en,
            is_required=question.is_required,
            position=question.position,
        )
    for words in event.feedback_questions.all():
        words.pk, words.event = None, new
        words.save(force_insert=True)
