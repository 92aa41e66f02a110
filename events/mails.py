"""The kinds of mail about events. Those who get them may have no account."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from events.queries.audience import has_registered
from events.services import tickets
from hub.core.times import BERLIN
from hub.mail.kinds import MailKind, declare
from hub.mail.values import Block, Link, Words

STARTS = datetime(2027, 3, 2, 17, 30, tzinfo=BERLIN)
EVENT = {
    "event": Words("Infoabend zur nächsten Klasse"),
    "starts": STARTS,
    "page": Link("/events/registration/4b6c0d0e.x/"),
}
PLACE = Words("SpinLab, Spinnereistraße 7, 04179 Leipzig")
NOTICE = Block("Der Saal ist an dem Tag nicht frei.")


declare(
    MailKind(
        "events/registration_confirm",
        _("Anmeldung bestätigen (ohne Konto)"),
        EVENT,
        is_secret=True,
    )
)
declare(
    MailKind(
        "events/registration_confirmed",
        _("Platz bei einem Termin"),
        {**EVENT, "place": PLACE},
        picture=tickets.of_mail,
    )
)
declare(
    MailKind(
        "events/registration_waiting",
        _("Warteliste bei einem Termin"),
        {**EVENT, "position": Words(_("Auf der Warteliste ist das die nächste Anmeldung."))},
    )
)
declare(MailKind("events/registration_known", _("Schon angemeldet zu einem Termin"), EVENT))
declare(
    MailKind("events/seat_offered", _("Platz frei bei einem Termin"), {**EVENT, "until": STARTS})
)
declare(MailKind("events/offer_expired", _("Angebot eines Platzes abgelaufen"), EVENT))
declare(MailKind("events/line_ended", _("Warteliste zu Ende, kein Platz"), EVENT))
declare(
    MailKind(
        "events/event_reminder",
        _("Erinnerung: Termin"),
        {
            **EVENT,
            "place": PLACE,
            "left": Words(_("Bis dahin sind es noch 24 Stunden.")),
            "calendar": Link("/events/infoabend/calendar.ics"),
        },
        optional_for=has_registered,
        is_reminder=True,
        picture=tickets.of_mail,
    )
)
declare(MailKind("events/registration_cancelled", _("Abmeldung von einem Termin"), EVENT))
declare(MailKind("events/event_cancelled", _("Termin abgesagt"), {**EVENT, "notice": NOTICE}))
declare(
    MailKind(
        "events/event_moved",
        _("Termin verschoben"),
        {**EVENT, "before": STARTS, "place": PLACE, "notice": NOTICE},
    )
)
# To the hub team.
declare(
    MailKind(
        "events/not_published",
        _("Termin nicht veröffentlicht, etwas fehlt"),
        {
            "event": "Infoabend zur nächsten Klasse",
            "due": STARTS,
            "missing": Block("Hier fehlt der Kurztext: Er steht in der Liste der Termine."),
            "link": Link("/admin/events/event/1/change/"),
        },
        formal=True,
    )
)
# Secret, so that only who was there has the link, and no text is left from which to read whose it was.
declare(
    MailKind(
        "events/feedback",
        _("Rückmeldung nach einem Termin"),
        {
            "event": Words("Infoabend zur nächsten Klasse"),
            "page": Link("/events/feedback/4b6c0d0e.x/"),
            "until": date(2027, 3, 17),
        },
        is_secret=True,
        optional_for=has_registered,
    )
)
