"""Mails about entries, to the team that wrote one."""

from datetime import datetime

from django.utils import timezone, translation

from hub.mail import outbox
from hub.mail.values import Block, Link, Words
from partners.models import Entry, EntryVerdict
from partners.queries import entries as queries
from partners.services.challenge_letters import titled
from partners.states import Verdict
from startups.models import StartupMember

DECIDED_KINDS = {
    Verdict.CHOSEN: "partners/entry_chosen",
    Verdict.NOT_CHOSEN: "partners/entry_not_chosen",
}


def path(entry: Entry) -> str:
    return f"/entries/{entry.uuid}/"


def received(entry: Entry) -> None:
    text = f"{entry.answer}\n\n{entry.approach}"
    _to_team(entry, "partners/entry_received", {"entry": Block(text)})


def withdrawn(entry: Entry) -> None:
    _to_team(entry, "partners/entry_withdrawn", {})


def decided(entry: Entry, verdict: EntryVerdict) -> None:
    kind = DECIDED_KINDS[Verdict(verdict.outcome)]
    _to_team(entry, kind, {"message": Block(verdict.message)})


def delayed(entry: Entry, *, until: datetime) -> int:
    """The kind sentence with a new date; once for each date."""
    key = f"entry-delayed:{entry.pk}:{until.isoformat()}"
    return _to_team(entry, "partners/entry_delayed", {"until": until}, key=key)


def _to_team(entry: Entry, kind: str, more: dict[str, object], *, key: str = "") -> int:
    now = timezone.now()
    members = StartupMember.objects.current().filter(startup=entry.startup_id)
    queued = 0
    for member in members.select_related("person"):
        person = member.person
        with translation.override(person.language):
            standing = queries.standing(entry, now=now)
            values = {
                "startup": entry.startup.name,
                "challenge": titled(entry.challenge, person),
                "partner": entry.challenge.partner.name,
                "sentence": Words(str(standing.sentence)),
                "link": Link(path(entry)),
            }
        queued += outbox.queue(
            kind,
            to=person,
            values=values | more,
            dedup_key=f"{key}:{person.pk}" if key else "",
            about=path(entry),
        )
    return queued
