"""Judge one PDF. Runs as a process of its own: `python -I inspect_pdf.py FILE MAX_PAGES`.

The file comes from a stranger, so the process gives up memory, time and files before it looks, reads the
structure only (no page content is ever unpacked) and prints one word: a key of
`pdf_check.SENTENCES` or `ok N` with the number of pages. It imports nothing of the portal.
"""

import re
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

MEMORY_BYTES = 1024**3
# A real deck needs a tenth of a second; whoever needs two is no deck.
CPU_SECONDS = 2
# What a compressed table or a compressed group of objects may unpack to.
UNPACKED_BYTES = 64 * 1024**2
# A deck of sixty rich pages has a few thousand objects.
MAX_OBJECTS = 60_000
SIZE_CLAIM = re.compile(rb"/Size\s+(\d{6,})")
MAX_PARTS = 1_000_000
MAX_TREE = 2_000

END = b"%%EOF"
# What programs append after the end: line breaks, a few bytes of padding.
TAIL_BYTES = 32
MARKUP = re.compile(
    rb"<(?:!doctype|html|head|body|script|svg|iframe|img|\?php)[\s>/]", re.IGNORECASE
)
ARCHIVES = (b"__HALT_COMPILER", b"PK\x05\x06", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07")
# How far browsers look when they guess what a file is.
SNIFFED_BYTES = 1024
ZIP_END_BYTES = 66_000

ACTIONS = {
    "/JavaScript": "javascript",
    "/Launch": "launch",
    "/ImportData": "launch",
    "/SubmitForm": "launch",
    "/GoToR": "launch",
    "/GoToE": "embedded",
    "/Rendition": "media",
    "/Movie": "media",
    "/Sound": "media",
    "/RichMediaExecute": "media",
}
KEYS = {
    "/JS": "javascript",
    "/JavaScript": "javascript",
    "/EF": "embedded",
    "/EmbeddedFiles": "embedded",
    "/Collection": "embedded",
    "/XFA": "xfa",
    "/RichMediaContent": "media",
}
SUBTYPES = {
    "/FileAttachment": "embedded",
    "/RichMedia": "media",
    "/Screen": "media",
    "/Movie": "media",
    "/Sound": "media",
    "/3D": "media",
}


class Verdict(Exception):
    """The search is over: the key of a refusal."""


def inspect(path: Path, max_pages: int) -> int:
    """The number of pages of a PDF we take; raises Verdict for all others."""
    data = path.read_bytes()
    check_bytes(data)
    check_weight(data)
    try:
        with pikepdf.open(path) as pdf:
            if pdf.is_encrypted:
                raise Verdict("encrypted")
            if len(pdf.objects) > MAX_OBJECTS:
                raise Verdict("heavy")
            pages = count_pages(pdf, max_pages)
            for item in all_dictionaries(pdf):
                check_dictionary(item)
            return pages
    except pikepdf.PasswordError:
        raise Verdict("encrypted") from None


def check_bytes(data: bytes) -> None:
    """One document from the first byte to the last, and nothing else inside the same file."""
    end = data.rfind(END)
    if end < 0:
        raise Verdict("cut_off")
    tail = data[end + len(END) :].strip(b"\x00\t\n\f\r ")
    if len(tail) > TAIL_BYTES or MARKUP.search(tail):
        raise Verdict("tail")
    seams = [0, *(found.end() for found in re.finditer(re.escape(END), data))]
    if any(MARKUP.search(data, seam, seam + SNIFFED_BYTES) for seam in seams):
        raise Verdict("mixed")
    if ARCHIVES[0] in data or any(mark in data[-ZIP_END_BYTES:] for mark in ARCHIVES[1:]):
        raise Verdict("mixed")
    if data[257:262] == b"ustar":
        raise Verdict("mixed")


def check_weight(data: bytes) -> None:
    """What would keep the library busy for seconds shows in the bytes."""
    if data.count(b" obj") > MAX_OBJECTS:
        raise Verdict("heavy")
    if any(int(claim[:12]) > MAX_OBJECTS for claim in SIZE_CLAIM.findall(data)):
        raise Verdict("heavy")


def count_pages(pdf: Pdf, max_pages: int) -> int:
    """Walk the page tree with our own limits: a file's word about its pages is only a claim."""
    pages = 0
    seen: set[tuple[int, int]] = set()
    waiting: list[Any] = [pdf.Root.get("/Pages")]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, Dictionary) or node.objgen in seen or len(seen) > MAX_TREE:
            raise Verdict("broken")
        seen.add(node.objgen)
        kids = node.get("/Kids")
        if kids is None:
            pages += 1
        else:
            waiting += list_of(kids)
        if pages > max_pages or len(waiting) > MAX_TREE:
            raise Verdict("too_many_pages")
    if not pages:
        raise Verdict("no_pages")
    return pages


def list_of(kids: Any) -> list[Any]:
    """The entries of a node; one with more than any deck could have is not even copied."""
    if not isinstance(kids, Array):
        raise Verdict("broken")
    if len(kids) > MAX_TREE:
        raise Verdict("too_many_pages")
    return list(kids)


def all_dictionaries(pdf: Pdf) -> Iterator[Object]:
    """Every dictionary of the file: all numbered objects, and what is written inside them."""
    parts = 0
    waiting: list[Any] = [pdf.trailer, *pdf.objects]
    while waiting:
        item = waiting.pop()
        parts += 1
        if parts > MAX_PARTS:
            raise Verdict("heavy")
        if isinstance(item, Stream):
            item = item.stream_dict
        if isinstance(item, Dictionary):
            yield item
            inside = [value for _key, value in item.items()]
        elif isinstance(item, Array):
            inside = list(item)
        else:
            continue
        waiting += [
            part
            for part in inside
            if isinstance(part, Array | Dictionary) and not part.is_indirect
        ]


def check_dictionary(item: Object) -> None:
    for found in KEYS.keys() & {str(key) for key in item}:
        raise Verdict(KEYS[found])
    for key, table in (("/S", ACTIONS), ("/Subtype", SUBTYPES), ("/Type", SUBTYPES)):
        value = item.get(key)
        if isinstance(value, Name) and str(value) in table:
            raise Verdict(table[str(value)])
    if item.get("/Type") == Name.EmbeddedFile:
        raise Verdict("embedded")


def give_up_rights() -> None:
    """Little memory, little time, no new file, no core dump: enough to read one document."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pikepdf.settings.set_qpdf_limits(flate_max_memory=UNPACKED_BYTES)


def main() -> None:
    give_up_rights()
    try:
        sys.stdout.write(f"ok {inspect(Path(sys.argv[1]), int(sys.argv[2]))}")
    except Verdict as verdict:
        sys.stdout.write(str(verdict))
    except MemoryError:
        sys.stdout.write("heavy")
    # Whatever the library stumbles over, the file is to blame, and the parent must hear of it.
    except Exception:  # noqa: BLE001
        sys.stdout.write("broken")


if __name__ == "__main__":
    main()
