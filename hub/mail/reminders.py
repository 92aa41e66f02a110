"""Sending what is due: each reminder once, however many clocks tick and however late.

Before it goes it is computed once more for its object, under the lock that those take who change
it: who cancelled, handed in or left a second ago gets none. A row of `Reminder` is written in the
transaction that queues the mail, unique by object, date, recipient and rule: who comes second waits
for the first one's commit, finds the row and is silent.
"""

import logging
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from hub.accounts.models import User
from hub.core.times import BERLIN
from hub.mail import choices, kinds, outbox, texts
from hub.mail.planning import Planned, next_morning, plan
from hub.mail.recipients import Guest
from hub.mail.reminder_models import Reminder
from hub.mail.values import Entries, Link, Words

logger = logging.getLogger(__name__)
KEPT = timedelta(days=400)
BUDGET_SECONDS = 20.0
Act = Callable[[list[Planned], datetime], int]
TWO_DAYS = timedelta(days=2)
HOUR = timedelta(hours=1)


def send_due(*, now: datetime) -> int:
    """Queue every reminder that is due and not past; how many this call added.

    The nearest date comes first. What there is no time for goes with the next tick: a conference
    must not keep the clock from its other jobs.
    """
    stop_at, sent = time.monotonic() + BUDGET_SECONDS, 0
    for act, group in _groups(plan(now=now, until=now)):
        sent += _try(act, group, now)
        if time.monotonic() > stop_at:
            break
    return sent


def _groups(due: list[Planned]) -> Iterator[tuple[Act, list[Planned]]]:
    """What is sent in one transaction: an occasion to all it is for, or somebody's digest."""
    alone = sorted((one for one in due if not one.in_digest), key=_occasion)
    for _key, group in groupby(alone, key=_occasion):
        yield _send, list(group)
    together = sorted((one for one in due if one.in_digest), key=attrgetter("who"))
    for _key, group in groupby(together, key=attrgetter("who")):
        yield _send_digest, list(group)


def forget_old(*, now: datetime) -> int:
    """What was sent more than a year ago cannot come again."""
    return Reminder.objects.filter(sent_at__lt=now - KEPT).delete()[0]


def hand_over(*, guest: UUID, to: User) -> None:
    """What somebody was reminded of as a guest counts for the account they have now."""
    Reminder.objects.filter(guest=guest).update(guest=None, person=to)


def left(date: datetime, *, now: datetime) -> Words:
    """How long it is until a date, as a sentence in the active language for a mail before it."""
    if date - now >= TWO_DAYS:
        days = (timezone.localdate(date, BERLIN) - timezone.localdate(now, BERLIN)).days
        return Words(_("Bis dahin sind es noch {} Tage.").format(days))
    hours = round((date - now) / HOUR)
    if hours < 1:
        return Words(_("Bis dahin ist es weniger als eine Stunde."))
    if hours == 1:
        return Words(_("Bis dahin ist es noch eine Stunde."))
    return Words(_("Bis dahin sind es noch {} Stunden.").format(hours))


def _occasion(one: Planned) -> tuple[datetime, str, int]:
    return one.occasion.date, one.occasion.object, one.rule.pk


def _try(act: Act, group: list[Planned], now: datetime) -> int:
    """One that fails does not stop the others."""
    try:
        return act(group, now)
    except Exception:
        logger.exception("a reminder failed: %s", group[0].occasion.object)
        return 0


@transaction.atomic
def _send(group: list[Planned], now: datetime) -> int:
    """One occasion's reminder to everybody it is for; always in the same order of people."""
    sent = 0
    for one in sorted(_still(group, now), key=attrgetter("who")):
        if _note(one, now):
            sent += outbox.queue(
                one.subject.mail,
                to=one.to,
                values=_values(one, now),
                dedup_key=f"reminder:{one.rule.pk}:{one.occasion.object}"
                f":{one.occasion.date.isoformat()}:{one.who}",
                about=one.occasion.about,
            )
    return sent


@transaction.atomic
def _send_digest(group: list[Planned], now: datetime) -> int:
    """A person's reminders in one mail, once a day; what would be too late tomorrow goes alone."""
    person = group[0].to
    assert isinstance(person, User), "only accounts have a digest"
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    midnight = now.astimezone(BERLIN).replace(hour=0, minute=0, second=0, microsecond=0)
    had = Reminder.objects.filter(person=person, in_digest=True, sent_at__gte=midnight)
    if had.exists():
        tomorrow = next_morning(now)
        late = [one for one in group if one.over is not None and one.over <= tomorrow]
        return sum(_send([one], now) for one in late)
    group = sorted(group, key=_occasion)
    still = [one for _key, some in groupby(group, key=_occasion) for one in _still([*some], now)]
    fresh = [one for one in still if _note(one, now)]
    if not fresh:
        return 0
    return outbox.queue(
        choices.DIGEST,
        to=person,
        values={
            "number": str(len(fresh)),
            "entries": Entries(tuple(_entry(one, now) for one in fresh)),
            "link": Link("/account/mails/"),
        },
        dedup_key=f"digest:{person.pk}:{midnight.date().isoformat()}",
    )


def _still(group: list[Planned], now: datetime) -> list[Planned]:
    """What holds of an occasion's reminders, read anew now that nobody can change it any more."""
    occasion = group[0].occasion
    _lock(occasion.guard or occasion.row)
    known = {(one.rule.pk, one.occasion.date, one.who, one.in_digest) for one in group}
    return [
        one
        for one in plan(now=now, until=now, again=occasion)
        if (one.rule.pk, one.occasion.date, one.who, one.in_digest) in known
    ]


def _lock(row: Any) -> None:
    rows = type(row)._base_manager.select_for_update(of=("self",), no_key=True)  # noqa: SLF001
    rows.only("pk").filter(pk=row.pk).first()


def _note(one: Planned, now: datetime) -> bool:
    """Whether it is this clock that sends it."""
    to = one.to
    whose = {"guest": to.key} if isinstance(to, Guest) else {"person": to}
    return Reminder.objects.get_or_create(
        rule=one.rule,
        object=one.occasion.object,
        date=one.occasion.date,
        **whose,
        defaults={"in_digest": one.in_digest, "sent_at": now},
    )[1]


def _values(one: Planned, now: datetime) -> dict[str, object]:
    with translation.override(one.to.language):
        return dict(one.subject.values(one.occasion, one.to, now))


def _entry(one: Planned, now: datetime) -> tuple[str, Link]:
    """What stands for a reminder in a digest: its mail's subject, and its first link."""
    kind, values = kinds.get(one.subject.mail), _values(one, now)
    text = texts.rendered(kind, values, language=one.to.language, name=one.to.name)
    return text.subject, next(value for value in values.values() if isinstance(value, Link))
