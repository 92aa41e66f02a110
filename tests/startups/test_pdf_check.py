"""The gate for PDFs: the right verdict and the right sentence, in both languages, and quickly."""

import re
import time
from pathlib import Path

import pytest
from django.utils import translation

from startups.inspectors import inspect_pdf
from startups.services import gate, inspectors, pdf_check
from tests import pdfs

# Feature, how it is made, the reason it is refused for (None: it is taken).
CRAFTED = [
    ("script on opening", pdfs.script_on_open, "javascript"),
    ("script in the names, packed", pdfs.script_in_names_packed, "javascript"),
    ("script when a page opens", pdfs.script_when_page_opens, "javascript"),
    ("script, its name in hex", pdfs.script_name_written_in_hex, "javascript"),
    ("launch on opening", pdfs.launch, "launch"),
    ("launch behind a link", pdfs.launch_behind_a_link, "launch"),
    ("form that is sent", pdfs.submit_form, "launch"),
    ("other document", pdfs.remote_document, "launch"),
    ("attached file", pdfs.embedded_file, "embedded"),
    ("file pinned to a page", pdfs.file_pinned_to_a_page, "embedded"),
    ("portfolio", pdfs.portfolio, "embedded"),
    ("associated file", pdfs.associated_file, "embedded"),
    ("XFA in one stream", pdfs.xfa, "xfa"),
    ("XFA in parts, packed", pdfs.xfa_in_parts, "xfa"),
    ("rich media", pdfs.rich_media, "media"),
    ("film", pdfs.film, "media"),
    ("password", pdfs.encrypted, "encrypted"),
    ("old encryption without password", pdfs.old_encryption, "encrypted"),
    ("no page", pdfs.without_pages, "no_pages"),
    ("no page tree", pdfs.without_page_tree, "broken"),
    ("61 pages", lambda: pdfs.clean(61), "too_many_pages"),
    ("1,000 pages, packed", lambda: pdfs.clean(1000, linearize=True), "too_many_pages"),
    ("page before the head", pdfs.html_before, "head"),
    ("page in the head", pdfs.html_in_the_head, "mixed"),
    ("page behind the end", pdfs.html_after, "tail"),
    ("page before a second end", pdfs.html_before_a_second_end, "mixed"),
    ("archive behind the end", lambda: pdfs.clean() + pdfs.archive(), "tail"),
    ("archive inside", pdfs.archive_inside, "mixed"),
    ("half a file", pdfs.truncated, "cut_off"),
    ("all but the end", lambda: pdfs.truncated(0.98), "cut_off"),
    ("noise", pdfs.garbled, "broken"),
    ("pages in a circle", pdfs.recursive_pages, "broken"),
    ("one page", lambda: pdfs.clean(1), None),
    ("sixty pages", lambda: pdfs.clean(60), None),
    ("linearised", lambda: pdfs.clean(5, linearize=True), None),
    ("packed objects", lambda: pdfs.clean(5, object_stream_mode=pdfs.PACKED), None),
    ("changed afterwards", pdfs.with_links_and_outline, None),
]


def verdict(tmp_path, data):
    path = tmp_path / "file"
    path.write_bytes(data)
    try:
        return pdf_check.check(path).pages
    except pdf_check.NotTaken as refusal:
        return refusal.reason


@pytest.mark.parametrize(
    ("make", "reason"), [row[1:] for row in CRAFTED], ids=[r[0] for r in CRAFTED]
)
def test_a_crafted_pdf_gets_the_right_verdict(tmp_path, make, reason):
    found = verdict(tmp_path, make())

    assert found == reason if reason else isinstance(found, int)


def test_the_pages_are_counted(tmp_path):
    assert verdict(tmp_path, pdfs.clean(7)) == 7


BOMBS = {
    "content that unpacks a thousandfold": (pdfs.flate_bomb, {1}),
    "a hundred thousand pages": (pdfs.many_pages, {"heavy", "too_many_pages"}),
    "a page tree fifty thousand deep": (pdfs.deep_page_tree, {"broken", "heavy"}),
    "arrays in arrays": (pdfs.nested_arrays, {"no_pages", "broken", "heavy"}),
    "an endless table": (pdfs.endless_xref, {"heavy"}),
    "objects that unpack to half a gigabyte": (pdfs.object_stream_bomb, {"broken", "heavy"}),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_answered_in_three_seconds_and_costs_this_process_nothing(tmp_path, name):
    make, allowed = BOMBS[name]
    path = tmp_path / "bomb"
    path.write_bytes(make())
    before, started = resident_bytes(), time.monotonic()

    found = verdict_of(path)

    assert time.monotonic() - started < 3
    assert resident_bytes() - before < 50 * 1024**2
    assert found in allowed


def verdict_of(path):
    try:
        return pdf_check.check(path).pages
    except pdf_check.NotTaken as refusal:
        return refusal.reason


def resident_bytes():
    status = Path("/proc/self/status").read_text().splitlines()
    line = next(line for line in status if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024


def test_an_inspector_that_is_killed_or_says_nonsense_takes_nothing(tmp_path, monkeypatch):
    for name, code in {
        "killed": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "nonsense": "print('ok 3 or so')",
        "failed": "print('ok 3'); raise SystemExit(1)",
    }.items():
        script = tmp_path / f"{name}.py"
        script.write_text(code)
        monkeypatch.setattr(pdf_check, "INSPECTOR", script)
        assert verdict(tmp_path, pdfs.clean()) == "heavy", name


def test_an_inspector_that_hangs_is_ended(tmp_path, monkeypatch):
    script = tmp_path / "hangs.py"
    script.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(pdf_check, "INSPECTOR", script)
    monkeypatch.setattr(pdf_check, "SECONDS", 0.5)

    assert verdict(tmp_path, pdfs.clean()) == "heavy"


def test_the_inspector_has_little_power_and_knows_no_secret(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "do not tell")
    script = tmp_path / "spy.py"
    script.write_text(
        f"import os, pathlib, runpy, sys; sys.argv = ['x', 'x', '1']\n"
        f"limits = runpy.run_path({str(pdf_check.INSPECTOR)!r})\n"
        "limits['give_up_rights']()\n"
        "import resource\n"
        "small = resource.getrlimit(resource.RLIMIT_AS)[0] == 1024**3\n"
        "quick = resource.getrlimit(resource.RLIMIT_CPU)[0] <= 20\n"
        "try:\n"
        f"  pathlib.Path({str(tmp_path / 'written')!r}).write_text('x' * 9)\n"
        "  writes = True\n"
        "except OSError:\n"
        "  writes = False\n"
        "poor = 'SECRET_KEY' not in os.environ\n"
        "print('ok 1' if small and quick and poor and not writes else 'broken', end='')\n"
    )
    monkeypatch.setattr(pdf_check, "INSPECTOR", script)

    assert verdict(tmp_path, pdfs.clean()) == 1


def test_every_verdict_of_the_inspector_has_a_sentence_in_both_languages():
    words = {*inspect_pdf.ACTIONS.values(), *inspect_pdf.KEYS.values()}
    words |= {*inspect_pdf.SUBTYPES.values(), *(reason for _n, _m, reason in CRAFTED if reason)}
    assert words <= pdf_check.SENTENCES.keys()

    for reason in pdf_check.SENTENCES:
        with translation.override("de"):
            german = str(pdf_check.NotTaken(reason).message)
        with translation.override("en"):
            english = str(pdf_check.NotTaken(reason).message)
        assert german
        assert english
        assert german != english, reason


def test_no_refusal_addresses_a_reader_as_founders_or_as_partners():
    """Both sides of a pilot read them: «Bitte … speichern», never «Speichert bitte …»."""
    others = [gate.TOO_LARGE, gate.NOTHING_SENT, gate.GONE, gate.TOO_OFTEN, gate.NO_ROOM]
    addressed = re.compile(r" bitte\b|\b([Ee]u(ch|re?\w*)|[Dd](u|ein\w*)|Ihr\w*)\b")
    with translation.override("de"):
        sentences = [str(one) for one in (*pdf_check.SENTENCES.values(), *others)]
    assert [one for one in sentences if addressed.search(one)] == []


def test_each_reason_has_its_own_sentence():
    sentences = [str(sentence) for sentence in pdf_check.SENTENCES.values()]

    assert len(set(sentences)) == len(sentences)


def test_one_process_stays_ready_and_a_lost_one_is_replaced(tmp_path):
    assert verdict(tmp_path, pdfs.clean(2)) == 2
    first = inspectors._kept[pdf_check.INSPECTOR].process
    assert verdict(tmp_path, pdfs.clean(3)) == 3
    assert inspectors._kept[pdf_check.INSPECTOR].process is first

    first.kill()
    first.wait()
    assert verdict(tmp_path, pdfs.clean(4)) == 4
    assert inspectors._kept[pdf_check.INSPECTOR].process is not first


def test_a_hanging_inspector_does_not_outlive_its_time(tmp_path, monkeypatch):
    script, pid = tmp_path / "hangs.py", tmp_path / "pid"
    script.write_text(
        f"import os, time; open({str(pid)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    )
    monkeypatch.setattr(pdf_check, "INSPECTOR", script)
    monkeypatch.setattr(pdf_check, "SECONDS", 0.5)

    assert verdict(tmp_path, pdfs.clean()) == "heavy"
    assert not Path(f"/proc/{pid.read_text()}").exists()


def test_a_ready_process_that_is_silent_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf_check, "SECONDS", 0.1)
    monkeypatch.setattr(inspectors, "PATIENCE", 0.2)
    silent = tmp_path / "silent.py"
    silent.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(inspectors, "WARM", silent)
    inspectors.end()

    assert verdict(tmp_path, pdfs.clean()) == "heavy"
    assert inspectors._kept[pdf_check.INSPECTOR].process.returncode == -9


def test_an_inspector_cannot_speak_for_another_file(tmp_path, monkeypatch):
    """What a child inherits is its own pipe: no way to the one who asks."""
    script = tmp_path / "spy.py"
    script.write_text(
        "import os, stat\n"
        "links = [os.readlink(f'/proc/self/fd/{n}') for n in os.listdir('/proc/self/fd') "
        "if os.path.islink(f'/proc/self/fd/{n}')]\n"
        "print('broken' if any('socket' in link for link in links) else 'ok 1', end='')\n"
    )
    monkeypatch.setattr(pdf_check, "INSPECTOR", script)

    assert verdict(tmp_path, pdfs.clean()) == 1
