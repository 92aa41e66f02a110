"""Pictures to upload: good ones, and such as nobody should take."""

import io
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, PngImagePlugin


def picture(kind="PNG", size=(400, 200), colour=(20, 90, 90, 255), **options):
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    edge = min(size)
    ImageDraw.Draw(image).ellipse((0, 0, edge - 1, edge - 1), fill=colour)
    out = io.BytesIO()
    if kind == "JPEG":
        image = image.convert("RGB")
    image.save(out, kind, **options)
    return out.getvalue()


def with_secrets():
    """A photo that says where it was taken, and a drawing with a note in it."""
    exif = Image.Exif()
    exif[0x010E] = "GPS 51.3397 N"
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "GPS 51.3397 N")
    return [picture("JPEG", exif=exif), picture("PNG", pnginfo=notes)]


def bomb(width=40_000, height=40_000):
    """Claims to be far larger than its few bytes."""
    good = bytearray(picture("PNG", size=(64, 64)))
    good[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    good[29:33] = zlib.crc32(good[12:29]).to_bytes(4, "big")
    return bytes(good)


def moving():
    frames = [Image.new("RGB", (80, 80), colour) for colour in ("red", "green")]
    out = io.BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    return out.getvalue()


def upload(content, name="logo.png"):
    return SimpleUploadedFile(name, content, content_type="image/png")
