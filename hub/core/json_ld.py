"""JSON-LD: what a page says to machines."""

import json

from django.utils.safestring import SafeString

# As Django's json_script does it: no sign is left that could end the element or begin another.
NO_MARKUP = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


def element(data: dict[str, object]) -> str:
    """A script element that no browser runs; whatever stands in `data` stays text."""
    text = json.dumps(data, ensure_ascii=False).translate(NO_MARKUP)
    return SafeString(f'<script type="application/ld+json">{text}</script>')
