"""Draw a logo anew. Runs as a process of its own: `python -I draw_logo.py FILE EDGE…`.

The file comes from a stranger, so the process gives up memory, time and files before it looks. It
prints one word, a key of `logo_check.SENTENCES`, or `ok` and one WebP in base64 for each edge: only
pixels, without a word of what else the file held. It imports nothing of the portal.
"""

import base64
import io
import resource
import sys
from pathlib import Path

from PIL import Image, ImageOps

MEMORY_BYTES = 1024**3
CPU_SECONDS = 4
MAX_PIXELS = 16_000_000
MIN_EDGE = 64
# How many times as long as high a logo may be: it would be a line otherwise.
MAX_RATIO = 8
HEADS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
# How far to look for what a picture that is no picture says of itself.
HEAD_BYTES = 1024


class Verdict(Exception):
    """The drawing is over: the key of a refusal."""


def draw(data: bytes, edges: list[int]) -> list[bytes]:
    """The picture with its longest edge as long as each of `edges`; raises Verdict."""
    check_head(data[:HEAD_BYTES])
    with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as picture:
        check_size(picture)
        if getattr(picture, "n_frames", 1) > 1:
            raise Verdict("moving")
        upright = ImageOps.exif_transpose(picture).convert("RGBA")
    if upright.getchannel("A").getextrema()[1] == 0:
        raise Verdict("blank")
    return [webp(upright, edge) for edge in edges]


def check_head(head: bytes) -> None:
    """What a file is, its first bytes say, not its name."""
    if not head:
        raise Verdict("empty")
    if head.startswith(HEADS) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return
    if b"<svg" in head.lower():
        raise Verdict("svg")
    raise Verdict("no_picture")


def check_size(picture: Image.Image) -> None:
    """Known from the head of the file, before a pixel is unpacked."""
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise Verdict("huge")
    if max(width, height) < MIN_EDGE:
        raise Verdict("tiny")
    if max(width, height) > MAX_RATIO * min(width, height):
        raise Verdict("line")


def webp(picture: Image.Image, edge: int) -> bytes:
    """Only pixels go into the new file: an empty picture, and they are pasted onto it."""
    fitting = picture.copy()
    fitting.thumbnail((edge, edge), Image.Resampling.LANCZOS)
    clean = Image.new("RGBA", fitting.size)
    clean.paste(fitting)
    out = io.BytesIO()
    clean.save(out, "WEBP", quality=88, method=4)
    return out.getvalue()


def give_up_rights() -> None:
    """Little memory, little time, no new file, no core dump: enough to draw one small picture."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS


def main() -> None:
    give_up_rights()
    try:
        drawn = draw(Path(sys.argv[1]).read_bytes(), [int(edge) for edge in sys.argv[2:]])
        sys.stdout.write(" ".join(["ok", *(base64.b64encode(d).decode() for d in drawn)]))
    except Verdict as verdict:
        sys.stdout.write(str(verdict))
    except Image.DecompressionBombError:
        sys.stdout.write("huge")
    except MemoryError:
        sys.stdout.write("heavy")
    # Whatever the library stumbles over, the file is to blame, and the parent must hear of it.
    except Exception:  # noqa: BLE001
        sys.stdout.write("broken")


if __name__ == "__main__":
    main()
