"""What the portal reminds founders of: a draft before its deadline, a place before it runs out."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.mail.announcements import Announcement, announce
from hub.mail.reminders import left
from hub.mail.subjects import Occasion, Subject, declare
from hub.mail.values import Link
from startups.queries import ahead, application_form
from startups.queries.reminders import (
    DEADLINE,
    DRAFT,
    EXPIRES,
    OFFER,
    OFFERED,
    STARTED,
    drafts,
    offers,
)


def _about_draft(occasion: Occasion, _person: User, now: datetime) -> dict[str, object]:
    draft = occasion.row
    return {
        "startup": draft.startup.name,
        "batch": draft.batch.name,
        "deadline": draft.ends_at,
        "left": left(draft.ends_at, now=now),
        "missing": str(application_form.load(draft).missing),
        "link": Link(f"/applications/{draft.uuid}/"),
    }


def _about_offer(occasion: Occasion, _person: User, now: datetime) -> dict[str, object]:
    offer = occasion.row
    application = offer.application
    return {
        "startup": application.startup.name,
        "batch": application.batch.name,
        "deadline": offer.expires_at,
        "left": left(offer.expires_at, now=now),
        "link": Link(f"/applications/{application.uuid}/"),
    }


declare(
    Subject(
        DRAFT,
        _("Entwurf einer Bewerbung"),
        {DEADLINE: _("Bewerbungsfrist"), STARTED: _("Beginn des Entwurfs")},
        _("alle im Gründungsteam, die schreiben dürfen"),
        mail="startups/draft_reminder",
        find=drafts,
        values=_about_draft,
    )
)
declare(
    Subject(
        OFFER,
        _("Angebotener Platz ohne Antwort"),
        {EXPIRES: _("Frist der Zusage"), OFFERED: _("Tag des Angebots")},
        _("wer für die Bewerbung verantwortlich ist"),
        mail="startups/offer_reminder",
        find=offers,
        values=_about_offer,
    )
)
announce(
    Announcement(
        ahead.OFFER_EXPIRED,
        _("wenn das Team den Platz bis dahin nicht bestätigt"),
        find=ahead.offers,
    )
)
announce(
    Announcement(
        "startups/place_freed",
        _("sobald ein Platz frei wird, an das nächste Team der Warteliste"),
    )
)
