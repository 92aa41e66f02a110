"""The running figures as a file: ordered on their page, made by a worker, fetched within days."""

import logging
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from hub.accounts.models import User
from hub.mail import outbox
from hub.mail.values import Link
from hub.reports.models import FigureFile, FileKind
from hub.reports.queries import contents
from hub.reports.queries.contents import Wanted
from hub.reports.services import orders, paper, workbook

logger = logging.getLogger(__name__)
MAKERS = {FileKind.PDF: paper.made, FileKind.XLSX: workbook.made}
# The figures, and the file.
STEPS = 2
# Who waits on the page needs no mail.
PATIENCE = timedelta(minutes=2)
KEPT = timedelta(hours=72)


def order(wanted: Wanted, *, kind: FileKind, language: str, by: User, now: datetime) -> FigureFile:
    """Ask for the file; while one like it is still to be made, asking again asks for that one."""
    asked = {
        "asked_by": by,
        "period_slug": wanted.period.slug,
        "kind": kind,
        "language": language,
        "award": wanted.award,
        "batch_slug": wanted.batch,
    }
    try:
        with transaction.atomic():
            return FigureFile.objects.create(**asked, asked_at=now)
    except IntegrityError:
        held = FigureFile.objects.filter(**asked, made_at__isnull=True, refusal="").first()
        # Made in this very moment: another one, then.
        return held or FigureFile.objects.create(**asked, asked_at=now)


def make_waiting(*, now: datetime) -> int:
    """Make every file that is ordered, one after the other; how many that were."""
    made = 0
    for file in orders.each_waiting(FigureFile, now):
        made += 1
        try:
            _make(file, now)
        except Exception:
            # The order stands; another worker takes it up in a while.
            logger.exception("a file of figures could not be made: %s", file.pk)
    return made


def _make(file: FigureFile, now: datetime) -> None:
    wanted = Wanted(file.period, file.award, file.batch_slug)
    content = contents.of(wanted, now=now, user=file.asked_by)
    orders.note(file, 1)
    file.data = MAKERS[FileKind(file.kind)](content, language=file.language, now=now)
    file.made_at, file.done = now, STEPS
    file.save(update_fields=["data", "made_at", "done"])


def fetch(file: FigureFile, *, now: datetime) -> bytes:
    """Its bytes; whoever has fetched it is told no more that it is there."""
    FigureFile.objects.filter(pk=file.pk, fetched_at__isnull=True).update(fetched_at=now)
    assert file.data is not None
    return bytes(file.data)


def tell_of_unfetched(*, now: datetime) -> int:
    """A mail to those who did not wait for their file; how many that were."""
    unfetched = FigureFile.objects.filter(
        made_at__lte=now - PATIENCE, fetched_at__isnull=True, told_at__isnull=True
    )
    told = 0
    for key in list(unfetched.values_list("pk", flat=True)):
        with transaction.atomic():
            locked = unfetched.filter(pk=key).select_for_update(skip_locked=True, of=("self",))
            file = locked.defer("data").select_related("asked_by").first()
            if file is not None:
                _tell(file, now)
                told += 1
    return told


def _tell(file: FigureFile, now: datetime) -> None:
    file.told_at = now
    file.save(update_fields=["told_at"])
    with translation.override("de"):
        path = reverse("reports:file", args=[file.uuid])
    outbox.queue(
        "reports/file_ready",
        to=file.asked_by,
        values={
            "period": lambda: file.period.label,
            "kind": file.get_kind_display(),
            "until": file.asked_at + KEPT,
            "link": Link(path),
        },
        about=path,
        dedup_key=f"figures-ready:{file.pk}",
    )


def forget_old(*, now: datetime) -> int:
    """Remove the files that were there for three days; how many that were."""
    return FigureFile.objects.filter(asked_at__lt=now - KEPT).delete()[0]
