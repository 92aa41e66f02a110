"""The kinds of mail this package sends; the words stand in templates/mail/startups/."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from hub.mail.kinds import MailKind, declare
from hub.mail.values import Block, Link, Words
from startups.queries.founders import is_founder

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

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
            "left": Words(format_lazy(_("Bis dahin sind es noch {} Tage."), 2)),
            "missing": "3",
        },
        optional_for=is_founder,
        is_reminder=True,
    )
)
declare(
    MailKind(
        "startups/offer_reminder",
        _("Erinnerung: Platz ohne Antwort"),
        {
            **ABOUT,
            "deadline": DEADLINE,
            "left": Words(format_lazy(_("Bis dahin sind es noch {} Tage."), 2)),
        },
        is_reminder=True,
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


def _status(
    title: "StrOrPromise", sentence: "StrOrPromise", then: "StrOrPromise" = ""
) -> dict[str, object]:
    """The status page in another state than handed in, for the preview of what tells of it."""
    return {**STATUS, "title": title, "sentence": Words(sentence), "next": Words(then)}


OFFERED = _status(
    _("Angenommen"),
    _("Ihr habt einen Platz. Bestätigt ihn, damit er euch gehört."),
    format_lazy("{}: 28.2.2027", _("Zusage bis")),
)
WAITING = _status(
    _("Auf der Warteliste"),
    _("Wird ein Platz frei, rückt ihr nach. Wir schreiben euch dann sofort."),
)
DECLINED = _status(
    _("Abgelehnt"),
    _("Für diese Klasse hat es nicht gereicht. Ihr könnt euch für die nächste bewerben."),
)
RULED_OUT = _status(
    _("Nicht zugelassen"),
    _("Die Bewerbung erfüllt eine Bedingung der Klasse nicht. Die Begründung steht unten."),
)
CONFIRMED = _status(
    _("Platz bestätigt"),
    _("Ihr seid dabei. Wir melden uns mit allem zum Start."),
    format_lazy("{}: 1.3.2027", _("Programmstart")),
)
GIVEN_BACK = _status(
    _("Platz abgelehnt"), _("Ihr habt den Platz abgelehnt. Er geht an ein anderes Team.")
)
LAPSED = _status(
    _("Platz verfallen"),
    _("Die Frist für die Zusage ist vorbei. Schreibt uns, wenn das ein Versehen war."),
)

# What the hub decided comes with its own words in `message`.
MESSAGE = {"message": Block("Was im Gespräch für euch sprach, und was noch fehlt.")}
declare(MailKind("startups/application_accepted", _("Zusage"), OFFERED | MESSAGE))
declare(
    MailKind("startups/application_waitlisted", _("Platz auf der Warteliste"), WAITING | MESSAGE)
)
declare(MailKind("startups/application_declined", _("Absage"), DECLINED | MESSAGE))
declare(
    MailKind(
        "startups/application_ruled_out", _("Bewerbung nicht zugelassen"), RULED_OUT | MESSAGE
    )
)
declare(MailKind("startups/place_freed", _("Nachgerückt von der Warteliste"), OFFERED))
declare(MailKind("startups/offer_confirmed", _("Platz bestätigt"), CONFIRMED))
declare(MailKind("startups/offer_declined", _("Platz abgelehnt"), GIVEN_BACK))
declare(MailKind("startups/offer_expired", _("Platz verfallen"), LAPSED))
declare(MailKind("startups/offer_renewed", _("Platz erneut angeboten"), OFFERED))
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
declare(
    MailKind(
        "startups/profile_released",
        _("Profil freigegeben"),
        {**PROFILE, "link": Link("/startups/waermepuls/")},
    )
)
declare(
    MailKind(
        "startups/profile_returned",
        _("Profil zurückgegeben"),
        {**PROFILE, "message": Block("Bitte nennt im ersten Satz, für wen das ist.")},
    )
)
