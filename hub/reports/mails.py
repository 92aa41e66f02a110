"""The kinds of mail that reports bring. Their texts stand in templates/mail/reports/."""

from datetime import UTC, datetime

from django.utils.translation import gettext_lazy as _

from hub.mail.kinds import MailKind, declare
from hub.mail.values import Block, Link
from partners.queries.audience import is_partner

declare(
    MailKind(
        "reports/report_ready",
        _("Bericht ist eingefroren"),
        {
            "report": "3. Quartal 2026, Version 1",
            "award": "Smart Infrastructure Hub 2026–2028",
            "checksum": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "link": Link("/reports/frozen/4b6c0d0e-0000-4000-8000-000000000000/"),
        },
        formal=True,
    )
)

# To whoever asked for a file of figures and did not wait for it
declare(
    MailKind(
        "reports/file_ready",
        _("Datei mit Kennzahlen ist fertig"),
        {
            "period": "3. Quartal 2026",
            "kind": "PDF",
            "until": datetime(2026, 10, 4, 9, 30, tzinfo=UTC),
            "link": Link("/reports/files/4b6c0d0e-0000-4000-8000-000000000000/"),
        },
        formal=True,
    )
)

# To everybody who works for a partner, about last month
declare(
    MailKind(
        "reports/partner_month",
        _("Monatsbericht an Partner"),
        {
            "partner": "VNG",
            "month": "Oktober 2026",
            "watchlist": Block("7 Startups stehen darauf, 2 davon sind neu: Gridpilot, Wärmepuls"),
            "introductions": Block("Ja gesagt haben: Wärmepuls\neine noch offen"),
            "pilots": Block("Lecksuche in Grünau (Wärmepuls): läuft"),
            "fits": Block("Lecks im Fernwärmenetz finden: Wärmepuls (Fernwärme, Prototyp)"),
            "link": Link("/partner/months/2026-10/"),
            "together": Link("/partner/together/"),
        },
        formal=True,
        optional_for=is_partner,
    )
)
