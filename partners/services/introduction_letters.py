"""The mails about requests, each in the words of its reader: founders or partner staff."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.urls import reverse
from django.utils import translation

from hub.accounts.models import User
from hub.mail import outbox
from hub.mail.values import Address, Block, Link
from partners.models import Introduction, PartnerMember, StaffLevel
from partners.queries.introductions import again_on
from startups.models import StartupMember


def asked(introduction: Introduction) -> None:
    values = {**_who(introduction), "reason": Block(introduction.reason)}
    _to_founders("partners/introduction_asked", introduction, values)


def accepted(introduction: Introduction, *, now: datetime) -> None:
    """Contacts to both sides: everybody on the team, and who asked."""
    asker, founder = introduction.asked_by, introduction.answered_by
    assert asker
    assert founder
    _to_founders(
        "partners/introduction_contact",
        introduction,
        {
            "partner": introduction.partner.name,
            "person": str(asker),
            "email": Address(asker.email),
            "answered_by": str(founder),
        },
    )
    _to_partner(
        "partners/introduction_accepted",
        introduction,
        {
            "founder": str(founder),
            "email": Address(founder.email),
            "note": Block(introduction.note),
        },
        now=now,
    )


def not_possible(introduction: Introduction, *, now: datetime) -> None:
    """The same words for «no», «not now» and silence, but for what a founder chose to add."""
    _to_partner(
        "partners/introduction_not_possible",
        introduction,
        {"note": Block(introduction.note), "again": again_on(introduction)},
        now=now,
    )


def withdrawn(introduction: Introduction, *, now: datetime) -> None:
    _to_founders(
        "partners/introduction_dropped",
        introduction,
        {"partner": introduction.partner.name},
    )
    _to_partner(
        "partners/introduction_withdrawn",
        introduction,
        {"reason": Block(introduction.note)},
        now=now,
    )


def founders(introduction: Introduction) -> list[User]:
    """Who may answer for the startup."""
    team = StartupMember.objects.writing().filter(
        startup=introduction.startup_id, person__is_active=True
    )
    return [member.person for member in team.select_related("person")]


def asking(introduction: Introduction, *, now: datetime) -> list[User]:
    """Who asked, while they work there; else the partner's leads."""
    staff = PartnerMember.objects.reachable(now).filter(partner=introduction.partner_id)
    members = list(staff.select_related("person"))
    asker = [m.person for m in members if m.person_id == introduction.asked_by_id]
    return asker or [m.person for m in members if m.level == StaffLevel.LEAD]


def _who(introduction: Introduction) -> dict[str, object]:
    return {
        "partner": introduction.partner.name,
        "person": str(introduction.asked_by or ""),
        "until": introduction.expires_at,
    }


def _to_founders(
    kind: str,
    introduction: Introduction,
    values: Mapping[str, object],
) -> None:
    link = Link(reverse("partners:introduction", args=[introduction.uuid]))
    more = {"startup": introduction.startup.name, "link": link}
    _queue(kind, introduction, founders(introduction), {**values, **more})


def _to_partner(
    kind: str, introduction: Introduction, values: Mapping[str, object], *, now: datetime
) -> None:
    link = Link(reverse("partners:own-introduction", args=[introduction.uuid]))
    more = {"startup": introduction.startup_name, "link": link}
    _queue(kind, introduction, asking(introduction, now=now), {**values, **more})


def _queue(
    kind: str, introduction: Introduction, people: Iterable[User], values: Mapping[str, object]
) -> None:
    with translation.override("de"):
        desk = reverse("admin:partners_introduction_change", args=[introduction.pk])
    for person in people:
        outbox.queue(kind, to=person, values=values, about=desk)
