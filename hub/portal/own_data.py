"""What the portal keeps about one person, by its own names; nothing about anybody else."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.db.models import Q

from events.models import CalendarAddress, Registration
from hub.accounts.models import Consent, Invitation, User
from hub.mail.models import Email
from hub.mail.reminder_models import MailChoice, Reminder
from hub.reports.models import FigureFile, FundingReport, ReportRun
from hub.sheets.models import Import
from matchday.models import MatchSide
from partners.models import (
    Challenge,
    Entry,
    EntryFile,
    EntryNote,
    Introduction,
    IntroductionOutcome,
    PartnerMember,
    Pilot,
    PilotFile,
    PilotMove,
    PilotUpdate,
    SavedSearch,
    ScienceUnitMember,
    TransferMove,
    TransferRequest,
    WatchEntry,
    WatchNote,
)
from startups.models import (
    AnswerEdit,
    Application,
    Attachment,
    AttachmentOpening,
    ProfileChange,
    ProfileDeck,
    ProfileLogo,
    ProfileVisit,
    StaffNote,
    StartupMember,
)


def about(person: User) -> dict[str, Any]:
    """The record of a person as plain values, ready for JSON."""
    return {
        "account": {
            "email": person.email,
            "name": person.name,
            "language": person.language,
            "date_joined": person.date_joined,
            "last_login": person.last_login,
        },
        "email_addresses": _rows(EmailAddress.objects.filter(user=person), "email", "verified"),
        "email_address_changes": _rows(
            person.address_changes.all(), "old_email", "new_email", "changed_at", "undone_at"
        ),
        "second_factors": _rows(
            Authenticator.objects.filter(user=person), "type", "created_at", "last_used_at"
        ),
        "sessions": _rows(
            UserSession.objects.filter(user=person),
            "created_at",
            "last_seen_at",
            "ip",
            "user_agent",
        ),
        "roles": _rows(person.grants.all(), "role", "granted_at", "ended_at"),
        "tables_at_matchdays": _rows(
            MatchSide.objects.filter(host=person), "uuid", "day__starts_at", "place"
        ),
        "consents": _rows(
            Consent.objects.filter(person=person),
            "purpose",
            "text_version",
            "subject",
            "given_at",
            "withdrawn_at",
        ),
        "invitations_sent": _rows(
            Invitation.objects.filter(invited_by=person),
            "kind",
            "role",
            "created_at",
            "accepted_at",
        ),
        "invitations_received": _rows(
            Invitation.objects.filter(email=person.email),
            "kind",
            "role",
            "created_at",
            "accepted_at",
        ),
        "emails": _rows(
            Email.objects.filter(recipient=person), "kind", "to", "state", "created_at", "sent_at"
        ),
        "mail_choice": _rows(
            MailChoice.objects.filter(person=person), "declined", "is_daily", "updated_at"
        ),
        "reminders": _rows(Reminder.objects.filter(person=person), "object", "date", "sent_at"),
        "partners": _rows(
            PartnerMember.objects.filter(person=person),
            "partner__name",
            "level",
            "joined_at",
            "left_at",
        ),
        "science_units": _rows(
            ScienceUnitMember.objects.filter(person=person),
            "unit__name_de",
            "level",
            "joined_at",
            "left_at",
        ),
        "transfer_requests_asked": _rows(
            TransferRequest.objects.filter(asked_by=person),
            "uuid",
            "unit__name_de",
            "need",
            "asked_at",
            "state",
        ),
        "transfer_requests_answered": _rows(
            TransferRequest.objects.filter(answered_by=person), "uuid", "answer", "answered_at"
        ),
        "transfer_requests_moved": _rows(
            TransferMove.objects.filter(by=person), "request__uuid", "transition", "note", "at"
        ),
        **_in_introductions(person),
        **_in_partners(person),
        **_in_pilots(person),
        **_in_challenges(person),
        **_in_applications(person),
        "calendar_address": _rows(CalendarAddress.objects.filter(person=person), "created_at"),
        "event_registrations": _rows(
            Registration.objects.filter(Q(person=person) | Q(person=None, email=person.email)),
            "uuid",
            "event__title_de",
            "event__starts_at",
            "name",
            "email",
            "organisation",
            "seats",
            "state",
            "answers",
            "asked_at",
            "registered_at",
            "ended_at",
            "feedback_asked",
        ),
        "lists_imported": _rows(
            Import.objects.filter(by=person), "subject", "file_name", "uploaded_at", "done_at"
        ),
        "reports_ordered": _rows(
            ReportRun.objects.filter(asked_by=person),
            "uuid",
            "award__name",
            "period_slug",
            "version",
            "reason",
            "asked_at",
        ),
        "figure_files_ordered": _rows(
            FigureFile.objects.filter(asked_by=person),
            "uuid",
            "period_slug",
            "kind",
            "asked_at",
            "fetched_at",
        ),
        "reports_frozen": _rows(
            FundingReport.objects.filter(frozen_by=person),
            "uuid",
            "award__name",
            "period_slug",
            "version",
            "reason",
            "frozen_at",
        ),
        "admin_actions": _rows(LogEntry.objects.filter(user=person), "action_time", "action_flag"),
    }


def _in_introductions(person: User) -> dict[str, Any]:
    """What they wrote and did themselves: how a request stands, its pages tell each side apart."""
    return {
        "introductions_asked": _rows(
            Introduction.objects.filter(asked_by=person), "startup_name", "reason", "asked_at"
        ),
        "introductions_answered": _rows(
            Introduction.objects.filter(answered_by=person),
            "startup_name",
            "partner__name",
            "state",
            "answered_at",
            "note",
        ),
        "introduction_outcomes_told": _rows(
            IntroductionOutcome.objects.filter(told_by=person),
            "introduction__startup_name",
            "outcome",
            "story",
            "told_at",
        ),
    }


def _in_partners(person: User) -> dict[str, Any]:
    """What somebody wrote for colleagues; which startup it was about is the partner's own matter."""
    return {
        "saved_searches": _rows(
            SavedSearch.objects.filter(owner=person),
            "name",
            "query",
            "frequency",
            "created_at",
            "sent_at",
            "paused_at",
        ),
        "watchlist_entries": _rows(
            WatchEntry.objects.filter(added_by=person), "uuid", "added_at", "removed_at"
        ),
        "watchlist_notes": _rows(
            WatchNote.objects.filter(author=person),
            "entry__uuid",
            "text",
            "written_at",
            "edited_at",
        ),
    }


def _in_pilots(person: User) -> dict[str, Any]:
    return {
        "pilots_proposed": _rows(
            Pilot.objects.filter(proposed_by=person), "uuid", "title", "summary", "proposed_at"
        ),
        "pilots_owned": _rows(
            Pilot.objects.filter(
                Q(partner_owner__person=person) | Q(startup_owner__person=person)
            ),
            "uuid",
            "title",
            "state",
        ),
        "pilot_moves": _rows(
            PilotMove.objects.filter(by=person), "pilot__uuid", "to_state", "note", "at"
        ),
        "pilot_files": _rows(
            PilotFile.objects.filter(uploaded_by=person), "uuid", "name", "uploaded_at"
        ),
        "pilot_messages": _rows(
            PilotUpdate.objects.filter(author=person), "pilot__uuid", "text", "at"
        ),
    }


def _in_challenges(person: User) -> dict[str, Any]:
    return {
        "challenges_started": _rows(
            Challenge.objects.filter(created_by=person), "uuid", "title_de", "created_at"
        ),
        "entries_started": _rows(
            Entry.objects.filter(started_by=person),
            "uuid",
            "challenge__title_de",
            "startup__name",
            "answer",
            "approach",
            "started_at",
            "submitted_at",
        ),
        "entry_files_uploaded": _rows(
            EntryFile.objects.filter(uploaded_by=person), "uuid", "name", "uploaded_at"
        ),
        "entry_notes_written": _rows(EntryNote.objects.filter(author=person), "text", "at"),
    }


def _in_applications(person: User) -> dict[str, Any]:
    return {
        "startups": _rows(
            StartupMember.objects.filter(person=person),
            "startup__name",
            "level",
            "joined_at",
            "left_at",
        ),
        "applications_started": _rows(
            Application.objects.filter(started_by=person),
            "uuid",
            "number",
            "startup__name",
            "state",
            "started_at",
            "submitted_at",
        ),
        "answers_written": _rows(
            AnswerEdit.objects.filter(by=person),
            "answer__application__uuid",
            "answer__question__label_de",
            "value",
            "at",
        ),
        "files_uploaded": _rows(
            Attachment.objects.filter(uploaded_by=person), "uuid", "name", "uploaded_at"
        ),
        "files_opened": _rows(
            AttachmentOpening.objects.filter(person=person), "attachment__uuid", "at"
        ),
        "profiles_opened": _rows(
            ProfileVisit.objects.filter(person=person),
            "startup__name",
            "kind",
            "organisation",
            "at",
        ),
        "decks_uploaded": _rows(
            ProfileDeck.objects.filter(uploaded_by=person), "uuid", "name", "uploaded_at"
        ),
        "logos_uploaded": _rows(
            ProfileLogo.objects.filter(uploaded_by=person), "startup__name", "uploaded_at"
        ),
        "profile_changes": _rows(
            ProfileChange.objects.filter(by=person), "startup__name", "state", "values", "at"
        ),
        "notes_written": _rows(StaffNote.objects.filter(author=person), "text", "at"),
    }


def _rows(queryset: Any, *fields: str) -> list[dict[str, Any]]:
    return list(queryset.order_by("pk").values(*fields))
