"""What the demo's partners keep an eye on: entries in stages, with notes of one person or none."""

from datetime import datetime, timedelta

from django.utils import translation

from hub.accounts.models import User
from partners.models import Partner, WatchEntry, WatchNote, WatchStage
from partners.services import stages
from startups.models import PartnerProfile

# Of whose partner: the places of startups in the list of names, with stage and notes (days ago).
KEPT: dict[str, tuple[tuple[int, int, tuple[tuple[int, str], ...]], ...]] = {
    "partner": (
        (
            1,
            1,
            (
                (20, "Auf der Klassenvorstellung gesehen. Wirkt reif, Preis noch unklar."),
                (
                    6,
                    "Telefonat mit der Gründerin: Test mit zwölf Messstellen ab März möglich.",
                ),
            ),
        ),
        (4, 2, ((3, "Netzbetrieb hat Interesse. Budget klären."),)),
        (6, 0, ()),
        (7, 0, ((12, "Später noch einmal ansehen, wenn es Kunden gibt."),)),
        (10, 3, ()),
    ),
    "partner2": (
        (3, 0, ((8, "Passt zum Thema Arztbriefe."),)),
        (9, 1, ()),
    ),
}


def load(people: dict[str, User], *, now: datetime) -> None:
    """Lists for those of the demo's partners that have none."""
    found = PartnerProfile.objects.open().order_by("sort_key", "pk")
    startups = list(found.values_list("pk", flat=True))
    for account, rows in KEPT.items():
        person = people[account]
        partner = Partner.objects.get(members__person=person)
        with translation.override("de"):
            stages.suggest(partner)
        held = list(WatchStage.objects.filter(partner=partner))
        for place, stage, notes in rows:
            entry = WatchEntry.objects.create(
                partner=partner,
                startup_id=startups[place],
                stage=held[stage],
                added_by=person,
                added_at=now - timedelta(days=21 - place),
            )
            WatchNote.objects.bulk_create(
                WatchNote(entry=entry, author=person, text=text, written_at=now - timedelta(days))
                for days, text in notes
            )
