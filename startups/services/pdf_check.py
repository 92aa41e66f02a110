"""Is this file a PDF we take? The looking is done by a process of its own with little power."""

import re
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hub.core.workflow import DomainError
from startups.services import inspectors

INSPECTOR = Path(__file__).resolve().parent.parent / "inspectors" / "inspect_pdf.py"
# Wall time; the inspector's own limit on processor time ends it long before on an idle machine.
SECONDS = 20

PASSED = re.compile(r"ok (\d{1,4})")

HEAD_BYTES = 1024
OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")

SUFFIX = re.compile(r"\.([A-Za-z][A-Za-z0-9]{0,5})$")
# What a browser says about a PDF depends on the machine; these say that it is something else.
OTHER_TYPES = re.compile(
    r"^(text|image|audio|video|font|message|multipart)/|html|xml|zip|script|msdownload|msword"
)

SENTENCES: dict[str, str | Promise] = {
    "empty": _("Die Datei ist leer. Bitte prüfen, ob sie vollständig gespeichert ist."),
    "not_pdf": _("Das ist keine PDF-Datei. Bitte das Dokument als PDF speichern."),
    "office": _(
        "Das ist eine Office-Datei oder ein ZIP-Archiv. Bitte das Dokument als PDF exportieren, "
        "zum Beispiel über «Speichern unter»."
    ),
    "wrong_name": _("Der Name der Datei muss auf .pdf enden. Bitte die Datei umbenennen."),
    "head": _(
        "Vor dem Anfang der PDF-Datei steht fremder Inhalt. Bitte das Dokument neu als PDF "
        "exportieren."
    ),
    "tail": _(
        "Hinter dem Ende der PDF-Datei steht fremder Inhalt. Bitte das Dokument neu als PDF "
        "exportieren."
    ),
    "mixed": _(
        "In der Datei steckt neben dem PDF noch etwas anderes, zum Beispiel eine Webseite oder "
        "ein Archiv. Bitte das Dokument neu als PDF exportieren."
    ),
    "cut_off": _(
        "Die PDF-Datei ist unvollständig, ihr Ende fehlt. Bitte noch einmal speichern und neu "
        "hochladen."
    ),
    "broken": _(
        "Die PDF-Datei ist beschädigt und lässt sich nicht öffnen. Bitte das Dokument neu als "
        "PDF exportieren."
    ),
    "heavy": _(
        "Die PDF-Datei ist zu verschachtelt, um sie zu prüfen. Bitte das Dokument in eine neue "
        "PDF-Datei drucken."
    ),
    "encrypted": _(
        "Die PDF-Datei ist verschlüsselt oder mit einem Passwort geschützt. Bitte den Schutz "
        "entfernen und die Datei neu hochladen."
    ),
    "javascript": _(
        "Die PDF-Datei enthält JavaScript. Bitte das Dokument ohne aktive Inhalte exportieren."
    ),
    "launch": _(
        "Die PDF-Datei will Programme oder andere Dateien öffnen oder Daten absenden. Bitte "
        "diese Aktionen und Verknüpfungen entfernen."
    ),
    "embedded": _(
        "In der PDF-Datei stecken weitere Dateien. Bitte die Anhänge entfernen und die Datei neu "
        "hochladen."
    ),
    "xfa": _(
        "Die PDF-Datei ist ein XFA-Formular. Bitte in eine neue PDF-Datei drucken und diese "
        "hochladen."
    ),
    "media": _(
        "Die PDF-Datei enthält Filme, Töne oder 3D-Inhalte. Bitte durch Bilder oder einen Link "
        "ersetzen."
    ),
    "no_pages": _("Die PDF-Datei hat keine Seiten. Bitte das Dokument neu als PDF exportieren."),
    "too_many_pages": _(
        "Die PDF-Datei hat zu viele Seiten. Erlaubt sind höchstens %(pages)d. Bitte kürzen."
    ),
}


class NotTaken(DomainError):
    """The file is no PDF we take; `reason` is a key of SENTENCES."""

    def __init__(self, reason: str) -> None:
        sentence = str(SENTENCES[reason]) % {"pages": settings.UPLOAD_MAX_PAGES}
        super().__init__(sentence, log=reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Passed:
    pages: int


def check_head(head: bytes) -> None:
    """Refuse from the first kilobyte what is no PDF at all; raises NotTaken."""
    if not head:
        raise NotTaken("empty")
    if head.startswith(b"%PDF-"):
        return
    if head.startswith(OFFICE):
        raise NotTaken("office")
    raise NotTaken("head" if b"%PDF-" in head else "not_pdf")


def check_claims(name: str, content_type: str) -> None:
    """Refuse what calls itself something else than a PDF; raises NotTaken."""
    suffix = SUFFIX.search(name)
    if suffix and suffix[1].lower() != "pdf":
        raise NotTaken("wrong_name")
    if OTHER_TYPES.search(content_type.lower()):
        raise NotTaken("not_pdf")


def check(path: Path) -> Passed:
    """Open the PDF in a child process and count its pages; raises NotTaken.

    The child gets no environment, so nothing the portal knows, and can neither write nor grow.
    """
    with path.open("rb") as file:
        check_head(file.read(HEAD_BYTES))
    try:
        exit_code, said = inspectors.judge(
            INSPECTOR, [str(path), str(settings.UPLOAD_MAX_PAGES)], seconds=SECONDS
        )
    except inspectors.Gone:
        raise NotTaken("heavy") from None
    if exit_code == 0 and (passed := PASSED.fullmatch(said)):
        return Passed(int(passed[1]))
    raise NotTaken(said if said in SENTENCES else "heavy")
