"""The watchlist as pages and tables show it: of a startup only what it shows partners today."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.models import PartnerMember, WatchEntry, WatchNote, WatchStage
from partners.queries import startups
from startups.models import PartnerProfile
from startups.queries import directory
from startups.queries.directory import Profile

NO_STAGE = "none"
NAME, ADDED, NOTED, STAGE = "name", "added", "noted", "stage"
SORTS = (
    (STAGE, _("Stufe")),
    (NAME, _("Name")),
    (ADDED, _("zuletzt vorgemerkt")),
    (NOTED, _("letzte Notiz")),
)
# What is no longer shown stands last, in an order that tells nothing of it.
ORDERS = {
    NAME: (F("shown_name").asc(nulls_last=True), "-added_at", "pk"),
    ADDED: ("-added_at", "pk"),
    NOTED: (F("noted_at").desc(nulls_last=True), "-added_at", "pk"),
    STAGE: (F("stage__position").asc(nulls_last=True), F("shown_name").asc(nulls_last=True), "pk"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the list; `startup` is None while it is not shown to partners."""

    uuid: UUID
    startup: Profile | None
    stage: WatchStage | None
    added_at: datetime
    notes: int
    last_note: str
    noted_at: datetime | None
    noted_by: str


@dataclass(frozen=True, slots=True)
class StageCount:
    value: str
    name: str | Promise
    count: int
    is_on: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of the list somebody wants to see, nonsense left out."""

    stage: str
    sort: str


def asked(stage: str, sort: str, stages: Iterable[WatchStage]) -> Asked:
    known = {NO_STAGE, *(str(one.uuid) for one in stages)}
    return Asked(stage if stage in known else "", sort if sort in ORDERS else STAGE)


def stages_of(member: PartnerMember) -> list[Any]:
    """The own stages in their order, each with how many entries it has; one query."""
    current = Q(entries__removed_at__isnull=True)
    return list(
        WatchStage.objects.filter(partner=member.partner_id).annotate(
            count=Count("entries", filter=current)
        )
    )


def without_stage(member: PartnerMember) -> int:
    rows = WatchEntry.objects.current().filter(partner=member.partner_id)
    return rows.filter(stage=None).count()


def counts(stages: Iterable[Any], loose: int, wanted: Asked) -> list[StageCount]:
    """How many each choice of the list shows; «all» first."""
    parts = [StageCount(str(one.uuid), one.name, one.count) for one in stages]
    if loose or wanted.stage == NO_STAGE:
        parts.append(StageCount(NO_STAGE, _("ohne Stufe"), loose))
    everything = StageCount("", _("Alle"), sum(part.count for part in parts))
    return [replace(part, is_on=part.value == wanted.stage) for part in [everything, *parts]]


def entries(member: PartnerMember, wanted: Asked) -> QuerySet[Any]:
    """The entries in their order, with what the list says of their notes; no query yet."""
    last = WatchNote.objects.filter(entry=OuterRef("pk")).order_by("-written_at", "-pk")
    is_open = Q(startup__partner_profile__is_open=True)
    rows = WatchEntry.objects.current().filter(partner=member.partner_id)
    if wanted.stage == NO_STAGE:
        rows = rows.filter(stage=None)
    elif wanted.stage:
        rows = rows.filter(stage__uuid=wanted.stage)
    return (
        rows.select_related("stage")
        .annotate(
            shown_name=Case(When(is_open, then=F("startup__partner_profile__sort_key"))),
            note_count=Count("notes"),
            last_note=Subquery(last.values("text")[:1]),
            noted_at=Subquery(last.values("written_at")[:1]),
            noted_by=Subquery(last.values("author__name")[:1]),
        )
        .order_by(*ORDERS[wanted.sort])
    )


def items(found: Iterable[Any], member: PartnerMember) -> list[Item]:
    """The lines of the list for these entries; one query for the startups that are still shown."""
    rows = list(found)
    shown = shown_of(rows, member)
    return [
        Item(
            uuid=row.uuid,
            startup=shown.get(row.startup_id),
            stage=row.stage,
            added_at=row.added_at,
            notes=row.note_count,
            last_note=row.last_note or "",
            noted_at=row.noted_at,
            noted_by=row.noted_by or "",
        )
        for row in rows
    ]


def shown_of(rows: Iterable[WatchEntry], member: PartnerMember) -> dict[int, Profile]:
    """The cards of those startups that partners may see now, by the startup's key."""
    keys = [row.startup_id for row in rows]
    visible = startups.for_cards(startups.shown_to(member).filter(pk__in=keys))
    return {row.pk: directory.partner_card(row, page=startups.PAGE) for row in visible}


def entry_for(member: PartnerMember, shown: PartnerProfile) -> WatchEntry | None:
    """The own organisation's entry for a startup, with its stage and how many notes there are."""
    return (
        WatchEntry.objects.current()
        .filter(partner=member.partner_id, startup=shown.pk)
        .select_related("stage")
        .annotate(note_count=Count("notes"))
        .first()
    )
