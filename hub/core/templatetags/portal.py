"""The few tags and filters the components need."""

import re
import secrets
from collections.abc import Iterable, Sequence
from functools import cache
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from qrcode.main import QRCode

from hub.core import compounds, json_ld, markup, plan
from hub.core.charts import Bar

register = template.Library()

# Where a text belongs in a pattern; no template contains this word.
SLOT = f"slot-{secrets.token_hex(12)}"

BAR = '<text x="0" y="{}">{}</text>{}<text class="number" x="{}" y="{}">{}</text>'
RECT = '<rect x="{}" y="{}" width="{}" height="20" rx="3"/>'

# Order matters: every browser also claims to be the ones below it.
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


@register.simple_tag
def constant(part: str, **values: str) -> str:
    """A part that hangs on nothing but the language and words in the template: drawn once each.

    `{% constant "components/icon.html" name="check" %}` costs a tenth of the include.
    """
    draw = _constant.__wrapped__ if settings.DEBUG else _constant
    return draw(get_language(), part, tuple(values.items()))


@cache
def _constant(_language: str | None, part: str, values: tuple[tuple[str, str], ...]) -> str:
    return render_to_string(part, dict(values))


@register.simple_tag
def structured_data(data: dict[str, object]) -> str:
    """What a page says to machines, in the words of schema.org."""
    return json_ld.element(data)


@register.simple_tag
def patterned(part: str, by: str, **texts: str) -> str:
    """A part of which a page has many: drawn once for each `by`, then only filled with its texts.

    Besides `by`, it may hang on whether a text is there, and on nothing else about it.
    """
    given = {name: text for name, text in texts.items() if text}
    draw = _pattern.__wrapped__ if settings.DEBUG else _pattern
    pattern = draw(get_language(), part, by, tuple(given))
    return markup.filled(pattern, given)


@cache
def _pattern(_language: str | None, part: str, by: str, names: tuple[str, ...]) -> str:
    slots = {name: f"{SLOT}-{name}-" for name in names}
    drawn = render_to_string(part, {"by": by, **slots})
    pattern = drawn.replace("{", "{{").replace("}", "}}")
    for name, slot in slots.items():
        pattern = pattern.replace(slot, f"{{{name}}}")
    return pattern


@register.simple_tag
def drawn(part: str, **values: object) -> str:
    """A part as a text for another one: `{% drawn "…" rows=rows as text %}`."""
    return render_to_string(part, values)


@register.simple_tag
def links(part: str, path: str, *, exact: bool = False) -> str:
    """A part that holds links and marks the one to `path`: drawn once for each of them."""
    if settings.DEBUG:
        return render_to_string(part, {"path": path})
    language = get_language()
    marked = _marked(language, part, path, exact=exact)
    return _constant(language, part, (("path", marked),))


@register.simple_tag
def visitors_header(path: str, german: str, english: str) -> str:
    """The header of people who are not logged in: drawn once for each link that may be marked in it."""
    here_by = _marked(get_language(), "components/nav.html", path, exact=False)
    return patterned("components/header.html", by=here_by, german=german, english=english)


def _marked(language: str | None, part: str, path: str, *, exact: bool) -> str:
    """The link of the part that leads to `path`, or to what stands under it; empty for none."""
    return next(
        (
            url
            for url in _addresses(language, part)
            if url == path or (not exact and here(url, path))
        ),
        "",
    )


@cache
def _addresses(language: str | None, part: str) -> list[str]:
    return re.findall(r'href="([^"]+)"', _constant(language, part, (("path", ""),)))


@register.simple_tag
def plan_drawing(lines: Sequence[dict[str, object]]) -> tuple[plan.Line, ...]:
    """The lines of the network plan with their paths and stops."""
    return plan.draw(lines)


@register.simple_tag
def bar_lines(bars: Iterable[Bar]) -> str:
    """What is drawn of bars, in one go: as a loop in the template it took five times as long."""
    return format_html_join(
        "\n",
        BAR,
        (
            (
                bar.text_y,
                bar.label,
                format_html(RECT, bar.start, bar.y, bar.width) if bar.count else "",
                bar.end,
                bar.text_y,
                bar.count,
            )
            for bar in bars
        ),
    )


@register.filter
def here(url: str, path: str) -> bool:
    """Whether the page at `path` stands under the navigation entry `url`."""
    return path == url or (url.count("/") > 1 and path.startswith(url))


@register.filter
def focus_id(field: BoundField) -> str:
    """The id an error summary links to: of a group of choices the first one."""
    return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label or field.auto_id


@register.filter
def character_limit(field: BoundField) -> int | None:
    """How many characters a text may have, where that is worth saying next to the field."""
    limit = field.field.widget.attrs.get("data-limit")
    return int(limit) if limit else None


@register.filter
def as_opening(label: str) -> str:
    """What is said before a sentence: «Name:», but a question ends with its own mark."""
    text = str(label)
    return text if text.endswith(("?", "!", ".", ":")) else f"{text}:"


@register.filter(is_safe=True)
def breakable(text: str) -> str:
    """A name that fits a narrow card: long words may break between their parts."""
    broken = compounds.breakable(text)
    return SafeString(broken) if isinstance(text, SafeString) else broken


@register.simple_tag(takes_context=True)
def pages(context: Context, page: Page) -> str:
    """Links to the other pages of this list: this address with another number in it."""
    asked = [(name, each) for name, values in context["request"].GET.lists() for each in values]
    others = urlencode([(name, value) for name, value in asked if name != "page"])
    begin = f"?{others}&page=" if others else "?page="
    shown = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return patterned(
        "components/_pages.html",
        by="",
        before=f"{begin}{page.number - 1}" if page.has_previous() else "",
        after=f"{begin}{page.number + 1}" if page.has_next() else "",
        numbers=markup.joined(_page_number(number, page.number, begin) for number in shown),
        number=str(page.number),
        total=str(page.paginator.num_pages),
    )


def _page_number(number: int | str, current: int, begin: str) -> str:
    """`number` is a text where some are left out."""
    if not isinstance(number, int):
        return patterned("components/_page_number.html", by="gap")
    is_here = number == current
    address = "" if is_here else f"{begin}{number}"
    return patterned("components/_page_number.html", by="", number=str(number), address=address)


@register.filter
def qr_code(text: str) -> dict[str, int | str]:
    """A QR code as the size and path of an SVG: data: images are not allowed by our policy."""
    code = QRCode(border=4)
    code.add_data(text)
    rows = code.get_matrix()
    squares = (
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return {"size": len(rows), "path": "".join(squares)}


@register.filter
def device_name(user_agent: str) -> str:
    """A browser and system people recognise; what is neither stays as it came."""
    browser = next((name for sign, name in BROWSERS.items() if sign in user_agent), "")
    system = next((name for sign, name in SYSTEMS.items() if sign in user_agent), "")
    return ", ".join(part for part in (browser, system) if part) or user_agent
