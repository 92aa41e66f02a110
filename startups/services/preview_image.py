"""The picture that other sites show beside a link to a profile: its name, its sentence, its line."""

import io
from collections.abc import Iterator
from functools import cache

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT, MARGIN = 1200, 630, 72
PAPER, INK, QUIET = "#F4F6F2", "#0D2B2C", "#48605F"
LINES = {"energy": "#C96A00", "city": "#2E6FD6", "health": "#CC3D78"}
FONTS = settings.BASE_DIR / "static" / "fonts"
# The second one has the letters that the first has not.
FILES = ("sofia-sans-latin-wght-normal.woff2", "sofia-sans-latin-ext-wght-normal.woff2")
LATIN = 0x100
BOLD, NORMAL = 740, 430
Font = tuple[ImageFont.FreeTypeFont, ...]


def draw(
    *, name: str, sentence: str, track: str, colour: str, site: str, logo: bytes | None = None
) -> bytes:
    """A PNG of 1200 by 630; what is too long for it ends in an ellipsis."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    room = WIDTH - 2 * MARGIN
    top = MARGIN
    if logo:
        top = _place(image, logo)
    size = next(
        (size for size in (92, 76, 60) if len(list(_rows(name, _font(size), room))) == 1), 60
    )
    for row in _cut(name, _font(size), room, 2):
        _write(pen, (MARGIN, top), row, _font(size), INK)
        top += int(size * 1.1)
    top += 20
    for row in _cut(sentence, _font(38, NORMAL), room, 3):
        _write(pen, (MARGIN, top), row, _font(38, NORMAL), INK)
        top += 52
    _line(pen, colour)
    _write(pen, (MARGIN + 44, HEIGHT - 78), track, _font(28), LINES.get(colour, INK))
    width = _length(site, _font(28, NORMAL))
    _write(pen, (WIDTH - MARGIN - width, HEIGHT - 78), site, _font(28, NORMAL), QUIET)
    out = io.BytesIO()
    image.quantize(64, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def _place(image: Image.Image, logo: bytes) -> int:
    """The logo at the top, on white as everywhere; where the name begins below it."""
    with Image.open(io.BytesIO(logo), formats=("WEBP",)) as opened:
        picture = opened.convert("RGBA")
    picture.thumbnail((320, 112))
    ground = Image.new("RGB", (picture.width + 24, picture.height + 24), "white")
    ground.paste(picture, (12, 12), picture)
    image.paste(ground, (MARGIN, MARGIN - 24))
    return MARGIN + picture.height + 20


def _line(pen: ImageDraw.ImageDraw, colour: str) -> None:
    """The track's line in its own pattern, ending in the shape of its stop."""
    paint, middle = LINES.get(colour, INK), HEIGHT - 108
    if colour == "city":
        pen.rectangle((0, middle - 8, WIDTH, middle - 3), fill=paint)
        pen.rectangle((0, middle + 3, WIDTH, middle + 8), fill=paint)
    elif colour == "health":
        for left in range(0, WIDTH, 36):
            pen.rectangle((left, middle - 8, left + 28, middle + 8), fill=paint)
    else:
        pen.rectangle((0, middle - 8, WIDTH, middle + 8), fill=paint)
    left, top = MARGIN, HEIGHT - 74
    if colour == "city":
        pen.rectangle((left, top, left + 26, top + 26), fill=paint)
    elif colour == "health":
        pen.rectangle((left + 8, top, left + 18, top + 26), fill=paint)
        pen.rectangle((left, top + 8, left + 26, top + 18), fill=paint)
    else:
        pen.ellipse((left, top, left + 26, top + 26), fill=paint)


@cache
def _font(size: int, weight: int = BOLD) -> Font:
    fonts = tuple(ImageFont.truetype(FONTS / name, size) for name in FILES)
    for font in fonts:
        font.set_variation_by_axes([weight])
    return fonts


def _pieces(text: str, font: Font) -> Iterator[tuple[str, ImageFont.FreeTypeFont]]:
    """Letters that belong together, each with the font that has them."""
    piece, current = "", font[0]
    for letter in text:
        wanted = font[0] if ord(letter) < LATIN or ord(letter) >= 0x2000 else font[1]  # noqa: PLR2004
        if wanted is not current and piece:
            yield piece, current
            piece = ""
        piece, current = piece + letter, wanted
    if piece:
        yield piece, current


def _length(text: str, font: Font) -> float:
    return sum(chosen.getlength(piece) for piece, chosen in _pieces(text, font))


def _write(
    pen: ImageDraw.ImageDraw, at: tuple[float, float], text: str, font: Font, paint: str
) -> None:
    left, top = at
    for piece, chosen in _pieces(text, font):
        # Both fonts on one base line.
        base = top + font[0].getmetrics()[0]
        pen.text((left, base), piece, font=chosen, fill=paint, anchor="ls")
        left += chosen.getlength(piece)


def _rows(text: str, font: Font, room: int) -> Iterator[str]:
    """The text in rows that fit; a word longer than a row is broken."""
    row = ""
    for word in text.split():
        longer = f"{row} {word}".strip()
        if _length(longer, font) <= room:
            row = longer
            continue
        if row:
            yield row
        row = word
        while _length(row, font) > room:
            fits = next(n for n in range(len(row), 0, -1) if _length(row[:n], font) <= room)
            yield row[:fits]
            row = row[fits:]
    if row:
        yield row


def _cut(text: str, font: Font, room: int, most: int) -> list[str]:
    rows = list(_rows(text, font, room))
    if len(rows) <= most:
        return rows
    last = rows[most - 1]
    while last and _length(f"{last}…", font) > room:
        last = last[:-1]
    return [*rows[: most - 1], f"{last.rstrip()}…"]
