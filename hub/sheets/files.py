"""Which kind of file it is: told by its first bytes, never by its name."""

from django.utils.translation import gettext as _

from hub.sheets import reading, workbooks
from hub.sheets.reading import Grid, Unreadable


def read(data: bytes) -> Grid:
    """The rows of an uploaded list; raises Unreadable with a sentence for staff."""
    reading.ensure_size(len(data))
    if data.startswith(reading.OLE):
        raise Unreadable(
            _(
                "Das ist eine alte Excel-Datei (.xls) oder eine mit Passwort. Speichern Sie die "
                "Liste ohne Passwort als .xlsx."
            )
        )
    grid = workbooks.rows(data) if data.startswith(b"PK") else reading.csv_rows(data)
    if not grid.rows:
        raise Unreadable(_("In der Datei steht nichts."))
    return grid
