import hashlib
from datetime import date

import factory
from django.utils import timezone

from hub.accounts.roles import Role
from hub.reports.models import FundingAward, FundingReport, FundingReportFile, ReportRun
from tests.factories.hub import UserFactory


class AwardFactory(factory.django.DjangoModelFactory):
    """Three years of funding, no targets yet."""

    class Meta:
        model = FundingAward

    name = factory.Sequence(lambda n: f"Xyz {n}")
    funder = "Xyz"
    starts_on = date(2025, 1, 1)
    ends_on = date(2027, 12, 31)


def reporter(**fields):
    return UserFactory(roles=[Role.REPORTING], **fields)


EMPTY = '{"award": null, "batch": null, "batches": [], "figures": [], "first": "2026-07-01", "is_over": true, "last": "2026-09-30", "period": "2026-Q3", "targets": [], "tracks": [], "until": "2026-09-30"}'


def frozen_report(award, by, version=1, reason=""):
    """A report that says nothing, with one file: for what is not about its numbers."""
    report = FundingReport.objects.create(
        award=award,
        period_slug="2026-Q3",
        version=version,
        reason=reason,
        content=EMPTY,
        checksum=hashlib.sha256(EMPTY.encode()).hexdigest(),
        frozen_by=by,
        frozen_at=timezone.now(),
    )
    FundingReportFile.objects.create(
        report=report,
        kind="pdf",
        language="de",
        data=b"Xyz",
        checksum=hashlib.sha256(b"Xyz").hexdigest(),
    )
    return report


def ordered_run(award, by):
    """An order that no worker has taken up."""
    return ReportRun.objects.create(award=award, period_slug="2026-Q2", version=1, asked_by=by)
