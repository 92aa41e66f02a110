import csv
import io

import openpyxl
import pytest

from hub.sheets import tables
from startups.models import Attachment, ConflictSource
from startups.services import decisions, exports, screening
from tests.factories.conflicts import tie
from tests.factories.hub import founder, lead, staff
from tests.factories.startups import ApplicationFactory, answer, batch_with_form

pytestmark = pytest.mark.django_db

SIGNS = [
    "=",
    "+",
    "-",
    "@",
    "|",
    "%",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
    "\t",
    "\r",
    "\n",
    "\ufeff=",
    "  =",
    "\u200b@",
]
BODIES = ["1+1", 'HYPERLINK("http://evil.example")', "cmd|'/C calc'!A0", "SUM(A1:A9)*cmd"]
# Every sign a spreadsheet takes for a formula, before four kinds of formula.
PAYLOADS = [sign + body for sign in SIGNS for body in BODIES]


def with_answers(texts):
    batch = batch_with_form()
    question = batch.sections.get(slug="idea").questions.get(kind="long")
    applications = []
    for text in texts:
        application = ApplicationFactory(batch=batch, submitted=True)
        application.startup.name = text.strip()[:80]
        application.startup.save()
        answer(application, question, text)
        applications.append(application)
    return applications


def keys(applications):
    return [application.pk for application in applications]


def test_a_workbook_holds_no_formula_whatever_founders_wrote():
    applications = with_answers(PAYLOADS)
    assert len(PAYLOADS) >= 60

    content = tables.xlsx(exports.table(keys(applications), by=staff()))

    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert len([cell for cell in cells if "1+1" in str(cell.value)]) >= len(SIGNS)
    assert {cell.data_type for cell in cells} == {"s"}
    assert not [cell for cell in cells if cell.hyperlink]


def test_a_csv_cell_that_looks_like_a_formula_starts_with_an_apostrophe():
    applications = with_answers(PAYLOADS)

    content = tables.csv_text(exports.table(keys(applications), by=staff()))

    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    column = rows[0].index("Welches Problem?")
    for row, text in zip(rows[1:], PAYLOADS, strict=True):
        assert row[column] == f"'{text}"
    for cell in (cell for row in rows for cell in row):
        assert cell[:1] not in set("=+-@|%\uff1d\uff0b\uff0d\uff20\t\r\n")


def test_plain_texts_stay_as_they_are():
    for text in ("Wir sparen 40 % Wärme", "a=b", "2024-05-01", "", "Größe: 3", "O'Neill"):
        assert tables.harmless(text) == text


def test_a_row_has_facts_team_answers_and_names_of_files():
    [application] = with_answers(["Lecks in Netzen"])
    deck = application.batch.sections.get(slug="documents").questions.get()
    Attachment.objects.create(
        application=application,
        question=deck,
        file="ab/cd",
        name="Deck.pdf",
        size=1000,
        pages=3,
        sha256="0" * 64,
        uploaded_by=application.started_by,
    )

    table = exports.table([application.pk], by=staff())

    [row] = table.rows
    found = dict(zip(table.head, row, strict=True))
    assert found["Nummer"] == application.number
    assert found["Stand"] == "eingereicht"
    assert found["Welches Problem?"] == "Lecks in Netzen"
    assert found["Pitchdeck"] == "Deck.pdf"
    assert application.started_by.email in found["Team"]


def test_an_export_leaves_out_what_is_prepared_in_silence():
    first, second = with_answers(["Erstes", "Zweites"])
    decisions.prepare(first, outcome="accept", message="Geheimnis", by=lead())
    screening.screen(second, eligible=False, reason="Geheimnis", by=staff())

    table = exports.table(keys([first, second]), by=staff())

    assert "Geheimnis" not in str(table)
    assert {row[table.head.index("Stand")] for row in table.rows} == {"eingereicht"}


@pytest.mark.parametrize("source", ConflictSource)
def test_drafts_and_applications_of_tied_startups_are_in_no_export(source):
    tied_to, free = with_answers(["Verwandt", "Fremd"])
    draft = ApplicationFactory(batch=free.batch)
    person = staff()
    tie(person, tied_to.startup, source)

    table = exports.table(keys([tied_to, free, draft]), by=person)

    assert [row[0] for row in table.rows] == [free.number]
    assert exports.table(keys([free]), by=founder()).rows == []


def test_an_export_asks_as_little_for_many_as_for_few(django_assert_max_num_queries):
    applications = with_answers([f"Text {number}" for number in range(30)])
    person = staff()

    with django_assert_max_num_queries(12):
        exports.table(keys(applications), by=person)
