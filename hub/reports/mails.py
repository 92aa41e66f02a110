"""The kinds of mail that reports bring. Their texts stand in templates/mail/reports/."""

from django.utils.translation import gettext_lazy as _

from hub.mail.kinds import MailKind, declare
from hub.mail.values import Link

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
