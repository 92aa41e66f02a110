"""A small real pitch deck: five slides as PDF, drawn with the plan's three lines."""

import io

import pikepdf
from pikepdf import Dictionary, Name, Stream

from hub.portal.demo.startups import Invented

WIDTH, HEIGHT = 842, 595
LINES = ((0.79, 0.42, 0.0), (0.18, 0.44, 0.84), (0.8, 0.24, 0.47))
LETTERS_A_LINE = 62


def draw(startup: Invented, answers: dict[str, str]) -> bytes:
    """The deck of one invented startup; the same bytes each time."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type1,
            BaseFont=Name.Helvetica,
            Encoding=Name.WinAnsiEncoding,
        )
    )
    for title, text in (
        (startup.name, startup.one_liner),
        ("Problem", answers["problem"]),
        ("Lösung", answers["text"]),
        ("Nachweise", answers["proof"]),
        ("Was wir suchen", answers["pilot_goal"]),
    ):
        pdf.add_blank_page(page_size=(WIDTH, HEIGHT))
        page = pdf.pages[-1]
        page.Resources = Dictionary(Font=Dictionary(F1=font))
        page.Contents = Stream(pdf, _slide(title, text))
    pdf.Root.Lang = pikepdf.String("de")
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    pdf.docinfo["/Title"] = f"{startup.name}: Pitchdeck (erfunden)"
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _slide(title: str, text: str) -> bytes:
    parts = [
        f"{r} {g} {b} RG 8 w 0 {560 - 14 * number} m {WIDTH - 120 * number} {560 - 14 * number} l S"
        for number, (r, g, b) in enumerate(LINES)
    ]
    parts.append(f"BT /F1 38 Tf 0.05 0.17 0.17 rg 60 420 Td ({_escaped(title)}) Tj ET")
    for number, line in enumerate(_wrapped(text)):
        parts.append(f"BT /F1 20 Tf 60 {360 - 30 * number} Td ({_escaped(line)}) Tj ET")
    parts.append("BT /F1 11 Tf 60 40 Td (Erfunden, nur zur Anschauung) Tj ET")
    return "\n".join(parts).encode("cp1252", "replace")


def _wrapped(text: str) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) + 1 > LETTERS_A_LINE:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
