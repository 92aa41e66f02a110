"""What people's spreadsheets write is read; what is no list, or too much of one, is refused in words."""

import io
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest

from hub.sheets import files, reading, tables, workbooks
from hub.sheets.reading import Unreadable
from hub.sheets.tables import Table

WANTED = [(1, ["Name", "Ort"]), (2, ["Wärmepuls", "Köln"]), (4, ["Zweites; Haus", "Gößnitz, Ost"])]


def rows(text, coding="utf-8"):
    return files.read(text.encode(coding)).rows


def book(*lines, sheets=(), **options):
    made = openpyxl.Workbook(**options)
    for line in lines:
        made.active.append(line)
    for title in sheets:
        made.create_sheet(title)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def refusal(data):
    with pytest.raises(Unreadable) as refused:
        files.read(data)
    return str(refused.value.message)


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_a_csv_file_is_read_whatever_excel_made_of_it(coding, delimiter, end):
    lines = ["Name|Ort", ' Wärmepuls |"Köln"', "||", '"Zweites; Haus"|"Gößnitz, Ost"|', ""]
    text = end.join(line.replace("|", delimiter) for line in lines)

    assert rows(text, coding) == WANTED


def test_excels_own_line_for_the_delimiter_counts_as_no_row():
    assert (
        rows('sep=;\r\nName;Ort\r\nWärmepuls;Köln\r\n;\r\n"Zweites; Haus";"Gößnitz, Ost"')
        == WANTED
    )


def test_a_cell_may_have_several_lines_and_its_row_counts_once():
    assert rows('Name;Text\r\nA;"eins\r\nzwei"\r\nB;drei') == [
        (1, ["Name", "Text"]),
        (2, ["A", "eins\nzwei"]),
        (3, ["B", "drei"]),
    ]


def test_a_workbook_is_read_as_it_is_shown():
    data = book(
        ["Name", "Datum", "Tag", "Zahl", "Komma", "Ja", "Formel"],
        [
            " A ",
            datetime.combine(date(2024, 2, 1), time()),
            date(2024, 12, 24),
            12.0,
            12.5,
            True,
            "=1+1",
        ],
        [None, None, "  "],
        ["\u00a0B", "01.02.2024", "=HYPERLINK()", 1200, "1.200", False, None],
    )

    assert files.read(data).rows == [
        (1, ["Name", "Datum", "Tag", "Zahl", "Komma", "Ja", "Formel"]),
        (2, ["A", "01.02.2024", "24.12.2024", "12", "12,5", "ja"]),
        (4, ["B", "01.02.2024", "", "1200", "1.200", "nein"]),
    ]


def test_of_a_workbook_the_first_sheet_is_read_and_the_others_are_named():
    grid = files.read(book(["Name"], ["A"], sheets=["Alt", "Notizen"]))

    assert (grid.sheet, grid.unread) == ("Sheet", ["Alt", "Notizen"])


def test_a_formula_counts_as_the_text_it_came_to():
    made = io.BytesIO()
    with workbooks_writer(made) as sheet:
        sheet.write_string(0, 0, "Name")
        sheet.write_formula(1, 0, '="Wärme"&"puls"', None, "Wärmepuls")
        sheet.write_string(2, 0, "=1+1")

    assert files.read(made.getvalue()).rows == [(1, ["Name"]), (2, ["Wärmepuls"]), (3, ["=1+1"])]


class workbooks_writer:  # noqa: N801
    def __init__(self, out):
        import xlsxwriter

        self.book = xlsxwriter.Workbook(out, {"strings_to_formulas": False})

    def __enter__(self):
        return self.book.add_worksheet()

    def __exit__(self, *error):
        self.book.close()


def test_what_is_written_is_read_again_letter_for_letter():
    texts = ["-1", "=1+1", "'=1", "O'Neill", "eins\nzwei", "Ärzte; Netz, Süd", '"x"', "@home", ""]
    table = Table("Liste", ["Kopf", *texts], [["Zeile", *texts[:-1], "Ende"]])

    from_csv = files.read(tables.csv_text(table)).rows
    from_book = files.read(tables.xlsx(table)).rows

    assert [tables.as_typed(cell) for cell in from_csv[1][1]] == table.rows[0]
    assert from_book[1][1] == table.rows[0]


# Refused


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "leer"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "alte Excel-Datei"),
        (b"%PDF-1.7\n\0\0", "keine Tabelle"),
        (b"PK\x03\x04nonsense", "beschädigt"),
        (b";;;\n\n ; ;", "steht nichts"),
        (b'Name;Ort\nA;"Leipzig\nB;Halle', "Anführungszeichen"),
        (b"Name\n" + b"x" * 10_001, "länger als 10.000 Zeichen"),
        (b"Name\n" + b"x;" * 61 + b"x", "mehr als 60 Spalten"),
        (b"Name\n" + b"x\n" * 5_001, "mehr als 5.000 Zeilen"),
        (b"x" * (reading.MAX_BYTES + 1), "mehr als 4 MB"),
        (b"Name\n\x81\x8d\x90", "Zeichen der Datei"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_the_cause(data, words):
    assert words in refusal(data)


def zipped(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_part(name, content):
    """A good workbook with one part put in place of its own."""
    with zipfile.ZipFile(io.BytesIO(book(["Name"], ["A"]))) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    return zipped(parts | {name: content})


SHEET = "xl/worksheets/sheet1.xml"
HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = "</sheetData></worksheet>"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        # Bombs: bytes, elements, entities, parts
        (SHEET, HEAD + " " * 26_000_000 + TAIL, "enthält zu viel"),
        ("xl/media/picture.png", b"\0" * 26_000_000, "enthält zu viel"),
        (SHEET, HEAD + "<row>" + "<c/>" * 600_000 + "</row>" + TAIL, "enthält zu viel"),
        (
            SHEET,
            '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
            + HEAD
            + '<row r="1"><c t="inlineStr"><is><t>&b;</t></is></c></row>'
            + TAIL,
            "beschädigt",
        ),
        (SHEET, HEAD + '<row r="99999999999"><c><v>1</v></c></row>' + TAIL, "beschädigt"),
        (SHEET, HEAD + '<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>' + TAIL, "beschädigt"),
        (SHEET, HEAD + '<row r="1"><c t="s"><v>77</v></c></row>' + TAIL, "beschädigt"),
        (SHEET, "<no", "beschädigt"),
        ("xl/workbook.xml", "<no", "beschädigt"),
    ],
)
def test_a_workbook_made_to_hurt_is_refused(name, content, words):
    data = with_part(name, content)
    assert len(data) < reading.MAX_BYTES
    assert words in refusal(data)


def test_a_zip_file_that_is_no_workbook_is_refused():
    assert "keine Excel-Datei" in refusal(zipped({"content.xml": "<x/>"}))
    assert "enthält zu viel" in refusal(
        zipped({f"xl/{number}.xml": "" for number in range(600)} | {"xl/workbook.xml": ""})
    )


def test_a_row_far_below_is_not_lost():
    data = with_part(
        SHEET,
        HEAD
        + '<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c></row>'
        + '<row r="900000"><c r="A900000" t="inlineStr"><is><t>Unten</t></is></c></row>'
        + TAIL,
    )
    assert workbooks.rows(data).rows == [(1, ["Name"]), (900_000, ["Unten"])]
