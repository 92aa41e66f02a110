"""axe-core on a page as it stands, in both themes, narrow and wide."""

from itertools import product

from axe_playwright_python.sync_playwright import Axe

# Named one by one: without a list, axe leaves out some of WCAG 2.2.
TAGS = [
    "wcag2a",
    "wcag2aa",
    "wcag21a",
    "wcag21aa",
    "wcag22aa",
    "EN-301-549",
    "EN-301-549v4",
    "best-practice",
]
OPTIONS = {"runOnly": TAGS, "resultTypes": ["violations"]}
WIDTHS = (320, 1280)
THEMES = ("light", "dark")
# Content wider than the window, which would have to be scrolled sideways.
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_axe = Axe()


def barriers(page):
    """What axe objects to on the page as it is now."""
    found = _axe.run(page, options=OPTIONS).response["violations"]
    return [
        f"{violation['id']}: {' '.join(map(str, node['target']))}"
        for violation in found
        for node in violation["nodes"]
    ]


def everywhere(page, place):
    """The barriers of a page in every theme and width, each with where it was met."""
    met = []
    for width, theme in product(WIDTHS, THEMES):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        found = barriers(page)
        if width == WIDTHS[0] and page.evaluate(OVERFLOW) > 0:
            found.append("wider than the window")
        met += [f"{place} [{theme} {width}] {barrier}" for barrier in found]
    return met
