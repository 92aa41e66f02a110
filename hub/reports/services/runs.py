"""Frozen reports that a worker makes while a page says how far it is."""

import logging
from datetime import datetime
from functools import partial

from django.db import transaction
from django.urls import reverse
from django.utils import translation

from hub.accounts.models import User
from hub.core.workflow import DomainError
from hub.mail import outbox
from hub.mail.values import Link
from hub.reports.models import FundingAward, FundingReport, ReportRun
from hub.reports.periods import Period
from hub.reports.services import freezing, orders
from hub.reports.services.freezing import Outdated

logger = logging.getLogger(__name__)


@transaction.atomic
def ask(
    award: FundingAward,
    period: Period,
    *,
    version: int,
    by: User,
    now: datetime,
    reason: str = "",
) -> ReportRun:
    """Order a frozen report in that version; many clicks at once order it once.

    Raises what `freezing.ensure_may_freeze` does, and Outdated.
    """
    freezing.ensure_may_freeze(award, period, version=version, reason=reason, by=by, now=now)
    # Two orders at once wait for each other here.
    FundingAward.objects.select_for_update().get(pk=award.pk)
    held = ReportRun.objects.filter(award=award, period_slug=period.slug, version=version)
    running = held.filter(refusal="").first()
    if running:
        return running
    if version != freezing.latest_version(award, period) + 1:
        raise Outdated
    return ReportRun.objects.create(
        award=award,
        period_slug=period.slug,
        version=version,
        reason=reason.strip() if version > 1 else "",
        asked_by=by,
        asked_at=now,
    )


def make_waiting(*, now: datetime) -> int:
    """Make every report that is ordered, one after the other; how many that were."""
    made = 0
    for run in orders.each_waiting(ReportRun, now):
        made += 1
        _make(run, now)
    return made


def _make(run: ReportRun, now: datetime) -> None:
    try:
        draft = freezing.drafted(
            run.award,
            run.period,
            version=run.version,
            reason=run.reason,
            by=run.asked_by,
            now=now,
            step=partial(orders.note, run),
        )
        with transaction.atomic():
            run.report = freezing.keep(draft)
            run.save(update_fields=["report"])
            _tell(run, run.report)
    except DomainError as refused:
        with translation.override(run.asked_by.language):
            orders.refuse(run, str(refused.message))
    except Exception:
        # The order stands; another worker takes it up in a while.
        logger.exception("a report could not be made: %s", run.pk)


def _tell(run: ReportRun, report: FundingReport) -> None:
    with translation.override("de"):
        path = reverse("reports:frozen", args=[report.uuid])
    outbox.queue(
        "reports/report_ready",
        to=run.asked_by,
        values={
            "report": lambda: str(report),
            "award": report.award.name,
            "checksum": report.checksum,
            "link": Link(path),
        },
        about=path,
        dedup_key=f"report-ready:{run.pk}",
    )
