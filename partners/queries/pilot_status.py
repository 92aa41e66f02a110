"""Where a pilot stands, in words: the same on the board, on its page, in mails and in refusals."""

from collections.abc import Callable, Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.core.workflow import Transition
from partners.models import Pilot, PilotSide
from partners.queries import pilot_sides
from partners.states import (
    END_PILOT,
    HOLD_PILOT,
    PILOT_LINE,
    PILOT_STEPS,
    RESUME_PILOT,
    PilotState,
)
from startups.queries.status import Stop

P = PilotState
# What a button says that brings a pilot there.
STEP_WORDS: dict[str, Promise] = {
    P.SCOPING: gettext_lazy("In die Klärung"),
    P.AGREED: gettext_lazy("Vereinbaren"),
    P.RUNNING: gettext_lazy("Starten"),
    P.EVALUATION: gettext_lazy("Auswerten"),
    P.ROLLOUT: gettext_lazy("In den Einsatz"),
}
SENTENCES: dict[str, Promise] = {
    P.IDEA: gettext_lazy("Eine Idee. Sie gilt, sobald beide Seiten zugestimmt haben."),
    P.SCOPING: gettext_lazy(
        "Beide Seiten klären, wer verantwortlich ist, woran der Erfolg gemessen wird und wer zahlt."
    ),
    P.AGREED: gettext_lazy("Alles ist vereinbart. Der Start steht bevor."),
    P.RUNNING: gettext_lazy("Jetzt wird ausprobiert."),
    P.EVALUATION: gettext_lazy("Der Versuch ist vorbei. Jetzt zählt, was er ergeben hat."),
    P.ROLLOUT: gettext_lazy("Aus dem Versuch ist Alltag geworden."),
    P.ENDED: gettext_lazy("Was war, bleibt hier stehen."),
    P.ON_HOLD: gettext_lazy("Niemand wird erinnert, bis es weitergeht."),
}


def next_step(pilot: Pilot) -> Transition | None:
    """The next stop of the line; None at its end and while the pilot rests."""
    return next((step for step in PILOT_STEPS if pilot.state in step.sources), None)


def steps(pilot: Pilot) -> list[Transition]:
    """Every move the lifecycle knows from here."""
    resume = [RESUME_PILOT[P(pilot.held_from)]] if pilot.held_from else []
    known = [*PILOT_STEPS, HOLD_PILOT, END_PILOT]
    return [*resume, *(step for step in known if pilot.state in step.sources)]


def missing(pilot: Pilot, target: str) -> list[str]:
    """What still has to be there before the pilot may come to a state, in words for both sides."""
    asked = NEEDED.get(target, ())
    return [str(words) for found in asked for words in found(pilot)]


def _unconfirmed(pilot: Pilot) -> list[str]:
    return [
        _("die Zustimmung von %(name)s") % {"name": pilot_sides.name(pilot, side)}
        for side in (PilotSide.PARTNER, PilotSide.STARTUP)
        if not pilot.confirmed_at(side)
    ]


def _without_owner(pilot: Pilot) -> list[str]:
    """An owner who has left counts for none: nobody would answer."""
    owners = ((PilotSide.PARTNER, pilot.partner_owner), (PilotSide.STARTUP, pilot.startup_owner))
    return [
        _("wer bei %(name)s verantwortlich ist") % {"name": pilot_sides.name(pilot, side)}
        for side, owner in owners
        if owner is None or owner.left_at is not None
    ]


def _unmeasured(pilot: Pilot) -> list[str]:
    return [] if pilot.success_measure.strip() else [_("woran der Erfolg gemessen wird")]


def _unpaid(pilot: Pilot) -> list[str]:
    return [] if pilot.payer else [_("wer zahlt")]


AGREEMENT: tuple[Callable[[Pilot], list[str]], ...] = (_without_owner, _unmeasured, _unpaid)
NEEDED: dict[str, tuple[Callable[[Pilot], list[str]], ...]] = {
    P.SCOPING: (_unconfirmed,),
    P.AGREED: AGREEMENT,
    P.RUNNING: AGREEMENT,
    P.EVALUATION: AGREEMENT,
    P.ROLLOUT: AGREEMENT,
}


def listed(parts: Iterable[str]) -> str:
    """«a», «a und b», «a, b und c»."""
    *before, last = parts
    return (
        _("%(some)s und %(last)s") % {"some": ", ".join(before), "last": last} if before else last
    )


def stops(pilot: Pilot) -> list[Stop]:
    """The line with the present stop marked; a resting or ended pilot shows how far it came."""
    here = pilot.held_from or pilot.state
    if here == P.ENDED:
        reached = _furthest(pilot)
        done = [Stop(_stop_label(stop), "done") for stop in PILOT_LINE[: reached + 1]]
        return [*done, Stop(_stop_label(P.ENDED), "problem")]
    place = PILOT_LINE.index(P(here))
    found = []
    for number, stop in enumerate(PILOT_LINE):
        if here == P.ROLLOUT or number < place:
            state = "done"
        else:
            state = "now" if number == place else "todo"
        note = str(P.ON_HOLD.label) if pilot.held_from and number == place else ""
        found.append(Stop(_stop_label(stop), state, note))
    return found


def _furthest(pilot: Pilot) -> int:
    """How far along the line an ended pilot had come."""
    passed = {move.from_state for move in pilot.moves.all()}
    return max((PILOT_LINE.index(stop) for stop in PILOT_LINE if stop in passed), default=0)


def _stop_label(state: str) -> str:
    label = str(P(state).label)
    return label[:1].upper() + label[1:]


def step_label(step: Transition) -> str:
    """What the button of a move says."""
    if step is END_PILOT:
        return _("Beenden")
    if step is HOLD_PILOT:
        return _("Ruhen lassen")
    return _("Weitermachen") if step.name == "resume" else str(STEP_WORDS[step.target])
