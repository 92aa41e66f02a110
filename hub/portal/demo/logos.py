"""Logos for some of the demo's startups: a mark of two colours, another one for each name."""

import hashlib
import io
from random import Random

from PIL import Image, ImageDraw

from hub.accounts.models import User
from startups.models import ProfileLogo, Startup
from startups.models.profile_logo import LARGE, SMALL

COLOURS = ("#0B5A5B", "#C96A00", "#2E6FD6", "#CC3D78", "#1C6B3A", "#48605F", "#8F4B00")
# One in so many has none yet.
WITHOUT = 4
GRID = 4


def load(people: dict[str, User]) -> None:
    """A logo each; what is drawn hangs on the name alone."""
    drawn = []
    for startup in Startup.objects.filter(is_demo=True, published_at__isnull=False).order_by("pk"):
        chance = Random(startup.name)  # noqa: S311
        if chance.randrange(WITHOUT):
            small, large = (_webp(_mark(startup.name, edge)) for edge in (SMALL, LARGE))
            drawn.append(
                ProfileLogo(
                    startup=startup,
                    is_shown=True,
                    digest=hashlib.sha256(large).hexdigest()[:16],
                    small=small,
                    large=large,
                    uploaded_by=people["founder"],
                )
            )
    ProfileLogo.objects.bulk_create(drawn)


def _mark(name: str, edge: int) -> Image.Image:
    """Quarter discs in a grid, drawn large and made small so that their edges are smooth."""
    chance = Random(name)  # noqa: S311
    main, second = chance.sample(COLOURS, 2)
    side = LARGE * 2
    cell = side // GRID
    image = Image.new("RGB", (side, side), "white")
    pen = ImageDraw.Draw(image)
    for row in range(GRID):
        for column in range(GRID // 2):
            turn, colour = chance.choice((0, 90, 180, 270, None)), chance.choice((main, second))
            for x, at in ((column, turn), (GRID - 1 - column, _mirrored(turn))):
                if at is not None:
                    left, top = x * cell, row * cell
                    dx = cell if at in {90, 180} else 0
                    dy = cell if at in {180, 270} else 0
                    box = (left - dx, top - dy, left - dx + 2 * cell, top - dy + 2 * cell)
                    start = {0: 180, 90: 270, 180: 0, 270: 90}[at]
                    pen.pieslice(box, start, start + 90, fill=colour)
    return image.resize((edge, edge), Image.Resampling.LANCZOS)


def _mirrored(turn: int | None) -> int | None:
    return {0: 90, 90: 0, 180: 270, 270: 180}.get(turn) if turn is not None else None


def _webp(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=88, method=4)
    return out.getvalue()
