"""The lifecycles of this package, as data. Change a lifecycle here and nowhere else."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hub.core.workflow import Transition


class IntroductionState(models.TextChoices):
    """Where a request stands for the startup and the hub; the partner reads less (see queries)."""

    ASKED = "asked", _("wartet auf Antwort")
    ACCEPTED = "accepted", pgettext_lazy("an introduction", "Ja")
    NOT_NOW = "not_now", pgettext_lazy("an introduction", "nicht jetzt")
    DECLINED = "declined", pgettext_lazy("an introduction", "Nein")
    EXPIRED = "expired", _("ohne Antwort abgelaufen")
    CLOSED = "closed", _("hinfällig")
    WITHDRAWN = "withdrawn", _("vom Hub zurückgezogen")


I = IntroductionState  # noqa: E741 - as short as the others
# Until the partner is told, a «no» or «not now» may still become something else.
UNTOLD = frozenset({I.ASKED, I.NOT_NOW, I.DECLINED})
ACCEPT_INTRODUCTION = Transition("accept", UNTOLD, I.ACCEPTED)
DEFER_INTRODUCTION = Transition("not now", UNTOLD - {I.NOT_NOW}, I.NOT_NOW)
DECLINE_INTRODUCTION = Transition("decline", UNTOLD - {I.DECLINED}, I.DECLINED)
EXPIRE_INTRODUCTION = Transition("expire", frozenset({I.ASKED}), I.EXPIRED)
CLOSE_INTRODUCTION = Transition("close", frozenset({I.ASKED}), I.CLOSED)
WITHDRAW_INTRODUCTION = Transition("withdraw", frozenset({I.ASKED}), I.WITHDRAWN)
INTRODUCTION_ANSWERS = {
    move.target: move for move in (ACCEPT_INTRODUCTION, DEFER_INTRODUCTION, DECLINE_INTRODUCTION)
}


class ChallengeState(models.TextChoices):
    DRAFT = "draft", _("Entwurf")
    IN_CHECK = "in_check", _("beim Hub-Team")
    PUBLISHED = "published", _("veröffentlicht")
    CLOSED = "closed", _("Frist vorbei")
    DECIDED = "decided", _("entschieden")


C = ChallengeState
# What everybody may read.
PUBLIC_CHALLENGES = frozenset({C.PUBLISHED, C.CLOSED, C.DECIDED})

SEND_CHALLENGE = Transition("send to check", frozenset({C.DRAFT}), C.IN_CHECK)
TAKE_CHALLENGE_BACK = Transition("take back", frozenset({C.IN_CHECK}), C.DRAFT)
RETURN_CHALLENGE = Transition("return", frozenset({C.IN_CHECK}), C.DRAFT)
PUBLISH_CHALLENGE = Transition("publish", frozenset({C.IN_CHECK}), C.PUBLISHED)
CLOSE_CHALLENGE = Transition("close", frozenset({C.PUBLISHED}), C.CLOSED)
DECIDE_CHALLENGE = Transition("decide", frozenset({C.CLOSED}), C.DECIDED)


class PilotState(models.TextChoices):
    IDEA = "idea", pgettext_lazy("pilot", "Idee")
    SCOPING = "scoping", _("in Klärung")
    AGREED = "agreed", _("vereinbart")
    RUNNING = "running", pgettext_lazy("pilot", "läuft")
    EVALUATION = "evaluation", _("in Auswertung")
    ROLLOUT = "rollout", _("im Einsatz")
    ENDED = "ended", pgettext_lazy("pilot", "beendet")
    ON_HOLD = "on_hold", _("ruht")


P = PilotState
# The way of a pilot, stop by stop; it may end, or rest, at any of them but the last.
PILOT_LINE = (P.IDEA, P.SCOPING, P.AGREED, P.RUNNING, P.EVALUATION, P.ROLLOUT)
PILOT_OPEN = frozenset(PILOT_LINE) - {P.ROLLOUT}
PILOT_CLOSED = frozenset({P.ROLLOUT, P.ENDED})
# From here on it stands who answers for it, what it is measured by and who pays.
PILOT_COMMITTED = frozenset({P.AGREED, P.RUNNING, P.EVALUATION, P.ROLLOUT})
# What came of it can be written down, and both sides may show it.
PILOT_JUDGED = frozenset({P.EVALUATION, *PILOT_CLOSED})
PILOT_SHOWABLE = frozenset({P.RUNNING, *PILOT_JUDGED})

SCOPE_PILOT = Transition("scope", frozenset({P.IDEA}), P.SCOPING)
AGREE_PILOT = Transition("agree", frozenset({P.SCOPING}), P.AGREED)
START_PILOT = Transition("start", frozenset({P.AGREED}), P.RUNNING)
EVALUATE_PILOT = Transition("evaluate", frozenset({P.RUNNING}), P.EVALUATION)
ROLL_OUT_PILOT = Transition("roll out", frozenset({P.EVALUATION}), P.ROLLOUT)
END_PILOT = Transition("end", PILOT_OPEN | {P.ON_HOLD}, P.ENDED)
HOLD_PILOT = Transition("hold", PILOT_OPEN, P.ON_HOLD)
# Back to where it was, and nowhere else.
RESUME_PILOT = {
    state: Transition("resume", frozenset({P.ON_HOLD}), state)
    for state in PILOT_LINE
    if state in PILOT_OPEN
}
PILOT_STEPS = (SCOPE_PILOT, AGREE_PILOT, START_PILOT, EVALUATE_PILOT, ROLL_OUT_PILOT)


class EntryState(models.TextChoices):
    """Where an entry stands; its team reads «handed in» until the decision (Entry.shown_state)."""

    DRAFT = "draft", _("Entwurf")
    SUBMITTED = "submitted", _("eingereicht")
    SHORTLISTED = "shortlisted", _("engere Wahl")
    CHOSEN = "chosen", _("ausgewählt")
    NOT_CHOSEN = "not_chosen", _("nicht ausgewählt")
    WITHDRAWN = "withdrawn", _("zurückgezogen")


E = EntryState
# In the hands of the partner, not decided yet.
WAITING_ENTRIES = frozenset({E.SUBMITTED, E.SHORTLISTED})
DECIDED_ENTRIES = frozenset({E.CHOSEN, E.NOT_CHOSEN})
# What a partner reads.
HANDED_IN_ENTRIES = WAITING_ENTRIES | DECIDED_ENTRIES

SUBMIT_ENTRY = Transition("submit", frozenset({E.DRAFT}), E.SUBMITTED)
SHORTLIST_ENTRY = Transition("shortlist", frozenset({E.SUBMITTED}), E.SHORTLISTED)
UNLIST_ENTRY = Transition("unlist", frozenset({E.SHORTLISTED}), E.SUBMITTED)
CHOOSE_ENTRY = Transition("choose", WAITING_ENTRIES, E.CHOSEN)
PASS_ENTRY_OVER = Transition("pass over", WAITING_ENTRIES, E.NOT_CHOSEN)
WITHDRAW_ENTRY = Transition("withdraw", WAITING_ENTRIES | {E.DRAFT}, E.WITHDRAWN)
RESUME_ENTRY = Transition("resume", frozenset({E.WITHDRAWN}), E.DRAFT)


class Verdict(models.TextChoices):
    """What a choice, prepared in silence, will say when it is released."""

    CHOSEN = "chosen", _("ausgewählt")
    NOT_CHOSEN = "not_chosen", _("nicht ausgewählt")


VERDICT_TRANSITIONS = {Verdict.CHOSEN: CHOOSE_ENTRY, Verdict.NOT_CHOSEN: PASS_ENTRY_OVER}
