"""What a PDF says: its texts in the order of the pages, and the tags around them."""

import re

import pikepdf
from pikepdf import Array, Dictionary, Name


def words(pdf):
    """All texts of all pages, as a reader who copies them gets them; runs of space are one."""
    return " ".join(" ".join(_page(page) for page in pdf.pages).split())


def tags(pdf):
    """Pairs of tag and alternative text, in reading order."""
    return list(_tags(pdf.Root.StructTreeRoot.K))


def _page(page):
    fonts = {name: _letters(font) for name, font in page.obj.Resources.Font.items()}
    said, font = [], {}
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "Tf":
                font = fonts[str(operands[0])]
            case "BT":
                said.append(" ")
            case "Tj":
                said.append(_decoded(bytes(operands[0]), font))
            case "TJ":
                parts = [part for part in operands[0] if isinstance(part, pikepdf.String)]
                said.extend(_decoded(bytes(part), font) for part in parts)
    return "".join(said)


def _decoded(codes, letters):
    """Text of a font's codes; the box that is drawn for a missing sign stands for nothing."""
    pairs = (int.from_bytes(codes[at : at + 2]) for at in range(0, len(codes), 2))
    return "".join(letters[code] if code else "□" for code in pairs)


def _letters(font):
    """Which letters each glyph of a font stands for, from the map that copying uses."""
    found = {}
    text = font.ToUnicode.read_bytes().decode("latin-1")
    for part in re.findall(r"beginbfchar(.*?)endbfchar", text, re.DOTALL):
        for code, letters in re.findall(r"<(\w+)>\s*<(\w+)>", part):
            found[int(code, 16)] = bytes.fromhex(letters).decode("utf-16-be")
    for part in re.findall(r"beginbfrange(.*?)endbfrange", text, re.DOTALL):
        for first, last, letters in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", part):
            start = int(first, 16)
            for code in range(start, int(last, 16) + 1):
                found[code] = chr(int(letters, 16) + code - start)
    return found


def _tags(node):
    if isinstance(node, Array):
        for child in node:
            yield from _tags(child)
    elif isinstance(node, Dictionary) and Name.S in node:
        yield str(node.S)[1:], str(node.get(Name.Alt, ""))
        if Name.K in node:
            yield from _tags(node.K)
