"""The versions of a frozen report, and what differs between them."""

import hashlib
import json
from datetime import datetime

from django.utils.translation import get_language

from hub.reports.indicators.registry import INDICATORS
from hub.reports.models import FundingAward, FundingReport, FundingReportList, Span
from hub.reports.periods import Period
from hub.reports.queries import contents
from hub.reports.queries.contents import Wanted
from hub.reports.queries.names import Content


def newest(award: FundingAward, period: Period) -> FundingReport | None:
    held = FundingReport.objects.filter(award=award, period_slug=period.slug)
    return held.order_by("-version").first()


def newer_than(report: FundingReport) -> FundingReport | None:
    """The newest version of the same report, if it is not this one."""
    held = FundingReport.objects.filter(award=report.award_id, period_slug=report.period_slug)
    return held.filter(version__gt=report.version).order_by("-version").defer("content").first()


def figure(report: FundingReport, span: Span, key: str) -> Content:
    """What a report says of an indicator: of its period, or among its year's targets."""
    told = json.loads(report.content)["targets" if span == Span.YEAR else "figures"]
    found: Content = next(one for one in told if one["key"] == key)
    return found


def is_whole(figure: Content, behind: FundingReportList) -> bool:
    """Whether a list is the one that its report was frozen with."""
    return figure.get("list") == hashlib.sha256(behind.content.encode()).hexdigest()


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
