"""What a partner and startups did together as a file to send on inside the company."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from hub.core import pdf, times
from hub.core.text import euros
from partners.models import Partner, Pilot
from partners.queries import together
from partners.queries.together import Together
from partners.states import PilotState


def made(partner: Partner, *, now: datetime) -> bytes:
    """A PDF with the figures and words of the page, in the reader's language."""
    return pdf.made("partners/together.typ", data(partner, now=now), at=now)


def data(partner: Partner, *, now: datetime) -> dict[str, Any]:
    """What the template draws, each number as the page says it."""
    done = together.of(partner)
    hint = _("Hier stehen Kontaktanfragen und Pilotprojekte in Zahlen, sobald es welche gibt.")
    lead = _("%(name)s und die Startups des Smart Infrastructure Hub Leipzig, Stand %(day)s.")
    return {
        "lang": (get_language() or "de")[:2],
        "site": settings.SITE_NAME,
        "title": _("Was wir zusammen gemacht haben"),
        "lead": lead % {"name": partner.name, "day": times.day(now)},
        "page": _("Seite"),
        "empty": hint if done.is_empty else "",
        "figures": _figures(done),
        "stages": _stages(done),
        "years": _years(done),
        "judged": {
            "title": _("Was daraus wurde"),
            "rows": [
                {"title": f"{pilot.title}, {pilot.startup.name}", "text": _outcome(pilot)}
                for pilot in done.judged
            ],
        },
    }


def _figures(done: Together) -> list[dict[str, str]]:
    accepted = ngettext("einer wurde zugestimmt", "%(number)s wurde zugestimmt", done.accepted) % {
        "number": done.accepted
    }
    found = [
        (done.asked, _("Kontaktanfragen"), accepted),
        (done.pilots.total, _("Pilotprojekte"), ""),
        (done.pilots.by_state[PilotState.ROLLOUT], _("im Einsatz"), ""),
        (done.orders, _("Aufträge"), ""),
    ]
    if done.days_to_running is not None:
        label = _("Tage vom Vorschlag bis zum Start (Mitte aller Pilotprojekte)")
        found.append((done.days_to_running, label, ""))
    return [{"value": str(value), "label": label, "note": note} for value, label, note in found]


def _stages(done: Together) -> dict[str, Any]:
    sentences = []
    if done.spent:
        amount = _("In vereinbarten Pilotprojekten stehen zusammen %(amount)s.")
        sentences.append(amount % {"amount": euros(done.spent)})
    if done.values:
        orders = ", ".join(f"{count} × {label}" for label, count in done.values)
        heading = _("Wert der Aufträge:")
        sentences.append(f"{heading} {orders}")
    return {
        "title": done.stages.title,
        "bars": [{"label": bar.label, "count": bar.count} for bar in done.stages.bars],
        "alt": done.stages.alt,
        "sentences": sentences,
    }


def _years(done: Together) -> dict[str, Any]:
    head = [_("Jahr"), _("Kontaktanfragen"), _("davon zugestimmt")]
    head += [_("Pilotprojekte vorgeschlagen"), _("gestartet"), _("in den Einsatz gebracht")]
    rows = [
        (one.year, one.asked, one.accepted, one.proposed, one.started, one.rolled_out)
        for one in done.years
    ]
    return {
        "title": _("Jahr für Jahr"),
        "head": head,
        "rows": [[str(number) for number in row] for row in rows],
    }


def _outcome(pilot: Pilot) -> str:
    came = capfirst(pilot.get_state_display())
    if pilot.has_order:
        came += ", " + _("Auftrag")
        if pilot.value_band:
            came += f" {pilot.get_value_band_display()}"
    return f"{came}. {pilot.learning}".strip()
