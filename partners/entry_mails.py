"""The mails about entries, to the teams that wrote them; `mails` takes them in."""

from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from hub.mail.kinds import MailKind, declare
from hub.mail.values import Block, Link, Words
from partners.queries.entries import AFTER_DEADLINE, SENTENCES
from partners.states import EntryState

UNTIL = datetime(2027, 2, 28, 22, 59, 59, tzinfo=UTC)
ENTRY = {
    "startup": "Wärmepuls",
    "challenge": "Grünau 2030",
    "partner": "VNG",
    "link": Link("/entries/4b6c0d0e-0000-4000-8000-000000000000/"),
}


def standing(sentence: Any) -> dict[str, Words]:
    """What such a mail says of where the entry stands."""
    return {"sentence": Words(sentence)}


declare(
    MailKind(
        "partners/entry_received",
        _("Beitrag eingegangen"),
        {
            **ENTRY,
            **standing(SENTENCES[EntryState.SUBMITTED][1]),
            "entry": Block("Wir hören Lecks, bevor die Straße dampft."),
        },
    )
)
declare(
    MailKind(
        "partners/entry_withdrawn",
        _("Beitrag zurückgezogen"),
        {**ENTRY, **standing(SENTENCES[EntryState.WITHDRAWN][1])},
    )
)
declare(
    MailKind(
        "partners/entry_chosen",
        _("Beitrag ausgewählt"),
        {
            **ENTRY,
            **standing(SENTENCES[EntryState.CHOSEN][1]),
            "message": Block("Wir möchten im März mit zwei Schächten beginnen."),
        },
    )
)
declare(
    MailKind(
        "partners/entry_not_chosen",
        _("Beitrag nicht ausgewählt"),
        {
            **ENTRY,
            **standing(SENTENCES[EntryState.NOT_CHOSEN][1]),
            "message": Block("Uns fehlte diesmal ein Messverfahren ohne Grabung."),
        },
    )
)
declare(
    MailKind(
        "partners/entry_delayed",
        _("Entscheidung über Beiträge dauert länger"),
        {**ENTRY, **standing(AFTER_DEADLINE), "until": UNTIL},
    )
)
