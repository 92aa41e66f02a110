"""What the upload gate refuses, and with which sentence; what it does with names."""

import pytest

from startups.models import Attachment
from startups.services import files, gate
from tests import pdfs
from tests.uploads import JSON, address, fetch, on_disk, pdf, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uploads")]


# What is refused

HTML, NOT_PDF = pdfs.HTML, "Das ist keine PDF-Datei."
OFFICE, HEAD = "Das ist eine Office-Datei", "Vor dem Anfang"
TAIL, MIXED = "Hinter dem Ende", "neben dem PDF noch etwas anderes"
NAME, EMPTY = "muss auf .pdf enden", "ist leer"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script href='/canary'/></svg>"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
XML = b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
PHP = b"<?php system($_GET['c']); __HALT_COMPILER(); ?>"
NOT_PDFS = {
    "html": HTML,
    "html in capitals": HTML.upper(),
    "html after a comment": b"<!-- %PD F -->" + HTML,
    "html, utf-16": HTML.decode().encode("utf-16"),
    "svg": SVG,
    "xml": XML,
    "xslt": b"<?xml-stylesheet href='x.xsl'?>" + XML,
    "xhtml": b"<html xmlns='http://www.w3.org/1999/xhtml'><script/></html>",
    "png": PNG,
    "png + html": PNG + HTML,
    "gif + script": b"GIF89a/*" + b"\0" * 9 + b"*/=1;alert(1)",
    "jpeg + php": b"\xff\xd8\xff\xe0" + PHP,
    "bmp": b"BM" + b"\0" * 60,
    "webp": b"RIFF\0\0\0\0WEBPVP8 ",
    "phar": PHP,
    "php": b"<?php phpinfo();",
    "eicar": EICAR,
    "exe": b"MZ" + b"\0" * 200,
    "elf": b"\x7fELF" + b"\0" * 200,
    "mach-o": b"\xcf\xfa\xed\xfe" + b"\0" * 200,
    "shell script": b"#!/bin/sh\nrm -rf /\n",
    "batch file": b"@echo off\r\ndel *.*\r\n",
    "javascript": b"alert(1)",
    "rtf": b"{\\rtf1 hello}",
    "postscript": b"%!PS-Adobe-3.0\n(hi) show",
    "mp4": b"\0\0\0\x18ftypmp42",
    "rar": b"Rar!\x1a\x07\x00",
    "7z": b"7z\xbc\xaf\x27\x1c",
    "gzip": b"\x1f\x8b\x08" + b"\0" * 30,
    "lnk": b"L\0\0\0\x01\x14\x02\0" + b"\0" * 60,
    "plain text": b"Pitchdeck",
    "nul bytes": b"\0" * 100,
    "lower-case head": b"%pdf-1.7\n",
    "head in utf-16": "%PDF-1.7".encode("utf-16"),
    "mail": b"MIME-Version: 1.0\nContent-Type: text/html\n\n<script>1</script>",
    "manifest": b"CACHE MANIFEST\n/\n",
}
HOSTILE = [(name, data, "deck.pdf", "application/pdf", NOT_PDF) for name, data in NOT_PDFS.items()]
HOSTILE += [
    ("zip", pdfs.archive(), "deck.pdf", "application/pdf", OFFICE),
    ("pptm", pdfs.archive(), "deck.pptm", "application/vnd.ms-powerpoint", OFFICE),
    ("docx as pdf", pdfs.archive(), "deck.pdf", "application/pdf", OFFICE),
    ("ppt", OLE, "deck.ppt", "application/vnd.ms-powerpoint", OFFICE),
    ("xls as pdf", OLE, "deck.pdf", "application/pdf", OFFICE),
    ("jar + pdf", pdfs.archive() + pdfs.clean(), "deck.pdf", "application/pdf", OFFICE),
    ("html + pdf", pdfs.html_before(), "deck.pdf", "application/pdf", HEAD),
    ("bytes + pdf", b"\0" * 9 + pdfs.clean(), "deck.pdf", "application/pdf", HEAD),
    ("a space + pdf", b" " + pdfs.clean(), "deck.pdf", "application/pdf", HEAD),
    ("png + pdf", PNG + pdfs.clean(), "deck.pdf", "application/pdf", HEAD),
    ("pdf + html", pdfs.html_after(), "deck.pdf", "application/pdf", TAIL),
    ("pdf + exe", pdfs.clean() + b"MZ" + b"\1" * 99, "deck.pdf", "application/pdf", TAIL),
    ("pdf + zip", pdfs.clean() + pdfs.archive(), "deck.pdf", "application/pdf", TAIL),
    ("pdf around html", pdfs.html_in_the_head(), "deck.pdf", "application/pdf", MIXED),
    ("pdf + html + end", pdfs.html_before_a_second_end(), "a.pdf", "application/pdf", MIXED),
    ("zip in pdf", pdfs.archive_inside(), "deck.pdf", "application/pdf", MIXED),
    ("phar in pdf", pdfs.with_noise(PHP), "deck.pdf", "application/pdf", MIXED),
    ("tar + pdf", pdfs.tar_around(), "deck.pdf", "application/pdf", MIXED),
    ("pdf named html", pdfs.clean(), "deck.html", "application/pdf", NAME),
    ("pdf named svg", pdfs.clean(), "deck.pdf.svg", "application/pdf", NAME),
    ("pdf named exe", pdfs.clean(), "deck.pdf.exe", "application/pdf", NAME),
    ("pdf said to be html", pdfs.clean(), "deck.pdf", "text/html", NOT_PDF),
    ("pdf said to be svg", pdfs.clean(), "deck.pdf", "image/svg+xml", NOT_PDF),
    ("nothing", b"", "deck.pdf", "application/pdf", EMPTY),
]


def test_there_are_sixty_hostile_files():
    assert len(HOSTILE) == 60


@pytest.mark.parametrize(
    ("data", "name", "kind", "sentence"), [row[1:] for row in HOSTILE], ids=[r[0] for r in HOSTILE]
)
def test_a_hostile_file_is_refused_with_its_sentence(
    as_user, application, deck, uploads, data, name, kind, sentence
):
    response = send(as_user(application.started_by), application, deck, pdf(data, name, kind))

    assert response.status_code == 422
    assert sentence in response.json()["error"]
    assert not Attachment.objects.exists()
    assert on_disk(uploads) == []


CLEAN = {
    "one page": pdfs.clean(1),
    "sixty pages": pdfs.clean(60),
    "linearised": pdfs.clean(5, linearize=True),
    "with links": pdfs.with_links_and_outline(),
    "five megabytes": pdfs.padded(5_000_000),
}


@pytest.mark.parametrize("name", CLEAN)
def test_a_clean_file_is_taken(as_user, application, deck, name):
    sent = pdf(CLEAN[name], "Deck 2026.PDF", "application/octet-stream")

    assert send(as_user(application.started_by), application, deck, sent).status_code == 201


# Names

NAMES = {
    "../../etc/passwd": "passwd.pdf",
    "..\\..\\windows\\win.ini.pdf": "win.ini.pdf",
    "/etc/shadow": "shadow.pdf",
    "C:\\Users\\me\\deck.pdf": "deck.pdf",
    "deck.pdf\r\nX-Evil: 1.pdf": "deck.pdf X-Evil_ 1.pdf",
    "deck\n.pdf": "deck.pdf",
    "a\x00b.pdf": "ab.pdf",
    "\u202efdp.exe.pdf": "fdp.exe.pdf",
    "a\u200bb.pdf": "ab.pdf",
    "\ufeffdeck.pdf": "deck.pdf",
    "a\u2028b.pdf": "a b.pdf",
    "\x1b[31mrot.pdf": "[31mrot.pdf",
    "x" * 5000 + ".pdf": "x" * 116 + ".pdf",
    "ä" * 300 + ".pdf": "ä" * 116 + ".pdf",
    "🚀 Deck 🚀.pdf": "🚀 Deck 🚀.pdf",
    "Größe & Maß.pdf": "Größe & Maß.pdf",
    "日本語.pdf": "日本語.pdf",
    "עברית.pdf": "עברית.pdf",
    "CON": "CON.pdf",
    "nul.pdf": "nul.pdf",
    'a"b.pdf': "a_b.pdf",
    "a'b.pdf": "a'b.pdf",
    "a;b=c.pdf": "a;b=c.pdf",
    "a%22b.pdf": "a%22b.pdf",
    "<script>.pdf": "_script_.pdf",
    "<img src=x onerror=alert(1)>.pdf": "_img src=x onerror=alert(1)_.pdf",
    "deck.PDF": "deck.pdf",
    "deck.pdf.pdf": "deck.pdf.pdf",
    "deck": "deck.pdf",
    ".pdf": "dokument.pdf",
    ".htaccess.pdf": "htaccess.pdf",
    "   .pdf": "dokument.pdf",
    "...": "dokument.pdf",
    "": "dokument.pdf",
    "\u200b\u200e": "dokument.pdf",
    "a  \t b.pdf": "a b.pdf",
    "deck.pdf ": "deck.pdf",
    "v1.2": "v1.2.pdf",
    "a:b|c*d?.pdf": "a_b_c_d_.pdf",
    "{{ 7*7 }}.pdf": "{{ 7_7 }}.pdf",
}


def test_there_are_forty_names():
    assert len(NAMES) == 40


@pytest.mark.parametrize("raw", NAMES, ids=range(40))
def test_a_name_is_for_display_only(as_user, application, deck, uploads, raw):
    assert gate.display_name(raw.replace("\\", "/").rsplit("/", 1)[-1]) == NAMES[raw]

    body = multipart(raw.encode("utf-8"), pdfs.clean())
    client = as_user(application.started_by)
    response = client.post(
        address(application, deck), body, content_type="multipart/form-data; boundary=X", **JSON
    )

    assert response.status_code in {201, 400, 422}
    for path in on_disk(uploads):
        assert files.OUR_NAMES.fullmatch(str(path.relative_to(uploads)))
    for kept in Attachment.objects.all():
        assert len(kept.name) <= 120
        given = fetch(client, kept.get_absolute_url())
        assert given["Content-Disposition"].startswith("attachment; filename")
        assert not {"\r", "\n", "\x00"} & set(given["Content-Disposition"])
        assert "X-Evil" not in given.headers


def multipart(name, data):
    head = b'--X\r\nContent-Disposition: form-data; name="file"; filename="' + name + b'"\r\n'
    return head + b"Content-Type: application/pdf\r\n\r\n" + data + b"\r\n--X--\r\n"
