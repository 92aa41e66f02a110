"""For Django's discovery alone; people import from the sub-packages."""

from hub.accounts.models import Consent, Invitation, RateBucket, RoleGrant, User
from hub.mail.models import Email, EmailTemplate, Heartbeat
from hub.mail.reminder_models import MailChoice, Reminder, ReminderRule
from hub.programme.models import BarrierReport, HubSite, Page, PublicVersion, Track
from hub.reports.models import (
    FigureFile,
    FundingAward,
    FundingReport,
    FundingReportFile,
    FundingReportList,
    FundingTarget,
    ReportRun,
)
from hub.sheets.models import Import

__all__ = [
    "BarrierReport",
    "Consent",
    "Email",
    "EmailTemplate",
    "FigureFile",
    "FundingAward",
    "FundingReport",
    "FundingReportFile",
    "FundingReportList",
    "FundingTarget",
    "Heartbeat",
    "HubSite",
    "Import",
    "Invitation",
    "MailChoice",
    "Page",
    "PublicVersion",
    "RateBucket",
    "Reminder",
    "ReminderRule",
    "ReportRun",
    "RoleGrant",
    "Track",
    "User",
]
