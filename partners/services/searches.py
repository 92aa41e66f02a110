"""Saved searches: kept, paused, told by mail; what is due follows from the database.

A search is looked at once after each seven o'clock in Berlin, or each Monday's: an outage of days
makes one mail, not several. What was told is remembered, so nothing is told twice.
"""

import logging
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.core.times import BERLIN
from hub.core.workflow import DomainError
from hub.mail import choices, kinds, outbox
from hub.mail.values import Block, Link
from partners.models import Frequency, PartnerMember, SavedSearch, SearchHit
from partners.queries import searches
from startups.models import PartnerProfile

logger = logging.getLogger(__name__)

MOST = 20
MOST_TOLD = 20
LONGEST = 2000
MAIL_AT = time(7)
MONDAY = 0
KIND = "partners/saved_search"


class TooMany(DomainError):
    message = _("Zwanzig gespeicherte Suchen sind genug. Bitte löschen Sie erst eine.")


class TooLong(DomainError):
    message = _("Diese Suche hat zu viele Filter auf einmal. Bitte nehmen Sie einige heraus.")


class NotThere(DomainError):
    message = _("Diese Suche gibt es nicht mehr.")


@transaction.atomic
def save(*, name: str, query: str, frequency: str, by: User) -> SavedSearch:
    """Keep a search; the same one by the same name again is a double click.

    Raises TooMany, TooLong, NotThere.
    """
    if len(query) > LONGEST:
        raise TooLong
    own = PartnerMember.objects.acting(by).first()
    if own is None:
        raise NotThere
    # Two clicks at once wait for each other here.
    User.objects.select_for_update().get(pk=by.pk)
    held = SavedSearch.objects.filter(owner=by, partner=own.partner_id)
    same = held.filter(name=name, query=query, frequency=frequency).first()
    if same:
        return same
    if held.count() >= MOST:
        raise TooMany
    return SavedSearch.objects.create(
        partner_id=own.partner_id, owner=by, name=name, query=query, frequency=frequency
    )


@transaction.atomic
def pause(*, search_uuid: UUID, by: User) -> None:
    """No more mails until it goes on. Raises NotThere."""
    _stop(_lock(search_uuid, by))


@transaction.atomic
def resume(*, search_uuid: UUID, by: User) -> None:
    """Go on; what came during the pause is no news. Raises NotThere."""
    search = _lock(search_uuid, by)
    if search.paused_at is None:
        return
    search.paused_at = None
    search.watching_since = search.checked_at = timezone.now()
    search.save(update_fields=["paused_at", "watching_since", "checked_at"])


@transaction.atomic
def remove(*, search_uuid: UUID, by: User) -> None:
    """Raises NotThere."""
    _lock(search_uuid, by).delete()


# The link in the mail


def stop_path(search: SavedSearch) -> str:
    """The address that stops a search without logging in: only its mails carry it."""
    return choices.stop_path(search.owner, kinds.get(KIND), thing=search.uuid.hex)


@transaction.atomic
def stop(key: str) -> None:
    """Stop a search; one that is deleted or stopped already is as stopped as it can be."""
    search = SavedSearch.objects.select_for_update().filter(uuid=key).first()
    if search is not None:
        _stop(search)


def is_unwanted(by: User) -> bool:
    """Whether somebody wants no mails about any search."""
    return choices.declines(by, kinds.get(KIND))


# By the clock


def send_due(*, now: datetime) -> int:
    """Look at each search that is due and mail what is new; how many mails that were."""
    due = Q()
    for frequency in Frequency:
        due |= Q(frequency=frequency, checked_at__lt=last_slot(frequency, now))
    spared = choices.decliners(KIND).values("person")
    running = SavedSearch.objects.running().exclude(owner__in=spared)
    found = running.filter(due).order_by("checked_at", "pk")
    sent = 0
    for key in found.values_list("pk", flat=True):
        try:
            sent += _look(key, now)
        except Exception:
            logger.exception("a saved search failed: %s", key)
    return sent


def last_slot(frequency: str, now: datetime) -> datetime:
    """The last moment up to `now` at which searches of that kind were to be looked at."""
    there = now.astimezone(BERLIN)
    day = there.date()
    if there.time() < MAIL_AT:
        day -= timedelta(days=1)
    if frequency == Frequency.WEEKLY:
        day -= timedelta(days=(day.weekday() - MONDAY) % 7)
    return datetime.combine(day, MAIL_AT, tzinfo=BERLIN)


def next_slot(frequency: str, now: datetime) -> datetime:
    """The next such moment after `now`: counted in days of Berlin, so that it stays seven o'clock."""
    days = 7 if frequency == Frequency.WEEKLY else 1
    last = last_slot(frequency, now)
    return datetime.combine(last.date() + timedelta(days=days), MAIL_AT, tzinfo=BERLIN)


@transaction.atomic
def _look(key: int, now: datetime) -> int:
    search = (
        SavedSearch.objects.running()
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("owner")
        .filter(pk=key, checked_at__lt=now)
        .first()
    )
    if search is None or search.checked_at >= last_slot(search.frequency, now):
        return 0
    new = news_for(search, now=now)
    search.checked_at = now
    if new:
        search.sent_at = now
        _tell(search, new, now)
    search.save(update_fields=["checked_at", "sent_at"])
    return len(new) and 1


def news_for(search: SavedSearch, *, now: datetime) -> list[PartnerProfile]:
    """What a mail would tell now; nothing for somebody who does not work there any more."""
    acting = PartnerMember.objects.acting(search.owner, on=timezone.localdate(now, BERLIN))
    if not acting.filter(partner=search.partner_id).exists():
        return []
    return list(searches.news(search))


def _tell(search: SavedSearch, new: list[PartnerProfile], now: datetime) -> None:
    SearchHit.objects.bulk_create(
        [SearchHit(search=search, startup_id=row.pk, at=now) for row in new],
        ignore_conflicts=True,
    )
    shown = [f"{row.name}: {row.one_liner}" for row in new[:MOST_TOLD]]
    with translation.override(search.owner.language):
        if len(new) > MOST_TOLD:
            shown.append(str(_("und %(number)d weitere") % {"number": len(new) - MOST_TOLD}))
    with translation.override("de"):
        page = reverse("partners:startup-list")
    outbox.queue(
        KIND,
        to=search.owner,
        values={
            "search": search.name,
            "number": str(len(new)),
            "startups": Block("\n".join(shown)),
            "link": Link(f"{page}{newest_first(search.query)}"),
            "stop": Link(stop_path(search)),
        },
        dedup_key=f"saved-search:{search.pk}:{last_slot(search.frequency, now).isoformat()}",
        unsubscribe=stop_path(search),
    )


def newest_first(query: str) -> str:
    """The same search as a link, the newest first."""
    asked = QueryDict(query.removeprefix("?"), mutable=True)
    asked["sort"] = "newest"
    return f"?{asked.urlencode()}"


def _stop(search: SavedSearch) -> None:
    if search.paused_at is None:
        search.paused_at = timezone.now()
        search.save(update_fields=["paused_at"])


def _lock(search_uuid: UUID, by: User) -> SavedSearch:
    held = SavedSearch.objects.visible_to(by).select_for_update(of=("self",))
    search = held.filter(uuid=search_uuid).first()
    if search is None:
        raise NotThere
    return search
