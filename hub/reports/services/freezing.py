"""Freezing a period: a snapshot with its files and checksums, which nothing changes afterwards."""

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.core.workflow import DomainError
from hub.reports.models import FileKind, FundingAward, FundingReport, FundingReportFile
from hub.reports.periods import Kind, Period
from hub.reports.queries import contents
from hub.reports.queries.contents import LANGUAGES, Content, Wanted
from hub.reports.services import paper, workbook

FREEZE = "hub.freeze_fundingreport"
FROZEN_KINDS = (Kind.QUARTER, Kind.YEAR)
# The figures, and two files in each language.
STEPS = 5


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
    return keep(*drafted(award, period, version=version, reason=reason, by=by, now=now))


def drafted(
    award: FundingAward,
    period: Period,
    *,
    version: int,
    by: User,
    now: datetime,
    reason: str = "",
    step: Callable[[int], None] = lambda _done: None,
) -> tuple[FundingReport, list[FundingReportFile]]:
    """A report with its files, not kept yet; `step` hears how many of STEPS are done.

    It takes a second or two and holds no lock. Raises what `ensure_may_freeze` does.
    """
    ensure_may_freeze(award, period, version=version, reason=reason, by=by, now=now)
    text = canonical(contents.of(Wanted(period, award), now=now, user=None))
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
    return report, list(_files(report, json.loads(text), step))


@transaction.atomic
def keep(report: FundingReport, files: Iterable[FundingReportFile]) -> FundingReport:
    """Freeze what was drafted; if somebody was faster with this version, theirs is the report.

    Raises Outdated where the version does not follow the newest one.
    """
    award = FundingAward.objects.select_for_update().get(pk=report.award_id)
    held = award.reports.filter(period_slug=report.period_slug, version=report.version).first()
    if held:
        return held
    if report.version != latest_version(award, report.period) + 1:
        raise Outdated
    report.save(force_insert=True)
    FundingReportFile.objects.bulk_create(files)
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
