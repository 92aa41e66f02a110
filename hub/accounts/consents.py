"""What people can agree to: each purpose with its wording and version, and the two acts on it."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import Consent, User


@dataclass(frozen=True, slots=True)
class Purpose:
    """One box to tick. A changed wording is a new version; given consents keep theirs."""

    key: str
    version: str
    label: Promise
    text: Promise
    is_required: bool = False


# Not a consent but a declaration, kept the same way: who declared what, in which words, when.
DECLARATION = Purpose(
    "application_declaration",
    "2026-11",
    _("Unsere Angaben stimmen"),
    _(
        "Wir haben die Angaben nach bestem Wissen gemacht und die Datenschutzhinweise gelesen. "
        "Über die Bewerbung entscheiden Menschen, keine Maschine."
    ),
    is_required=True,
)
PARTNERS_PROFILE = Purpose(
    "partners_profile",
    "2026-11",
    _("Partner dürfen unser Profil sehen"),
    _(
        "Unser Profil (Name, Schwerpunkt, Kurztext, Website, Ort) darf angemeldeten "
        "Mitarbeitenden der Partnerunternehmen gezeigt werden. Ohne Zustimmung hat das keine "
        "Nachteile für die Bewerbung. Ihr könnt jederzeit widerrufen, mit Wirkung für die Zukunft."
    ),
)
PARTNERS_DECK = Purpose(
    "partners_deck",
    "2026-11",
    _("Partner dürfen unser Pitchdeck laden"),
    _(
        "Das Deck darf von Partnern des Hubs heruntergeladen werden. Wir zeigen euch, wer es wann "
        "geöffnet hat. Bereits heruntergeladene Kopien können wir nicht zurückholen."
    ),
)
CHALLENGE_NEWS = Purpose(
    "challenge_news",
    "2026-11",
    _("Mails über passende Challenges"),
    _(
        "Der Hub vergleicht neue Challenges von Partnern mit unserem Profil und schreibt mir, "
        "wenn eine passt. Abbestellen geht jederzeit."
    ),
)
FOR_APPLICATIONS = (DECLARATION, PARTNERS_PROFILE, PARTNERS_DECK)
# About one membership: who comes back to the unit is asked again.
SCIENCE_NAMED = Purpose(
    "science_named",
    "2026-11",
    _("Mein Name steht auf der Seite meiner Einrichtung"),
    _(
        "Mein Name darf auf der öffentlichen Seite meiner Einrichtung im Kompetenzzentrum stehen. "
        "Ohne Zustimmung hat das keine Nachteile. Der Widerruf ist jederzeit möglich und gilt "
        "sofort."
    ),
)


@transaction.atomic
def set_given(
    purposes: tuple[Purpose, ...], *, given: set[str], person: User, subject: UUID | None
) -> None:
    """Give what is in `given`, withdraw the others; unchanged ones keep their date and wording."""
    held = {
        consent.purpose: consent
        for consent in Consent.objects.select_for_update().filter(
            subject=subject, withdrawn_at__isnull=True, purpose__in=[p.key for p in purposes]
        )
    }
    for purpose in purposes:
        if purpose.key in given and purpose.key not in held:
            consent = Consent(
                person=person, purpose=purpose.key, text_version=purpose.version, subject=subject
            )
            # A second click at the same moment finds it given.
            Consent.objects.bulk_create([consent], ignore_conflicts=True)
        elif purpose.key not in given and purpose.key in held:
            withdraw(held[purpose.key])


def withdraw(consent: Consent) -> None:
    """End a consent; what was done under it stays lawful, nothing new is."""
    Consent.objects.filter(pk=consent.pk, withdrawn_at__isnull=True).update(
        withdrawn_at=timezone.now()
    )


def held_by(person: User) -> list[tuple[Consent, Purpose]]:
    """What the person has agreed to and may withdraw, newest first."""
    optional = (*FOR_APPLICATIONS, SCIENCE_NAMED, CHALLENGE_NEWS)
    revocable = {purpose.key: purpose for purpose in optional if not purpose.is_required}
    given = person.consents.filter(withdrawn_at__isnull=True, purpose__in=revocable)
    return [(consent, revocable[consent.purpose]) for consent in given]


def withdraw_own(person: User, *, purpose: str, subject: UUID | None) -> bool:
    """Withdraw one of the person's own consents; False if there is none (any more)."""
    given = [
        consent
        for consent, _purpose in held_by(person)
        if (consent.purpose, consent.subject) == (purpose, subject)
    ]
    for consent in given:
        withdraw(consent)
    return bool(given)
