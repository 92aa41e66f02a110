"""The kinds of mail about transfer requests; partners.mails takes them in."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from hub.mail.kinds import MailKind, declare
from hub.mail.values import Block, Link, Words
from partners.queries.audience import is_hub, is_scientist

TRANSFER = {
    "asker": "Wärmepuls",
    "unit": "Lehrstuhl für Stadtklima",
    "link": Link("/transfer-requests/4b6c0d0e-0000-4000-8000-000000000000/"),
}
NEED = Block("Wir brauchen Ermüdungsversuche an Wärmerohren.")
DUE = date(2027, 2, 15)
declare(
    MailKind(
        "partners/transfer_asked",
        _("Transferanfrage (an die Einrichtung)"),
        {**TRANSFER, "need": NEED, "due": DUE},
        formal=True,
    )
)
declare(
    MailKind(
        "partners/transfer_reminder",
        _("Erinnerung: Transferanfrage wartet"),
        {**TRANSFER, "due": DUE, "left": Words(_("Bis dahin sind es noch drei Tage."))},
        formal=True,
        optional_for=is_scientist,
        is_reminder=True,
    )
)
declare(
    MailKind(
        "partners/transfer_overdue",
        _("Transferanfrage ohne Antwort (an den Hub)"),
        {**TRANSFER, "due": DUE},
        optional_for=is_hub,
        is_reminder=True,
    )
)
declare(
    MailKind(
        "partners/transfer_answered",
        _("Antwort auf eine Transferanfrage"),
        {**TRANSFER, "answer": Block("Kommen Sie am Dienstag vorbei.")},
        formal=True,
    )
)
declare(
    MailKind(
        "partners/transfer_handed_over",
        _("Transferanfrage weitergegeben"),
        {**TRANSFER, "due": DUE, "reason": Block("Dort steht die Prüfmaschine.")},
        formal=True,
    )
)
declare(
    MailKind(
        "partners/transfer_closed",
        _("Transferanfrage abgeschlossen"),
        {**TRANSFER, "outcome": Words(_("Die Antwort hat geholfen.")), "note": Block("Danke.")},
        formal=True,
    )
)
declare(
    MailKind(
        "partners/transfer_project",
        _("Gemeinsames Projekt: Zustimmung erbeten"),
        {**TRANSFER, "title": "Wärmerohre, die halten"},
        formal=True,
    )
)
