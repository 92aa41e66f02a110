"""What the demo's partners have asked startups, in every state, with the mails of back then."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone, translation

from hub.accounts.models import User
from hub.core import times
from hub.mail.models import Email, EmailState
from partners.models import (
    CameOfIt,
    Introduction,
    IntroductionMove,
    IntroductionOutcome,
    IntroductionPause,
    Partner,
    Side,
)
from partners.services import introduction_letters as letters
from partners.services.introductions import ANSWER_DAYS
from partners.states import IntroductionState as S
from startups.models import Startup
from startups.states import MemberLevel

ANSWERED = frozenset({S.ACCEPTED, S.NOT_NOW, S.DECLINED})
SECONDS = timedelta(seconds=4)
PAUSED = "luftlinie"


@dataclass(frozen=True)
class Past:
    """One request: by whose account, to whom, how many days ago, and how it went."""

    account: str
    startup: str
    days: int
    state: str
    reason: str
    # Days after the request; None where nobody answered.
    answered: int | None = None
    note: str = ""
    told: tuple[tuple[str, str, str], ...] = ()


STORIES = (
    Past(
        "partner",
        "waermelotse",
        2,
        S.ASKED,
        "Wir betreiben zwei Verdichterstationen südlich von Leipzig, deren Abwärme heute in die Luft "
        "geht. Wir möchten mit Ihnen rechnen, ob sie für das Nahwärmenetz der Gemeinde reicht.\n\n"
        "Gedacht ist an eine Messung im Februar und ein Gespräch über die Ergebnisse im März.",
    ),
    Past(
        "partner2",
        "waermelotse",
        22,
        S.ACCEPTED,
        "Unsere Geschäftsstelle in Chemnitz wird saniert. Wir suchen jemanden, der die Heizung vorher "
        "und nachher misst.",
        answered=1,
        note="Gern. Am besten erreichen Sie mich dienstags und donnerstags am Vormittag.",
        told=((Side.PARTNER, CameOfIt.MET, "Erstes Treffen in Chemnitz, nächstes im Januar."),),
    ),
    Past(
        "partner",
        "lastfluss",
        8,
        S.ASKED,
        "Ihre Prognose für Ortsnetztrafos möchten wir an einem Verteilnetz mit 40 Stationen erproben.",
    ),
    Past(
        "partner",
        "gaswende",
        6,
        S.DECLINED,
        "Wasserstoff in Bestandsleitungen: Wir haben 7 km Leitung, die 2028 frei wird.",
        answered=1,
    ),
    Past(
        "partner",
        "gridpilot",
        25,
        S.NOT_NOW,
        "Könnten Sie für uns einen Lastgang von drei Jahren auswerten?",
        answered=3,
        note="Bis April sind wir mit zwei Piloten ausgelastet, danach sehr gern.",
    ),
    Past(
        "partner",
        "aetherwind",
        47,
        S.EXPIRED,
        "Kleinwind auf Betriebsgeländen: Wir suchen einen Aufbau für einen Standort in Sachsen-Anhalt.",
    ),
    Past(
        "partner",
        "speicherwerk",
        64,
        S.ACCEPTED,
        "Speicher für unsere Ladeplätze in der Zentrale.",
        answered=5,
        told=(
            (Side.PARTNER, CameOfIt.PILOT, "Zwei Speicher, Start im Frühjahr."),
            (Side.STARTUP, CameOfIt.PILOT, "VNG stellt Fläche und Anschluss, wir die Speicher."),
        ),
    ),
    Past(
        "partner",
        "tiefenwaerme-nordwest",
        33,
        S.WITHDRAWN,
        "Bohrkerne aus 2019 liegen bei uns im Archiv.",
        note="Sie sehen sich ohnehin beim Demo Day am 4. Dezember, dort stellen wir Sie vor.",
    ),
    Past(
        "partner2",
        "sturzfrei",
        51,
        S.DECLINED,
        "Ein Sturzmelder für 30 Pflegehaushalte, ein halbes Jahr lang, mit Befragung.",
        answered=2,
    ),
    Past("partner2", "nachtruhe", 7, S.ASKED, "Schlafmessung für Beschäftigte im Schichtdienst."),
)


def load(people: dict[str, User], *, now: datetime) -> None:
    """Write the requests to startups that partners may see; one startup takes none."""
    startups = {row.slug: row for row in Startup.objects.filter(partner_profile__is_open=True)}
    for past in STORIES:
        if past.startup in startups:
            _write(past, startups[past.startup], people, now)
    paused = startups.get(PAUSED)
    if paused:
        IntroductionPause.objects.create(startup=paused)


def _write(past: Past, startup: Startup, people: dict[str, User], now: datetime) -> None:
    asker = people[past.account]
    owner = startup.members.get(level=MemberLevel.OWNER).person
    # During the day, whenever the demo is loaded.
    day = times.days_later(now, -past.days).astimezone(times.BERLIN)
    asked_at = day.replace(hour=9, minute=5 * len(past.startup) % 60, second=0, microsecond=0)
    expires_at = times.days_later(asked_at, ANSWER_DAYS)
    answered_at = None if past.answered is None else asked_at + timedelta(days=past.answered)
    ended_at = _ended(past, asked_at, expires_at, answered_at, now)
    introduction = Introduction.objects.create(
        partner=Partner.objects.get(members__person=asker),
        startup=startup,
        startup_name=startup.name,
        asked_by=asker,
        asked_at=asked_at,
        reason=past.reason,
        expires_at=expires_at,
        state=past.state,
        answered_by=owner if past.answered is not None else None,
        answered_at=answered_at,
        note=past.note,
        ended_at=ended_at,
    )
    if past.state != S.ASKED:
        IntroductionMove.objects.create(
            introduction=introduction,
            transition="demo",
            from_state=S.ASKED,
            to_state=past.state,
            by=people["staff"] if past.state == S.WITHDRAWN else introduction.answered_by,
            at=answered_at or ended_at or now,
        )
    IntroductionOutcome.objects.bulk_create(
        IntroductionOutcome(
            introduction=introduction,
            side=side,
            outcome=outcome,
            story=story,
            told_by=asker if side == Side.PARTNER else owner,
            told_at=times.days_later(answered_at, 15) if answered_at else now,
        )
        for side, outcome, story in past.told
    )
    # The accounts have come into being after `now`.
    _mail(introduction, timezone.now())


def _ended(
    past: Past,
    asked_at: datetime,
    expires_at: datetime,
    answered_at: datetime | None,
    now: datetime,
) -> datetime | None:
    """When the partner came to know how it ended, if it has."""
    if past.state == S.ACCEPTED:
        return answered_at
    if past.state == S.WITHDRAWN:
        return asked_at + timedelta(days=3)
    return expires_at if expires_at <= now else None


def _mail(introduction: Introduction, now: datetime) -> None:
    """What went out, each sent when it was due."""
    _sent(introduction, introduction.asked_at, lambda: letters.asked(introduction))
    ended_at = introduction.ended_at
    if ended_at is None:
        return
    if introduction.state == S.ACCEPTED:
        _sent(introduction, ended_at, lambda: letters.accepted(introduction, now=now))
    elif introduction.state == S.WITHDRAWN:
        _sent(introduction, ended_at, lambda: letters.withdrawn(introduction, now=now))
    else:
        _sent(introduction, ended_at, lambda: letters.not_possible(introduction, now=now))


def _sent(introduction: Introduction, at: datetime, queue: Callable[[], None]) -> None:
    queue()
    with translation.override("de"):
        about = reverse("admin:partners_introduction_change", args=[introduction.pk])
    Email.objects.filter(about=about, state=EmailState.QUEUED).update(
        state=EmailState.SENT, attempts=1, created_at=at, sent_at=at + SECONDS
    )
