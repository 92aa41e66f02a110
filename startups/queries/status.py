"""Where an application stands, in words: the same stops, sentence and date on pages and in mails.

Nothing silent gets in here: a prepared decision or a screening changes no word of it.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from hub.core import times
from startups.models import Application, Offer
from startups.states import IN_SELECTION, ApplicationState, OfferState

S = ApplicationState


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of the line; `state` is done, now, todo or problem."""

    label: str
    state: str
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    title: str
    sentence: str
    stops: tuple[Stop, ...]
    next_label: str = ""
    next_date: str = ""

    @property
    def next_line(self) -> str:
        return f"{self.next_label}: {self.next_date}" if self.next_date else ""


def offer_of(application: Application) -> Offer | None:
    """The place that is offered: only to who was accepted."""
    if application.state != S.ACCEPTED:
        return None
    return Offer.objects.filter(application=application).first()


def of(application: Application, *, deadline: datetime, offer: Offer | None = None) -> Status:
    """The honest status line of one application; `deadline` is its own, extensions counted."""
    title, sentence = _words(application, deadline, offer)
    label, date = _next(application, deadline, offer)
    return Status(title, sentence, _stops(application, offer), label, date)


def _words(application: Application, deadline: datetime, offer: Offer | None) -> tuple[str, str]:
    state = application.state
    if state == S.DRAFT:
        return _draft_words(application, deadline)
    if state == S.ACCEPTED:
        return _offer_words(offer)
    if state in IN_SELECTION:
        return SELECTION_TITLES[S(state)](), _(
            "Eure Bewerbung liegt beim Hub-Team. Wir lesen sie und melden uns."
        )
    return CLOSED_WORDS[S(state)]()


SELECTION_TITLES = {
    S.SUBMITTED: lambda: _("Eingereicht"),
    S.IN_REVIEW: lambda: _("In Prüfung"),
    S.SHORTLISTED: lambda: _("In der engeren Wahl"),
    S.INTERVIEWED: lambda: _("Gespräch geführt"),
}
CLOSED_WORDS = {
    S.WAITLISTED: lambda: (
        _("Auf der Warteliste"),
        _("Wird ein Platz frei, rückt ihr nach. Wir schreiben euch dann sofort."),
    ),
    S.DECLINED: lambda: (
        _("Abgelehnt"),
        _("Für diese Klasse hat es nicht gereicht. Ihr könnt euch für die nächste bewerben."),
    ),
    S.INELIGIBLE: lambda: (
        _("Nicht zugelassen"),
        _("Die Bewerbung erfüllt eine Bedingung der Klasse nicht. Die Begründung steht unten."),
    ),
    S.WITHDRAWN: lambda: (
        _("Zurückgezogen"),
        _("Ihr habt die Bewerbung zurückgezogen. Es ist nichts weiter zu tun."),
    ),
}


def _draft_words(application: Application, deadline: datetime) -> tuple[str, str]:
    if timezone.now() > deadline:
        return _("Nicht abgesendet"), _(
            "Die Frist ist vorbei, der Entwurf wurde nicht abgesendet. Lesen könnt ihr ihn weiterhin."
        )
    if application.first_submitted_at:
        return _("Wieder geöffnet"), _(
            "Ihr habt die Bewerbung wieder geöffnet. Sie zählt erst, wenn ihr sie erneut absendet."
        )
    return _("Entwurf"), _("Alles ist gespeichert, abgesendet ist noch nichts.")


def _offer_words(offer: Offer | None) -> tuple[str, str]:
    if offer is None or offer.state == OfferState.SENT:
        return _("Angenommen"), _("Ihr habt einen Platz. Bestätigt ihn, damit er euch gehört.")
    if offer.state == OfferState.ACCEPTED:
        return _("Platz bestätigt"), _("Ihr seid dabei. Wir melden uns mit allem zum Start.")
    if offer.state == OfferState.DECLINED:
        return _("Platz abgelehnt"), _(
            "Ihr habt den Platz abgelehnt. Er geht an ein anderes Team."
        )
    return _("Platz verfallen"), _(
        "Die Frist für die Zusage ist vorbei. Schreibt uns, wenn das ein Versehen war."
    )


def _next(application: Application, deadline: datetime, offer: Offer | None) -> tuple[str, str]:
    state = application.state
    if state == S.DRAFT and timezone.now() <= deadline:
        return _("Absenden bis"), times.long_moment(deadline)
    if state in IN_SELECTION and application.batch.decision_by:
        return _("Entscheidung bis"), times.day(application.batch.decision_by)
    if state == S.ACCEPTED and offer and offer.state == OfferState.SENT:
        return _("Zusage bis"), times.long_moment(offer.expires_at)
    if state == S.ACCEPTED and offer and offer.state == OfferState.ACCEPTED:
        return _("Programmstart"), times.day(application.batch.starts_on)
    return "", ""


def _stops(application: Application, offer: Offer | None) -> tuple[Stop, ...]:
    """Entwurf → eingereicht → Prüfung → Entscheidung → Platz, with the present one marked."""
    state = application.state
    labels = [
        _("Entwurf"),
        _("Eingereicht"),
        _("Prüfung"),
        _("Entscheidung"),
        _("Platz bestätigt"),
    ]
    if state == S.WITHDRAWN:
        reached = 1 if application.first_submitted_at else 0
        done = [Stop(label, "done") for label in labels[: reached + 1]]
        return (*done, Stop(_("Zurückgezogen"), "problem"))
    if state in {S.DECLINED, S.INELIGIBLE}:
        return (
            *(Stop(label, "done") for label in labels[:3]),
            Stop(CLOSED_WORDS[S(state)]()[0], "problem"),
        )
    if state == S.WAITLISTED:
        return (*(Stop(label, "done") for label in labels[:3]), Stop(_("Warteliste"), "now"))
    if state == S.ACCEPTED and offer and offer.state in {OfferState.DECLINED, OfferState.EXPIRED}:
        return (
            *(Stop(label, "done") for label in labels[:4]),
            Stop(_offer_words(offer)[0], "problem"),
        )
    current = _current_stop(state, offer)
    return tuple(
        Stop(label, "done" if place < current else "now" if place == current else "todo")
        for place, label in enumerate(labels)
    )


def _current_stop(state: str, offer: Offer | None) -> int:
    if state == S.DRAFT:
        return 0
    if state == S.SUBMITTED:
        return 1
    if state == S.ACCEPTED:
        return 5 if offer and offer.state == OfferState.ACCEPTED else 4
    return 2
