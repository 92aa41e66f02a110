"""The kinds of mail that belong to no single package: accounts, invitations, the team's own."""

from datetime import UTC, datetime

from django.utils.translation import gettext_lazy as _

from hub.accounts.roles import Role
from hub.mail.kinds import MailKind, declare
from hub.mail.values import Address, Block, Entries, Link, Words

INVITATION = {
    "inviter": "Änne Größner",
    "expires": datetime(2027, 1, 31, 22, 59, 59, tzinfo=UTC),
    "link": Link("/accounts/invitation/AbCdEfGhIjKlMnOpQrStUv/"),
}

declare(
    MailKind(
        "accounts/role_invitation",
        _("Einladung ins Portal"),
        {**INVITATION, "role": Words("Jury")},
        is_secret=True,
        formal=True,
    )
)
declare(
    MailKind(
        "accounts/partner_invitation",
        _("Einladung für Partner"),
        {**INVITATION, "partner": "VNG"},
        is_secret=True,
        formal=True,
    )
)
declare(
    MailKind(
        "accounts/science_invitation",
        _("Einladung für die Wissenschaft"),
        {**INVITATION, "unit": "Lehrstuhl für Stadtklima"},
        is_secret=True,
        formal=True,
    )
)
declare(
    MailKind(
        "accounts/address_restored",
        _("Adresse zurückgenommen"),
        {"address": Address("a.groessner@example.org"), "link": Link("/accounts/login/")},
        formal=True,
    )
)

# To the hub team, on Mondays
declare(
    MailKind(
        "portal/weekly",
        _("Wochenbericht an das Hub-Team"),
        {
            "week": "Woche vom 16. November 2026",
            "moved": Block("Bewerbungen: 4 (Woche davor: 2)"),
            "presses": Block("1 Pilotprojekt steht still (30 Tage ohne Zeichen)"),
            "waits": Block("3 Bewerbungen sind zu prüfen"),
            "link": Link("/reports/2026-W47/"),
            "desk": Link("/admin/"),
        },
        formal=True,
        optional_for=lambda person: person.has_role(Role.STAFF, Role.SELECTION_LEAD),
    )
)
declare(
    MailKind(
        "hub/reminder_digest",
        _("Erinnerungen des Tages"),
        {
            "number": "2",
            "entries": Entries(
                (
                    (_("Erinnerung: Entwurf vor der Frist"), Link("/dashboard/")),
                    (_("Erinnerung: Kontaktanfrage wartet"), Link("/introductions/")),
                )
            ),
            "link": Link("/account/mails/"),
        },
        formal=True,
        optional_for=lambda _person: True,
    )
)
