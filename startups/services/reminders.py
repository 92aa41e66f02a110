"""Reminders before the deadline: computed from the database, so a missed tick loses nothing.

Only who has an open draft hears of it. Of several reminders that an outage has made due, only the
newest goes out; the dedup key keeps every repeat silent.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hub.mail import outbox
from hub.mail.values import Link, Words
from startups.models import Application, StartupMember
from startups.queries import application_form
from startups.services.drafts import deadline_of
from startups.states import ApplicationState, BatchState

# How long before the deadline, and the sentence that says so.
NOTICES: tuple[tuple[timedelta, Promise], ...] = (
    (timedelta(days=7), _("Bis zur Frist ist es noch eine Woche.")),
    (timedelta(days=2), _("Bis zur Frist sind es noch zwei Tage.")),
    (timedelta(hours=6), _("Bis zur Frist sind es noch sechs Stunden.")),
)


def send_due(*, now: datetime) -> int:
    """Queue every reminder that is due and not past; return how many this call added."""
    queued = 0
    for draft in _drafts(now):
        deadline = deadline_of(draft)
        if found := _due_notice(draft, deadline, now):
            notice, sentence = found
            queued += _remind(draft, deadline, notice, sentence)
    return queued


def _drafts(now: datetime) -> Iterator[Application]:
    """Open drafts; those whose own deadline is past are left out by `_due_notice`."""
    drafts = Application.objects.filter(
        state=ApplicationState.DRAFT,
        batch__state__in=[BatchState.PLANNED, BatchState.OPEN, BatchState.CLOSED],
        batch__deadline__gt=now - timedelta(days=60),
    )
    return drafts.select_related("batch", "startup").iterator(chunk_size=200)


def _due_notice(
    draft: Application, deadline: datetime, now: datetime
) -> tuple[timedelta, Promise] | None:
    """The newest notice whose time has come; none for one whose time came before the draft did."""
    if now >= deadline:
        return None
    passed = [notice for notice in NOTICES if deadline - notice[0] <= now]
    if not passed or deadline - passed[-1][0] < draft.started_at:
        return None
    return passed[-1]


def _remind(draft: Application, deadline: datetime, notice: timedelta, sentence: Promise) -> int:
    missing = application_form.load(draft).missing
    queued = 0
    members = StartupMember.objects.writing().filter(startup=draft.startup)
    for member in members.select_related("person"):
        with translation.override(member.person.language):
            queued += outbox.queue(
                "startups/draft_reminder",
                to=member.person,
                values={
                    "startup": draft.startup.name,
                    "batch": draft.batch.name,
                    "deadline": deadline,
                    "left": Words(str(sentence)),
                    "missing": str(missing),
                    "link": Link(draft.get_absolute_url()),
                },
                dedup_key=(
                    f"draft-reminder:{draft.pk}:{member.person_id}:"
                    f"{deadline.isoformat()}:{notice.total_seconds():.0f}"
                ),
                about=draft.get_absolute_url(),
            )
    return queued
