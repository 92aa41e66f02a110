"""The ticket as a picture, for who has no network at the door: it goes with the mails that tell of a
seat, drawn when they leave."""

import re
from io import BytesIO

from django.utils import timezone
from qrcode.main import QRCode

from events.queries import registering
from events.services import letters
from hub.mail.kinds import Picture

PAGE = re.compile(r"/events/registration/([^/\s]+)/")
# Large enough to be read from a screen that is held out.
BOX, BORDER = 8, 4


def of_mail(text: str) -> Picture | None:
    """The code of the registration whose page the text leads to; None where no door asks for it."""
    found = PAGE.search(text)
    own = registering.of(letters.read_token(found[1]), timezone.now()) if found else None
    if own is None or not own.has_ticket:
        return None
    return Picture("ticket.png", drawn(own.registration.ticket))


def drawn(code: str) -> bytes:
    """A PNG of what the page shows."""
    picture = QRCode(border=BORDER, box_size=BOX)
    picture.add_data(code)
    file = BytesIO()
    picture.make_image().save(file, "PNG")
    return file.getvalue()
