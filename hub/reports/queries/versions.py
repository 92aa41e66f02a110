"""The versions of a frozen report, and what differs between them."""

import json
from datetime import datetime

from django.utils.translation import get_language

from hub.reports.indicators.registry import INDICATORS
from hub.reports.models import FundingAward, FundingReport
from hub.reports.periods import Period
from hub.reports.queries import contents
from hub.reports.queries.contents import Content, Wanted


def newest(award: FundingAward, period: Period) -> FundingReport | None:
    held = FundingReport.objects.filter(award=award, period_slug=period.slug)
    return held.order_by("-version").first()


def newer_than(report: FundingReport) -> FundingReport | None:
    """The newest version of the same report, if it is not this one."""
    held = FundingReport.objects.filter(award=report.award_id, period_slug=report.period_slug)
    return held.filter(version__gt=report.version).order_by("-version").defer("content").first()


def changed_since(
    report: FundingReport, award: FundingAward, period: Period, *, now: datetime
) -> list[str]:
    """The names of the indicators that would be told differently today."""
    today = contents.of(Wanted(period, award), now=now, user=None)
    return changed(json.loads(report.content), today)


def changed(before: Content, after: Content) -> list[str]:
    """The names of the indicators whose numbers differ, in the reader's language."""
    told = {one["key"]: _numbers(one) for one in before["figures"]}
    language = "en" if (get_language() or "de").startswith("en") else "de"
    return [
        one["name"][language]
        for one in after["figures"]
        if one["key"] in INDICATORS and told.get(one["key"]) != _numbers(one)
    ]


def _numbers(one: Content) -> list[object]:
    parts = {part["part"]: part["count"] for part in one["parts"]}
    return [one["total"], one["by_track"], one["by_batch"], parts]
