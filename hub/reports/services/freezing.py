"""Freezing a period: a snapshot with its files and checksums, which nothing changes afterwards."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.core.workflow import DomainError
from hub.reports.models import (
    FileKind,
    FundingAward,
    FundingReport,
    FundingReportFile,
    FundingReportList,
    Span,
)
from hub.reports.periods import Kind, Period
from hub.reports.queries import contents
from hub.reports.queries.contents import Wanted
from hub.reports.queries.kept_lists import Place
from hub.reports.queries.names import LANGUAGES, Content
from hub.reports.services import paper, workbook

FREEZE = "hub.freeze_fundingreport"
FROZEN_KINDS = (Kind.QUARTER, Kind.YEAR)
# The figures with their lists, and two files in each language.
STEPS = 5


@dataclass(frozen=True, slots=True)
class Draft:
    """A report with its files and the lists behind its figures, none of it kept yet."""

    report: FundingReport
    files: list[FundingReportFile]
    lists: list[FundingReportList]


class NotYours(DomainError):
    message = _("Berichte friert ein, wer für das Berichtswesen zuständig ist.")


class NotOver(DomainError):
    message = _("Dieser Zeitraum ist noch nicht zu Ende. Eingefroren wird danach.")


class NoSuchPeriod(DomainError):
    message = _("Eingefroren werden Quartale und Jahre des Bewilligungszeitraums.")


class ReasonMissing(DomainError):
    message = _("Bitte schreiben Sie, was die neue Version berichtigt.")


class Outdated(DomainError):
    message = _(
        "Inzwischen gibt es von diesem Bericht eine andere Version. Bitte sehen Sie sie zuerst an."
    )


def latest_version(award: FundingAward, period: Period) -> int:
    """The number of the newest frozen version; 0 while there is none."""
    held = FundingReport.objects.filter(award=award, period_slug=period.slug)
    return held.values_list("version", flat=True).order_by("-version").first() or 0


def is_freezable(award: FundingAward, period: Period, now: datetime) -> bool:
    """Whether the period belongs to the award and is over."""
    return _is_reported(award, period) and period.is_over(now)


def _is_reported(award: FundingAward, period: Period) -> bool:
    overlaps = period.first <= award.ends_on and period.last >= award.starts_on
    return period.kind in FROZEN_KINDS and overlaps


def ensure_may_freeze(
    award: FundingAward, period: Period, *, version: int, reason: str, by: User, now: datetime
) -> None:
    """Raises NotYours, NoSuchPeriod, NotOver, ReasonMissing."""
    if not by.has_perm(FREEZE):
        raise NotYours
    if not _is_reported(award, period):
        raise NoSuchPeriod
    if not period.is_over(now):
        raise NotOver
    if version > 1 and not reason.strip():
        raise ReasonMissing


def freeze(
    award: FundingAward,
    period: Period,
    *,
    version: int,
    by: User,
    now: datetime,
    reason: str = "",
) -> FundingReport:
    """Keep the period's figures of all rows as this version, once, however often it is called.

    Raises what `ensure_may_freeze` does, and Outdated.
    """
    return keep(drafted(award, period, version=version, reason=reason, by=by, now=now))


def drafted(
    award: FundingAward,
    period: Period,
    *,
    version: int,
    by: User,
    now: datetime,
    reason: str = "",
    step: Callable[[int], None] = lambda _done: None,
) -> Draft:
    """What would be frozen; `step` hears how many of STEPS are done.

    It takes a second or two and holds no lock. Raises what `ensure_may_freeze` does.
    """
    ensure_may_freeze(award, period, version=version, reason=reason, by=by, now=now)
    content, lists = contents.with_lists(Wanted(period, award), now=now)
    texts = {place: canonical(one) for place, one in lists.items()}
    sums = {place: checksum(one.encode()) for place, one in texts.items()}
    text = canonical(_sealed(content, sums))
    step(1)
    report = FundingReport(
        award=award,
        period_slug=period.slug,
        version=version,
        reason=reason.strip() if version > 1 else "",
        content=text,
        checksum=checksum(text.encode()),
        frozen_by=by,
        frozen_at=now.replace(microsecond=0),
    )
    kept = [
        FundingReportList(
            report=report, span=span, indicator=key, content=one, checksum=sums[span, key]
        )
        for (span, key), one in texts.items()
    ]
    return Draft(report, list(_files(report, json.loads(text), step)), kept)


def _sealed(content: Content, sums: Mapping[Place, str]) -> Content:
    """With the checksum of each list beside its figure: so the report's own covers them all."""
    for span, told in ((Span.PERIOD, content["figures"]), (Span.YEAR, content["targets"])):
        for one in told:
            if (span, one["key"]) in sums:
                one["list"] = sums[span, one["key"]]
    return content


@transaction.atomic
def keep(draft: Draft) -> FundingReport:
    """Freeze what was drafted; if somebody was faster with this version, theirs is the report.

    Raises Outdated where the version does not follow the newest one.
    """
    report = draft.report
    award = FundingAward.objects.select_for_update().get(pk=report.award_id)
    held = award.reports.filter(period_slug=report.period_slug, version=report.version).first()
    if held:
        return held
    if report.version != latest_version(award, report.period) + 1:
        raise Outdated
    report.save(force_insert=True)
    FundingReportFile.objects.bulk_create(draft.files)
    FundingReportList.objects.bulk_create(draft.lists)
    return report


def _files(
    report: FundingReport, content: Content, step: Callable[[int], None]
) -> Iterable[FundingReportFile]:
    makers = {FileKind.PDF: paper.made, FileKind.XLSX: workbook.made}
    done = 1
    for language in LANGUAGES:
        for kind, make in makers.items():
            data = make(content, language=language, frozen=report)
            yield FundingReportFile(
                report=report, kind=kind, language=language, data=data, checksum=checksum(data)
            )
            done += 1
            step(done)


def canonical(content: Content) -> str:
    """The one text that a content is written as."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1)


def checksum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
