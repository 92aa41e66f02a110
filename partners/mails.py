"""The kinds of mail this package sends; the words stand in templates/mail/partners/."""

from datetime import UTC, date, datetime

from django.utils.translation import gettext_lazy as _

from hub.mail.kinds import MailKind, OneOfSeveral, declare
from hub.mail.values import Address, Block, Link, Words
from partners import entry_mails, transfer_mails
from partners.queries.audience import is_choosing, is_on_a_pilot, is_partner
from partners.services import searches
from startups.queries.founders import is_founder

__all__ = ["entry_mails", "transfer_mails"]

UNTIL = datetime(2027, 2, 4, 13, 30, tzinfo=UTC)
FOR_FOUNDERS = {
    "startup": "Wärmepuls",
    "partner": "VNG",
    "link": Link("/introductions/4b6c0d0e-0000-4000-8000-000000000000/"),
}
FOR_PARTNER = {
    "startup": "Wärmepuls",
    "link": Link("/partner/introductions/4b6c0d0e-0000-4000-8000-000000000000/"),
}
WHO = {"person": "Sven Kirchhoff", "until": UNTIL}

# To founders
declare(
    MailKind(
        "partners/introduction_asked",
        _("Kontaktanfrage eines Partners"),
        {
            **FOR_FOUNDERS,
            **WHO,
            "reason": Block("Wir möchten eure Sensoren an zwei Verdichterstationen erproben."),
        },
    )
)
declare(
    MailKind(
        "partners/introduction_reminder",
        _("Erinnerung: Kontaktanfrage wartet"),
        {**FOR_FOUNDERS, **WHO},
        optional_for=is_founder,
        is_reminder=True,
    )
)
declare(
    MailKind(
        "partners/introduction_contact",
        _("Kontakt hergestellt (an das Startup)"),
        {
            **FOR_FOUNDERS,
            "person": "Sven Kirchhoff",
            "email": Address("s.kirchhoff@example.org"),
            "answered_by": "Änne Größner",
        },
    )
)
declare(
    MailKind(
        "partners/introduction_dropped",
        _("Kontaktanfrage zurückgezogen (an das Startup)"),
        FOR_FOUNDERS,
    )
)
declare(
    MailKind(
        "partners/introduction_outcome_startup",
        _("Was ist daraus geworden? (an das Startup)"),
        FOR_FOUNDERS,
        optional_for=is_founder,
        is_reminder=True,
    )
)

# To partner staff
declare(
    MailKind(
        "partners/introduction_accepted",
        _("Kontakt hergestellt (an den Partner)"),
        {
            **FOR_PARTNER,
            "founder": "Änne Größner",
            "email": Address("a.groessner@example.org"),
            "note": Block("Am besten erreichen Sie mich dienstags."),
        },
        formal=True,
    )
)
declare(
    MailKind(
        "partners/introduction_not_possible",
        _("Kontakt gerade nicht möglich"),
        {
            **FOR_PARTNER,
            "note": Block("Ab März haben wir wieder Zeit."),
            "again": date(2027, 5, 5),
        },
        formal=True,
    )
)
declare(
    MailKind(
        "partners/introduction_withdrawn",
        _("Kontaktanfrage zurückgezogen (an den Partner)"),
        {**FOR_PARTNER, "reason": Block("Das Startup sprechen wir gemeinsam am Demo Day an.")},
        formal=True,
    )
)
declare(
    MailKind(
        "partners/introduction_outcome_partner",
        _("Was ist daraus geworden? (an den Partner)"),
        FOR_PARTNER,
        formal=True,
        optional_for=is_partner,
        is_reminder=True,
    )
)

# Challenges, to partner staff
CHALLENGE_AREA = Link("/partner/challenges/4b6c0d0e-0000-4000-8000-000000000000/")
CHALLENGE_PAGE = Link("/challenges/lecks-im-fernwaermenetz-finden/")
CHALLENGE_DEADLINE = datetime(2027, 2, 28, 22, 59, 59, tzinfo=UTC)
ABOUT_CHALLENGE = {"challenge": "Grünau 2030", "link": CHALLENGE_AREA}

declare(
    MailKind(
        "partners/challenge_published",
        _("Challenge veröffentlicht"),
        {**ABOUT_CHALLENGE, "deadline": CHALLENGE_DEADLINE, "page": CHALLENGE_PAGE},
        formal=True,
    )
)
declare(
    MailKind(
        "partners/challenge_returned",
        _("Challenge mit Rückmeldung zurück"),
        {**ABOUT_CHALLENGE, "note": Block("Bitte nennen Sie, welche Daten es gibt.")},
        formal=True,
    )
)


# Pilots: both sides read the same words, so they greet formally and address nobody.
PILOT = {
    "pilot": "Lecksuche in Grünau",
    "partner": "VNG",
    "startup": "Wärmepuls",
    "link": Link("/pilots/4b6c0d0e-0000-4000-8000-000000000000/"),
}
FROM = {"person": "Änne Größner", "sender": "Wärmepuls"}
declare(
    MailKind(
        "partners/pilot_proposed",
        _("Pilotprojekt vorgeschlagen"),
        {
            **PILOT,
            "proposer": "Änne Größner",
            "sender": "Wärmepuls",
            "summary": Block("Zwölf Sensoren, drei Monate, ein Quartier."),
        },
        formal=True,
    )
)
declare(
    MailKind(
        "partners/pilot_confirmed", _("Pilotprojekt bestätigt"), {**PILOT, **FROM}, formal=True
    )
)
declare(
    MailKind(
        "partners/pilot_moved",
        _("Pilotprojekt in neuem Stand"),
        {
            **PILOT,
            **FROM,
            "state": _("vereinbart"),
            "note": Block("Der Vertrag ist unterschrieben."),
        },
        formal=True,
    )
)
declare(
    MailKind(
        "partners/pilot_news",
        _("Neues zu einem Pilotprojekt"),
        {**PILOT, **FROM, "text": Block("Die Sensoren sind eingebaut.")},
        formal=True,
        optional_for=is_on_a_pilot,
    )
)
declare(
    MailKind(
        "partners/pilot_stuck",
        _("Nachfrage: Pilotprojekt steht still"),
        {**PILOT, "days": "30"},
        formal=True,
        optional_for=is_on_a_pilot,
        is_reminder=True,
    )
)

# To those who choose
declare(
    MailKind(
        "partners/choice_due",
        _("Erinnerung: Auswahl einer Challenge"),
        {
            "challenge": "Grünau 2030",
            "partner": "VNG",
            "count": "7",
            "until": CHALLENGE_DEADLINE,
            "link": CHALLENGE_AREA,
        },
        formal=True,
        optional_for=is_choosing,
        is_reminder=True,
    )
)

# To partner staff, of their own searches
declare(
    MailKind(
        "partners/saved_search",
        _("Neues zu einer gespeicherten Suche"),
        {
            "search": "Netz, mit Pilotwunsch",
            "number": "2",
            "startups": Block(
                "Wärmepuls: Findet Lecks in Fernwärmenetzen.\nGridpilot: Lädt klug."
            ),
            "link": Link("/partner/startups/?q=Netz&seeks=pilot&sort=newest"),
            "stop": Link("/account/mails/stop/4b6c0d0e00004000800000000000~AbCd/"),
        },
        formal=True,
        optional_for=is_partner,
        one=OneOfSeveral(
            searches.stop,
            _("Mit einem Klick kommen zu dieser einen Suche keine E-Mails mehr."),
            _(
                "Die Suche pausiert. Im Partnerbereich können Sie sie wieder laufen lassen oder löschen."
            ),
        ),
    )
)
declare(
    MailKind(
        "partners/challenge_fits",
        _("Challenge, die passen könnte"),
        {
            "startup": "Wärmepuls",
            "challenge": "Grünau 2030",
            "partner": "VNG",
            "reasons": Words("Fernwärme, Prototyp"),
            "deadline": CHALLENGE_DEADLINE,
            "link": CHALLENGE_PAGE,
            "settings": Link("/challenge-fits/"),
        },
    )
)
