"""A request as the founders read it: what they may do, and the sentence that says where it stands."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from hub.accounts.models import User
from hub.core import times
from partners.models import Introduction, IntroductionPause
from partners.states import UNTOLD, IntroductionState
from startups.models import StartupMember
from startups.states import WRITERS

S = IntroductionState


@dataclass(frozen=True, slots=True)
class Fact:
    """What the page of a request shows besides the request itself."""

    label: str
    sentence: str
    can_answer: bool
    # The answer stands, but the partner has not heard it yet.
    can_change: bool
    is_writer: bool


@dataclass(frozen=True, slots=True)
class Switch:
    """Whether one of the person's startups takes requests."""

    startup_uuid: str
    name: str
    is_paused: bool


def about(introduction: Introduction, *, now: datetime) -> Fact:
    """The row must come from `of_team`."""
    is_writer = introduction.level in WRITERS
    is_untold = introduction.state in UNTOLD and now < introduction.expires_at
    is_asked = introduction.state == S.ASKED
    return Fact(
        label=label(introduction, now=now),
        sentence=sentence(introduction, now=now),
        can_answer=is_writer and is_untold,
        can_change=is_writer and is_untold and not is_asked,
        is_writer=is_writer,
    )


def label(introduction: Introduction, *, now: datetime) -> str:
    """The state in words; silence has run out also where the clock has not noticed yet."""
    if introduction.state == S.ASKED and now >= introduction.expires_at:
        return str(S.EXPIRED.label)
    return introduction.get_state_display()


def sentence(introduction: Introduction, *, now: datetime) -> str:
    """Where it stands, and what the partner knows of it."""
    words = {
        "partner": introduction.partner.name,
        "name": introduction.answered_by or _("Jemand aus dem Team"),
        "until": times.long_moment(introduction.expires_at),
    }
    if introduction.state == S.ASKED and now < introduction.expires_at:
        return _("Zeit ist bis %(until)s.") % words
    if introduction.state == S.ACCEPTED:
        return _("%(name)s hat Ja gesagt. Ihr habt beide Namen und Adresse voneinander.") % words
    if introduction.state in UNTOLD - {S.ASKED} and now < introduction.expires_at:
        return (
            _(
                "%(name)s hat geantwortet. %(partner)s hört erst am %(until)s, dass es gerade nicht "
                "möglich ist, genauso wie ohne Antwort. Bis dahin könnt ihr die Antwort ändern."
            )
            % words
        )
    if introduction.state == S.WITHDRAWN:
        return _("Das Hub-Team hat die Anfrage zurückgezogen. Ihr müsst nichts mehr tun.")
    if introduction.state == S.CLOSED:
        return _(
            "Die Anfrage hat sich erledigt: Euer Profil war für Partner nicht mehr sichtbar, oder "
            "die fragende Person arbeitet nicht mehr dort."
        )
    return _("%(partner)s hat gehört, dass es gerade nicht möglich ist. Mehr nicht.") % words


def thanks(answer: str, introduction: Introduction) -> str:
    """What is said right after an answer."""
    words = {"partner": introduction.partner.name}
    if answer == S.ACCEPTED:
        return _("Ihr seid in Kontakt. %(partner)s hat eine Mail mit Namen und Adresse.") % words
    return _("Gespeichert. %(partner)s erfährt davon jetzt nichts.") % words


def switches(person: User) -> list[Switch]:
    """The startups that partners see and for which this person may answer."""
    pauses = IntroductionPause.objects.filter(startup=OuterRef("startup"))
    writing = StartupMember.objects.writing().filter(
        person=person, startup__partner_profile__is_open=True
    )
    found = writing.annotate(is_paused=Exists(pauses)).order_by("startup__sort_key")
    values = found.values_list("startup__uuid", "startup__name", "is_paused")
    return [Switch(str(uuid), name, is_paused) for uuid, name, is_paused in values]
