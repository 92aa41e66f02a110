"""The kinds of mail this package sends; the words stand in templates/mail/startups/."""

from datetime import UTC, datetime

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from hub.mail.kinds import MailKind, declare
from hub.mail.values import Block, Link, Words

PAGE = Link("/applications/4b6c0d0e-0000-4000-8000-000000000000/")
DEADLINE = datetime(2027, 1, 31, 22, 59, 59, tzinfo=UTC)
SUBMITTED = datetime(2027, 1, 31, 17, 4, tzinfo=UTC)
ABOUT = {"startup": "Wärmepuls", "batch": "Klasse 2027", "link": PAGE}
# What the status page says, word for word.
STATUS = {
    **ABOUT,
    "number": "SIH-27-0012",
    "title": _("Eingereicht"),
    "sentence": Words(_("Eure Bewerbung liegt beim Hub-Team. Wir lesen sie und melden uns.")),
    "next": Words(format_lazy("{}: 28.2.2027", _("Entscheidung bis"))),
}

declare(
    MailKind(
        "startups/application_received",
        _("Bewerbung eingegangen"),
        {
            **STATUS,
            "submitted_at": SUBMITTED,
            "answers": Block("IDEE\n\nIn einem Satz?\nWir finden Lecks in Fernwärmenetzen."),
        },
    )
)
declare(MailKind("startups/application_reopened", _("Bewerbung wieder geöffnet"), STATUS))
declare(MailKind("startups/application_withdrawn", _("Bewerbung zurückgezogen"), STATUS))
declare(
    MailKind(
        "startups/draft_reminder",
        _("Erinnerung: Entwurf vor der Frist"),
        {
            **ABOUT,
            "deadline": DEADLINE,
            "left": Words(_("Bis zur Frist sind es noch zwei Tage.")),
            "missing": "3",
        },
    )
)
declare(
    MailKind(
        "startups/team_invitation",
        _("Einladung ins Gründungsteam"),
        {
            "startup": "Wärmepuls",
            "inviter": "Änne Größner",
            "level": _("schreibt mit"),
            "expires": DEADLINE,
            "link": Link("/accounts/invitation/AbCdEfGhIjKlMnOpQrStUv/"),
        },
        is_secret=True,
    )
)
declare(
    MailKind(
        "startups/team_changed",
        _("Änderung im Gründungsteam"),
        {**ABOUT, "change": Words("Änne Größner ist jetzt im Team.")},
    )
)

# What the hub decided, word for word in `message`, and what came of it.
DECIDED = {**STATUS, "message": Block("Wir freuen uns auf euch.")}
declare(MailKind("startups/application_accepted", _("Zusage"), DECIDED))
declare(MailKind("startups/application_waitlisted", _("Platz auf der Warteliste"), DECIDED))
declare(MailKind("startups/application_declined", _("Absage"), DECIDED))
declare(MailKind("startups/application_ruled_out", _("Bewerbung nicht zugelassen"), DECIDED))
declare(MailKind("startups/place_freed", _("Nachgerückt von der Warteliste"), STATUS))
declare(MailKind("startups/offer_confirmed", _("Platz bestätigt"), STATUS))
declare(MailKind("startups/offer_declined", _("Platz abgelehnt"), STATUS))
declare(MailKind("startups/offer_expired", _("Platz verfallen"), STATUS))
declare(MailKind("startups/offer_renewed", _("Platz erneut angeboten"), STATUS))
declare(
    MailKind("startups/deadline_extended", _("Frist verlängert"), {**STATUS, "until": DEADLINE})
)
declare(
    MailKind(
        "startups/questions_reopened",
        _("Rückfragen zur Bewerbung"),
        {
            **STATUS,
            "until": DEADLINE,
            "questions": Block("– Welches Problem?\n\nBitte mit Zahlen."),
        },
    )
)

# A profile that waits for the hub, and what came of it.
PROFILE = {"startup": "Wärmepuls", "link": Link("/startups/waermepuls/edit/")}
declare(
    MailKind(
        "startups/profile_waiting",
        _("Ein Profil wartet auf Freigabe"),
        {"startup": "Wärmepuls", "link": Link("/admin/startups/startup/1/review/")},
        formal=True,
    )
)
declare(MailKind("startups/profile_released", _("Profil freigegeben"), PROFILE))
declare(
    MailKind(
        "startups/profile_returned",
        _("Profil zurückgegeben"),
        {**PROFILE, "message": Block("Bitte nennt im ersten Satz, für wen das ist.")},
    )
)
