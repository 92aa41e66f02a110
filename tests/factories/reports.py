import hashlib
import json
from datetime import date

import factory
from django.utils import timezone

from hub.accounts.roles import Role
from hub.reports.models import (
    FigureFile,
    FundingAward,
    FundingReport,
    FundingReportFile,
    FundingReportList,
    ReportRun,
)
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


def both(text):
    return {"de": text, "en": text}


def checksum(text):
    return hashlib.sha256(text.encode()).hexdigest()


LIST = json.dumps(
    {
        "key": "applications",
        "first": "2026-07-01",
        "last": "2026-09-30",
        "tracks": [],
        "batches": [],
        "rows": [
            {
                "key": 0,
                "id": "Xyz-0001",
                "title": "",
                "other": "",
                "at": "2026-08-01T10:00:00+00:00",
                "tracks": [],
                "batch": None,
                "part": "",
                "value": None,
                "weight": None,
            }
        ],
    }
)
FIGURE = {
    "key": "applications",
    **{word: both("Xyz") for word in ("name", "unit", "definition", "source")},
    **{word: both("") for word in ("missing", "part_name", "value_name")},
    "measure": "count",
    "counted": "flow",
    "total": 1,
    "rows": 1,
    "by_track": [1],
    "by_batch": [1],
    "parts": [],
    "list": checksum(LIST),
}
CONTENT = {
    "award": None,
    "batch": None,
    "batches": [],
    "figures": [FIGURE],
    "first": "2026-07-01",
    "is_over": True,
    "last": "2026-09-30",
    "period": "2026-Q3",
    "targets": [],
    "tracks": [],
    "until": "2026-09-30",
}


def frozen_report(award, by, version=1, reason="", *, has_lists=True):
    """A report with one figure, its list and one file: for what is not about its numbers."""
    figure = {name: value for name, value in FIGURE.items() if has_lists or name != "list"}
    content = json.dumps(CONTENT | {"figures": [figure]})
    report = FundingReport.objects.create(
        award=award,
        period_slug="2026-Q3",
        version=version,
        reason=reason,
        content=content,
        checksum=checksum(content),
        frozen_by=by,
        frozen_at=timezone.now(),
    )
    if has_lists:
        FundingReportList.objects.create(
            report=report,
            span="period",
            indicator="applications",
            content=LIST,
            checksum=checksum(LIST),
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


def ordered_file(by, **fields):
    """A file of figures that no worker has taken up."""
    asked = {"period_slug": "2026-Q2", "kind": "xlsx", "language": "de"} | fields
    return FigureFile.objects.create(asked_by=by, **asked)
