"""PDF files to keep and to send on: on A4, in the hub's look, readable by screen readers."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from hub.core.text import INVISIBLE

# Loaded where a file is made: a worker that makes none does without its 10 MB.
if TYPE_CHECKING:
    import typst

TEMPLATES = Path(settings.BASE_DIR) / "templates"
FONTS = Path(__file__).parent / "fonts"


def made(template: str, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """The PDF that a template draws of data: tagged, with title and language (PDF/UA-1).

    `template` is a .typ file under templates/; it reads its data from `sys.inputs.data`. Data is
    what JSON can say, with texts as people shall read them: a text is never code, whatever signs
    stand in it. `at` is written down as the moment the file was made; the same data gives the
    same bytes. A template that does not hold raises TypstError; no data does.

    Takes some hundredths of a second for each page, and no network, system font or other file.
    """
    import typst  # noqa: PLC0415

    said = {"data": INVISIBLE.sub("", json.dumps(data, ensure_ascii=False, default=str))}
    try:
        return _compiled(template, said, at, ["ua-1"])
    except typst.TypstError:
        # A sign that no font here can draw, an emoji in a name, breaks the standard's promise.
        # The reader gets the file all the same, with a box in the place of that sign.
        return _compiled(template, said, at, [])


def _compiled(template: str, said: dict[str, str], at: datetime, standards: list[Any]) -> bytes:
    import typst  # noqa: PLC0415

    compiler = typst.Compiler(
        TEMPLATES / template, root=TEMPLATES, font_paths=_fonts(), sys_inputs=said
    )
    file = compiler.compile(
        format="pdf", pdf_standards=standards, timestamp=at.astimezone(UTC).replace(microsecond=0)
    )
    assert isinstance(file, bytes)
    return file


@cache
def _fonts() -> "typst.Fonts":
    """Sofia Sans; for letters beyond Latin the fonts that typst brings, on every machine the same."""
    import typst  # noqa: PLC0415

    return typst.Fonts(include_system_fonts=False, font_paths=[FONTS])
