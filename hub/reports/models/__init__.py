"""What the hub owes its funder: an award with its targets, and reports that never change."""

from hub.reports.models.award import FundingAward, FundingTarget
from hub.reports.models.frozen import (
    FileKind,
    FundingReport,
    FundingReportFile,
    FundingReportList,
    Span,
)
from hub.reports.models.order import FigureFile, ReportRun

__all__ = [
    "FigureFile",
    "FileKind",
    "FundingAward",
    "FundingReport",
    "FundingReportFile",
    "FundingReportList",
    "FundingTarget",
    "ReportRun",
    "Span",
]
