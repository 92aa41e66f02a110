"""What the portal reminds partners, startups, science and the hub team of between each other."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.accounts.models import User
from hub.core import times
from hub.core.times import BERLIN
from hub.mail.announcements import Announcement, announce
from hub.mail.reminders import left
from hub.mail.subjects import Occasion, Subject, declare
from hub.mail.values import Link, Words
from partners.queries import ahead
from partners.queries import reminders as found
from partners.queries.entries import ROUND
from partners.services.challenge_letters import area_path, titled
from partners.services.transfers import about as about_transfer

TEAM = gettext_lazy("alle im Gründungsteam, die schreiben dürfen")


def _about_introduction(occasion: Occasion, person: User, now: datetime) -> dict[str, object]:
    row = occasion.row
    return {
        **_about_contact(occasion, person, now),
        "person": str(row.asked_by or ""),
        "until": row.expires_at,
    }


def _about_contact(occasion: Occasion, _person: User, _now: datetime) -> dict[str, object]:
    row = occasion.row
    return {
        "startup": row.startup.name,
        "partner": row.partner.name,
        "link": Link(f"/introductions/{row.uuid}/"),
    }


def _about_startup(occasion: Occasion, _person: User, _now: datetime) -> dict[str, object]:
    """By the name that the partner knew."""
    row = occasion.row
    return {"startup": row.startup_name, "link": Link(f"/partner/introductions/{row.uuid}/")}


def _about_pilot(occasion: Occasion, _person: User, now: datetime) -> dict[str, object]:
    row = occasion.row
    quiet = timezone.localdate(now, BERLIN) - timezone.localdate(row.last_sign_at, BERLIN)
    return {
        "pilot": row.title,
        "partner": row.partner.name,
        "startup": row.startup.name,
        "link": Link(f"/pilots/{row.uuid}/"),
        "days": str(quiet.days),
    }


def _about_transfer(occasion: Occasion, _person: User, now: datetime) -> dict[str, object]:
    due = occasion.row.answer_due
    days = (due - timezone.localdate(now, BERLIN)).days
    said = left(occasion.date, now=now)
    if days == 1:
        said = Words(_("Das ist morgen."))
    elif days == 0:
        said = Words(_("Das ist heute."))
    elif days < 0:
        said = Words(_("Der Tag ist vorbei. Das Hub-Team weiß Bescheid und hilft gern."))
    return {**about_transfer(occasion.row), "due": due, "left": said}


def _about_overdue(occasion: Occasion, _person: User, _now: datetime) -> dict[str, object]:
    return {**about_transfer(occasion.row), "due": occasion.row.answer_due}


def _about_choice(occasion: Occasion, person: User, _now: datetime) -> dict[str, object]:
    challenge = occasion.row
    desk = f"/admin/partners/challenge/{challenge.pk}/change/"
    return {
        "challenge": titled(challenge, person),
        "partner": challenge.partner.name,
        "count": str(challenge.waiting),
        "until": times.days_later(occasion.date, ROUND),
        "link": Link(area_path(challenge) if person.pk in challenge.staff else desk),
    }


declare(
    Subject(
        found.INTRODUCTION,
        gettext_lazy("Kontaktanfrage ohne Antwort"),
        {"asked": gettext_lazy("Tag der Anfrage"), "expires": gettext_lazy("Ende der Anfrage")},
        TEAM,
        mail="partners/introduction_reminder",
        find=found.introductions,
        values=_about_introduction,
    )
)
declare(
    Subject(
        found.TEAM_OUTCOME,
        gettext_lazy("Was aus einem Kontakt wurde (Startup)"),
        {"answered": gettext_lazy("Tag der Zusage")},
        gettext_lazy("wer zugesagt hat, sonst alle, die im Team schreiben dürfen"),
        mail="partners/introduction_outcome_startup",
        find=found.introductions,
        values=_about_contact,
    )
)
declare(
    Subject(
        found.PARTNER_OUTCOME,
        gettext_lazy("Was aus einem Kontakt wurde (Partner)"),
        {"answered": gettext_lazy("Tag der Zusage")},
        gettext_lazy("wer gefragt hat, sonst die Leitung beim Partner"),
        mail="partners/introduction_outcome_partner",
        find=found.introductions,
        values=_about_startup,
    )
)
declare(
    Subject(
        found.PILOT,
        gettext_lazy("Pilotprojekt ohne Neuigkeiten"),
        {"quiet": gettext_lazy("letztes Zeichen oder letzte Nachfrage")},
        gettext_lazy("von jeder Seite, wer verantwortlich ist, sonst die Leitung"),
        mail="partners/pilot_stuck",
        find=found.pilots,
        values=_about_pilot,
    )
)
declare(
    Subject(
        found.TRANSFER,
        gettext_lazy("Transferanfrage ohne Antwort"),
        {"due": gettext_lazy("erbetener Tag der Antwort")},
        gettext_lazy("alle in der Einrichtung"),
        mail="partners/transfer_reminder",
        find=found.transfers,
        values=_about_transfer,
    )
)
declare(
    Subject(
        found.OVERDUE,
        gettext_lazy("Transferanfrage ohne Antwort (Hub-Team)"),
        {"due": gettext_lazy("erbetener Tag der Antwort")},
        gettext_lazy("das Hub-Team"),
        mail="partners/transfer_overdue",
        find=found.transfers,
        values=_about_overdue,
    )
)
declare(
    Subject(
        found.CHOICE,
        gettext_lazy("Auswahl einer Challenge"),
        {"round": gettext_lazy("Frist der Challenge, dann jede Woche ohne Entscheidung")},
        gettext_lazy("der Partner und das Hub-Team"),
        mail="partners/choice_due",
        find=found.challenges,
        values=_about_choice,
    )
)
announce(
    Announcement(
        ahead.NOT_POSSIBLE,
        gettext_lazy("nach zehn Tagen, wenn bis dahin niemand Ja sagt"),
        find=ahead.introductions,
    )
)
announce(
    Announcement(
        ahead.DELAYED,
        gettext_lazy("jede Woche, die es bis zur Auswahl länger dauert"),
        find=ahead.entries,
    )
)
announce(
    Announcement(
        "partners/saved_search",
        gettext_lazy(
            "täglich oder montags um sieben, wenn es für eine gespeicherte Suche Neues gibt"
        ),
    )
)
