"""Files of applications and profiles: kept under random names, scanned, swept."""

import logging
import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts import limits
from hub.accounts.models import User
from hub.core import clamav
from hub.core.workflow import DomainError
from startups.models import (
    Application,
    Attachment,
    AttachmentOpening,
    KeptPdf,
    Question,
    QuestionKind,
    ScanState,
)
from startups.models.attachment import KeptPdfQuerySet
from startups.queries.application_form import is_asked
from startups.services import gate
from startups.services.answers import NotAsked
from startups.services.drafts import lock_for_edit
from startups.services.gate import TOO_LARGE, FileRefused, Stored

logger = logging.getLogger(__name__)

# An upload under way may be this old; what is older and belongs to no row is left over.
GRACE = timedelta(hours=24)
OUR_NAMES = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}")
SCANS_PER_ROUND = 20
ONE_OPENING = timedelta(hours=1)

TOO_MANY = _("Diese Bewerbung hat schon %(count)d Dateien. Entfernt bitte erst eine davon.")
TOO_MUCH = _(
    "Alle Dateien zusammen dürfen höchstens %(total_mb)d MB groß sein. Entfernt bitte eine oder "
    "nehmt eine kleinere."
)

# Taking in


def attach(
    application_uuid: UUID, *, question: Question, upload: UploadedFile | None, by: User
) -> Attachment:
    """Check a file and keep it as an answer to the question.

    The bytes are on the disk before the row is committed. No lock is held while the file is
    checked; the same file sent twice is kept once. Raises FileRefused, NotEditable, NotAsked,
    Application.DoesNotExist.
    """
    size = (upload.size or 0) if upload else 0
    with transaction.atomic():
        desk = lock_for_edit(application_uuid, by=by, questions=[question])
        _ensure_asked(desk.application, question)
        _ensure_room(desk.application, size)
    stored = gate.take_in(upload, by=by)
    try:
        return _keep(application_uuid, question=question, stored=stored, by=by)
    except DomainError:
        stored.discard()
        raise


@transaction.atomic
def remove(attachment: Attachment, *, by: User) -> None:
    """Take a file out of the application; its bytes go with the next sweep.

    Raises NotEditable, Application.DoesNotExist.
    """
    desk = lock_for_edit(attachment.application.uuid, by=by, questions=[attachment.question])
    Attachment.objects.current().filter(pk=attachment.pk).update(
        removed_at=desk.now, removed_by=by
    )
    _mark_edited(desk.application, desk.now)


def _ensure_asked(application: Application, question: Question) -> None:
    foreign = question.section.batch_id != application.batch_id
    if foreign or question.kind != QuestionKind.FILE:
        raise NotAsked
    if not is_asked(question, application.track_id):
        raise NotAsked


def _ensure_room(application: Application, size: int) -> None:
    if size > settings.UPLOAD_MAX_BYTES:
        raise FileRefused(TOO_LARGE)
    current = Attachment.objects.current().filter(application=application)
    held = current.aggregate(count=Count("pk"), size=Sum("size", default=0))
    if held["count"] >= settings.UPLOAD_MAX_PER_APPLICATION:
        raise FileRefused(TOO_MANY)
    if held["size"] + size > settings.UPLOAD_MAX_BYTES_PER_APPLICATION:
        raise FileRefused(TOO_MUCH)


@transaction.atomic
def _keep(application_uuid: UUID, *, question: Question, stored: Stored, by: User) -> Attachment:
    desk = lock_for_edit(application_uuid, by=by, questions=[question])
    held = Attachment.objects.current().filter(application=desk.application, question=question)
    same: Attachment | None = held.filter(sha256=stored.sha256).first()
    if same:
        stored.discard()
        return same
    _ensure_room(desk.application, stored.size)
    _mark_edited(desk.application, desk.now)
    return Attachment.objects.create(
        application=desk.application,
        question=question,
        file=stored.file,
        name=stored.name,
        size=stored.size,
        pages=stored.pages,
        sha256=stored.sha256,
        scan=gate.first_scan(),
        uploaded_by=by,
        uploaded_at=desk.now,
    )


def _mark_edited(application: Application, now: datetime) -> None:
    application.edited_at = now
    application.save(update_fields=["edited_at"])


# Giving out


def note_opening(attachment: Attachment, *, by: User) -> None:
    """Remember who fetched a file; several times within an hour are one line of the list."""
    lately = AttachmentOpening.objects.filter(
        attachment=attachment, person=by, at__gt=timezone.now() - ONE_OPENING
    )
    if not lately.exists():
        AttachmentOpening.objects.create(attachment=attachment, person=by)


# By the clock


def kept_models() -> list[Any]:
    """Every kind of kept PDF, those of other packages too: what is not asked here is swept away."""
    return [model for model in apps.get_models() if issubclass(model, KeptPdf)]


def scan_waiting(*, now: datetime) -> int:
    """Ask the virus scanner about files that wait for it; how many got a verdict.

    Without an answer a file goes on waiting. Where no scanner is set up any more, what waits is
    released like everything that comes in then.
    """
    return sum(
        _scan_waiting(kept.objects.waiting().filter(uploaded_at__lte=now))
        for kept in kept_models()
    )


def _scan_waiting(waiting: KeptPdfQuerySet) -> int:
    if not settings.CLAMAV_ADDRESS:
        return waiting.update(scan=ScanState.NOT_SCANNED)
    judged = 0
    for kept in waiting.order_by("uploaded_at")[:SCANS_PER_ROUND]:
        try:
            with kept.file.open("rb") as file:
                found = clamav.scan(file, address=settings.CLAMAV_ADDRESS)
        except clamav.Unavailable as error:
            logger.warning("the virus scanner gave no verdict: %s", error)
            break
        except FileNotFoundError:
            logger.exception("the file %s is gone", kept.file)
            continue
        verdict = ScanState.INFECTED if found else ScanState.CLEAN
        if found:
            logger.warning("%s is infected: %s", kept.file, found)
        judged += waiting.filter(pk=kept.pk).update(scan=verdict)
    return judged


def sweep_hourly(*, now: datetime) -> int:
    """`sweep`, for a clock that asks every minute."""
    due = limits.allow("sweep the uploads", limit=1, per=timedelta(hours=1))
    return sweep(now=now) if due else 0


def sweep(*, now: datetime) -> int:
    """Delete files that no row knows and bytes of removed files, a day old; how many."""
    before = now - GRACE
    swept = 0
    for kept in kept_models():
        for removed in kept.objects.filter(removed_at__lt=before).exclude(file="").iterator():
            removed.file.delete(save=False)
            kept.objects.filter(pk=removed.pk).update(file="")
            swept += 1
    old = {
        name: path
        for path in settings.UPLOAD_ROOT.glob("??/*")
        if OUR_NAMES.fullmatch(name := f"{path.parent.name}/{path.name}")
        and path.stat().st_mtime < before.timestamp()
    }
    known = {
        name
        for kept in kept_models()
        for name in kept.objects.exclude(file="").values_list("file", flat=True)
    }
    for name, path in old.items():
        if name not in known:
            path.unlink(missing_ok=True)
            swept += 1
    return swept
