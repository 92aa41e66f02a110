"""What is to go out, to whom and when: one computation for the sending and for the desk's preview.

Everything follows from the rows: the rules, the objects' dates, what was sent, what people want.
Between 20 and 8 o'clock in Berlin nothing goes: what is due then goes at eight, unless it would be
too late by then; that goes at once. What is past is dropped. Of several reminders of the same date
that have become due, only the newest goes.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from hub.accounts.models import User
from hub.core.times import BERLIN
from hub.mail import subjects
from hub.mail.recipients import Guest, Key, Recipient, key_of
from hub.mail.reminder_models import MailChoice, Reminder, ReminderRule, When
from hub.mail.subjects import Occasion, Subject, Wanted

MORNING, EVENING = time(8), time(20)
# A date may lie a little later than a rule's distance says: the clocks change.
CLOCK_CHANGE = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Planned:
    """One reminder to one account or guest: due by its rule at `due`, leaving at `at`."""

    rule: ReminderRule
    subject: Subject
    occasion: Occasion
    to: Recipient
    due: datetime
    at: datetime
    over: datetime | None
    in_digest: bool

    @property
    def is_moved(self) -> bool:
        """Whether the night, a digest or an outage made it later."""
        return self.at != self.due

    @property
    def is_to_guest(self) -> bool:
        return isinstance(self.to, Guest)

    @property
    def who(self) -> str:
        """The recipient as a text: one order for all clocks, so that none waits for another."""
        return str(key_of(self.to))


def plan(
    *,
    now: datetime,
    until: datetime,
    viewer: User | None = None,
    again: Occasion | None = None,
) -> list[Planned]:
    """Everything that leaves up to `until`, soonest first, as things stand `now`.

    `viewer` is who reads it at the desk: what that person must not know of is left out. With
    `again` only what is about that object is computed once more.
    """
    active = ReminderRule.objects.filter(is_active=True)
    if again is not None:
        active = active.filter(subject=again.subject)
    rules = [rule for rule in active if _known(rule)]
    by_date: dict[tuple[str, str], list[ReminderRule]] = defaultdict(list)
    for rule in rules:
        by_date[rule.subject, rule.anchor].append(rule)
    found = [
        entry
        for occasion in _occasions(by_date, now, until, viewer, again.object if again else "")
        for entry in _due(occasion, by_date[occasion.subject, occasion.anchor], now, until)
    ]
    planned = list(_for_each_person(found, now=now, until=until))
    return sorted(planned, key=lambda one: (one.at, one.occasion.name, one.rule.pk, str(one.to)))


@dataclass(frozen=True, slots=True)
class _Due:
    rule: ReminderRule
    occasion: Occasion
    due: datetime
    over: datetime | None


def _known(rule: ReminderRule) -> bool:
    subject = subjects.get(rule.subject)
    return subject is not None and rule.anchor in subject.dates


def _occasions(
    by_date: dict[tuple[str, str], list[ReminderRule]],
    now: datetime,
    until: datetime,
    viewer: User | None,
    only: str,
) -> Iterator[Occasion]:
    reach = {
        key: max(rule.shift(until, back=True) for rule in rules) + CLOCK_CHANGE
        for key, rules in by_date.items()
    }
    wanted = Wanted(now, reach, viewer, only)
    finds = dict.fromkeys(_subject(key).find for key, _anchor in by_date)
    for find in finds:
        yield from find(wanted)


def _due(
    occasion: Occasion, rules: Iterable[ReminderRule], now: datetime, until: datetime
) -> list[_Due]:
    """The reminders of an occasion that can still go: of those that are late only the newest."""
    found = []
    for rule in rules:
        due = rule.shift(occasion.date)
        over = occasion.over
        if over is None and rule.when == When.BEFORE:
            over = occasion.date
        begins = max(rule.starts_at, occasion.since or rule.starts_at)
        if begins <= due <= until and (over is None or now < over):
            found.append(_Due(rule, occasion, due, over))
    found.sort(key=lambda one: (one.due, one.rule.pk))
    late = [one for one in found if out_of_the_night(one.due, one.over) <= now]
    return [one for one in found if one not in late[:-1]]


def _for_each_person(found: list[_Due], *, now: datetime, until: datetime) -> Iterator[Planned]:
    if not found:
        return
    known = people({person for one in found for person in one.occasion.people})
    sent = _sent({one.occasion.object for one in found})
    for one in found:
        subject, occasion = _subject(one.rule.subject), one.occasion
        for to, choice in recipients(occasion, known):
            if (key_of(to), one.rule.pk, occasion.object, occasion.date) in sent:
                continue
            if choice and subject.mail in choice.declined:
                continue
            at, in_digest = leaves(
                one.due, one.over, now=now, is_daily=bool(choice and choice.is_daily)
            )
            if at <= until and (one.over is None or at < one.over):
                yield Planned(one.rule, subject, occasion, to, one.due, at, one.over, in_digest)


def recipients(
    occasion: Occasion, known: dict[int, tuple[User, MailChoice | None]]
) -> Iterator[tuple[Recipient, MailChoice | None]]:
    """Those of an occasion who can be written to; a guest has no account to keep a choice in."""
    for key in occasion.people:
        if key in known:
            yield known[key]
    for guest in occasion.guests:
        yield guest, None


def people(keys: set[int]) -> dict[int, tuple[User, MailChoice | None]]:
    """The active accounts with these numbers, each with what they want by mail."""
    found = User.objects.filter(pk__in=keys, is_active=True).select_related("mail_choice")
    return {person.pk: (person, getattr(person, "mail_choice", None)) for person in found}


def _sent(objects: set[str]) -> set[tuple[Key, int, str, datetime]]:
    rows = Reminder.objects.filter(object__in=objects)
    return {
        (person or guest, rule, thing, date)
        for person, guest, rule, thing, date in rows.values_list(
            "person_id", "guest", "rule_id", "object", "date"
        )
    }


def _subject(key: str) -> Subject:
    found = subjects.get(key)
    assert found
    return found


# The hours of the day


def leaves(
    due: datetime, over: datetime | None, *, now: datetime, is_daily: bool
) -> tuple[datetime, bool]:
    """When a reminder leaves, and whether in the digest: one that would be too late goes alone."""
    if is_daily:
        slot = next_morning(due)
        at = out_of_the_night(max(slot, now), over)
        if over is None or at < over:
            return at, True
    return out_of_the_night(max(due, now), over), False


def out_of_the_night(moment: datetime, over: datetime | None) -> datetime:
    """The moment itself by day; in the night eight o'clock, unless it is over by then."""
    local = moment.astimezone(BERLIN)
    if MORNING <= local.time() < EVENING:
        return moment
    morning = next_morning(moment)
    return moment if over is not None and morning >= over else morning


def next_morning(moment: datetime) -> datetime:
    """The first eight o'clock in Berlin that is not before the moment."""
    local = moment.astimezone(BERLIN)
    day = local.date() + timedelta(days=local.time() > MORNING)
    return datetime.combine(day, MORNING, tzinfo=BERLIN).astimezone(moment.tzinfo)
