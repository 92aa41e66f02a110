"""The gate every uploaded PDF comes through: limits, the look inside, the disk. No rows here."""

import hashlib
import logging
import os
import re
import shutil
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hub.accounts import limits
from hub.accounts.models import User
from hub.core.text import one_line
from hub.core.workflow import DomainError
from startups.models import KeptPdf, ScanState
from startups.models.attachment import random_name
from startups.services import pdf_check

logger = logging.getLogger(__name__)

NAME_CHARS = 120
# What Windows or a shell would trip over when the file is saved under its name.
UNSAFE_IN_NAMES = re.compile(r'[\\/:*?"<>|]')


class FileRefused(DomainError):
    """The file is not taken; `status` is how HTTP puts it."""

    def __init__(self, message: str | Promise, *, status: int = 422) -> None:
        super().__init__(str(message) % limits_in_words())
        self.status = status


TOO_LARGE = _("Die Datei ist größer als %(mb)d MB. Bitte die Bilder darin verkleinern.")
NOTHING_SENT = _("Bitte zuerst eine PDF-Datei auswählen.")
GONE = _("Diese Datei gibt es nicht mehr. Bitte noch einmal hochladen.")
TOO_OFTEN = _(
    "Das waren %(per_hour)d Dateien in einer Stunde, mehr nehmen wir nicht an. Bitte später "
    "noch einmal versuchen."
)
NO_ROOM = _(
    "Auf unserem Server ist gerade kein Platz für Dateien. Alle Texte sind sicher. Bitte in "
    "einer Stunde noch einmal versuchen."
)


def limits_in_words() -> dict[str, int]:
    """The limits as sentences and pages name them."""
    megabyte = 1024**2
    return {
        "bytes": settings.UPLOAD_MAX_BYTES,
        "mb": settings.UPLOAD_MAX_BYTES // megabyte,
        "pages": settings.UPLOAD_MAX_PAGES,
        "count": settings.UPLOAD_MAX_PER_APPLICATION,
        "total_mb": settings.UPLOAD_MAX_BYTES_PER_APPLICATION // megabyte,
        "per_hour": settings.UPLOAD_MAX_PER_HOUR,
    }


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes on the disk, under a name that no row knows yet."""

    file: str
    name: str
    size: int
    sha256: str
    pages: int = 0

    @property
    def path(self) -> Path:
        return Path(default_storage.path(self.file))

    def discard(self) -> None:
        self.path.unlink(missing_ok=True)


def take_in(upload: UploadedFile | None, *, by: User) -> Stored:
    """Check a file and bring it to the disk, where no row knows it yet; raises FileRefused.

    Not for the inside of a transaction: looking at a file takes its time.
    """
    ensure_allowed(by)
    if upload is None:
        raise FileRefused(NOTHING_SENT)
    if (upload.size or 0) > settings.UPLOAD_MAX_BYTES:
        raise FileRefused(TOO_LARGE)
    ensure_free_disk(upload.size or 0)
    return _stored_and_checked(upload)


def copy_of(kept: KeptPdf) -> Stored:
    """Bytes of their own for a second row, under a new name; raises FileRefused."""
    ensure_free_disk(kept.size)
    name = random_name()
    path = Path(default_storage.path(name))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        shutil.copyfile(kept.file.path, path)
        path.chmod(0o600)
    except FileNotFoundError:
        path.unlink(missing_ok=True)
        raise FileRefused(GONE) from None
    for written in (path, path.parent, path.parent.parent):
        _sync(written)
    return Stored(name, kept.name, kept.size, kept.sha256, kept.pages)


def first_scan() -> ScanState:
    """What the virus scanner has said of a file that just came in."""
    return ScanState.WAITING if settings.CLAMAV_ADDRESS else ScanState.NOT_SCANNED


def display_name(raw: str) -> str:
    """The name as people see it: one harmless line that ends in .pdf, never used as a path."""
    stem = one_line(UNSAFE_IN_NAMES.sub("_", raw))
    stem = re.sub(r"\.pdf$", "", stem, flags=re.IGNORECASE).strip(". ")
    return f"{stem[: NAME_CHARS - 4].rstrip() or 'dokument'}.pdf"


def _stored_and_checked(upload: UploadedFile) -> Stored:
    stored = None
    try:
        pdf_check.check_head(upload.read(pdf_check.HEAD_BYTES))
        pdf_check.check_claims(upload.name or "", upload.content_type or "")
        stored = _write(upload)
        pages = pdf_check.check(stored.path).pages
        return replace(stored, pages=pages)
    except pdf_check.NotTaken as refusal:
        if stored:
            stored.discard()
        raise FileRefused(refusal.message) from None


def ensure_allowed(by: User) -> None:
    per_hour = settings.UPLOAD_MAX_PER_HOUR
    if not limits.allow(f"upload:{by.pk}", limit=per_hour, per=timedelta(hours=1)):
        raise FileRefused(TOO_OFTEN, status=429)


def ensure_free_disk(size: int) -> None:
    settings.UPLOAD_ROOT.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(settings.UPLOAD_ROOT).free < settings.UPLOAD_MIN_FREE_BYTES + size:
        logger.error("too little free disk space for uploads")
        raise FileRefused(NO_ROOM, status=507)


def _write(upload: UploadedFile) -> Stored:
    """Bring the bytes to the disk for good, under a new random name."""
    name = random_name()
    path = Path(default_storage.path(name))
    digest, size = hashlib.sha256(), 0
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for chunk in upload.chunks():
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        logger.exception("an upload could not be written")
        raise FileRefused(NO_ROOM, status=507) from None
    _sync(path.parent)
    _sync(path.parent.parent)
    return Stored(name, display_name(upload.name or ""), size, digest.hexdigest())


def _sync(path: Path) -> None:
    """Bring a file or the entries of a folder to the disk for good."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
