"""Is this a picture we take as a logo? A process of its own with little power draws it anew."""

import base64
import binascii
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hub.core.workflow import DomainError
from startups.models.profile_logo import LARGE, SMALL
from startups.services import inspectors

DRAWER = Path(__file__).resolve().parent.parent / "inspectors" / "draw_logo.py"
SECONDS = 20
# Far above what two small pictures take in base64.
MAX_SAID = 600_000
MAX_BYTES = 2 * 1024 * 1024

SENTENCES: dict[str, str | Promise] = {
    "too_large": _("Das Bild ist größer als 2 MB. Speichert es bitte kleiner."),
    "empty": _("Die Datei ist leer. Bitte prüfen, ob sie vollständig gespeichert ist."),
    "svg": _("SVG nehmen wir nicht. Speichert das Logo bitte als PNG."),
    "no_picture": _("Das ist kein Bild, das wir kennen. Nehmt bitte PNG, JPEG oder WebP."),
    "huge": _("Das Bild hat zu viele Bildpunkte. Höchstens 16 Millionen, also 4000 mal 4000."),
    "tiny": _("Das Bild ist zu klein. Die längere Seite braucht mindestens 64 Bildpunkte."),
    "line": _(
        "Das Bild ist zu schmal. Schneidet es bitte so zu, dass mehr vom Logo zu sehen ist."
    ),
    "moving": _("Das Bild bewegt sich. Nehmt bitte ein einzelnes Bild."),
    "blank": _("Auf dem Bild ist nichts zu sehen, es ist ganz durchsichtig."),
    "broken": _("Das Bild ist beschädigt. Speichert es bitte noch einmal und ladet es neu hoch."),
    "heavy": _("Das Bild ist zu aufwendig, um es zu prüfen. Speichert es bitte kleiner."),
}


class NotTaken(DomainError):
    """The picture is none we take; `reason` is a key of SENTENCES."""

    def __init__(self, reason: str) -> None:
        super().__init__(SENTENCES[reason], log=reason)
        self.reason = reason


def drawn(upload: UploadedFile) -> tuple[bytes, bytes]:
    """The logo drawn anew, small and large; raises NotTaken. No byte of the upload is kept."""
    if (upload.size or 0) > MAX_BYTES:
        raise NotTaken("too_large")
    settings.UPLOAD_ROOT.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=settings.UPLOAD_ROOT, prefix="logo-") as file:
        for chunk in upload.chunks():
            file.write(chunk)
        file.flush()
        return _drawn(Path(file.name))


def _drawn(path: Path) -> tuple[bytes, bytes]:
    try:
        exit_code, said = inspectors.judge(
            DRAWER, [str(path), str(SMALL), str(LARGE)], seconds=SECONDS, says=MAX_SAID
        )
    except inspectors.Gone:
        raise NotTaken("heavy") from None
    verdict, *pictures = said.split(" ") if said else [""]
    if exit_code != 0 or verdict != "ok":
        raise NotTaken(verdict if verdict in SENTENCES else "heavy")
    try:
        small, large = (base64.b64decode(picture, validate=True) for picture in pictures)
    except (ValueError, binascii.Error):
        raise NotTaken("heavy") from None
    return small, large
