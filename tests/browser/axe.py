"""axe-core on a page as it stands, in both themes, narrow and wide."""

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
# What a theme can change. That it changes colours alone is seen to in tests/hub/test_look.py.
COLOURS = ["color-contrast", "link-in-text-block"]
# Each width in each theme; every rule in both widths and in both themes, which of them it needs.
VIEWS = (
    (320, "light", TAGS),
    (320, "dark", COLOURS),
    (1280, "dark", TAGS),
    (1280, "light", COLOURS),
)
NARROW = 320
# Content wider than the window, which would have to be scrolled sideways.
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FOUND = """options => axe.run(options).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.target.join(" ")}`)))"""
_script = Axe().axe_script


def barriers(page, rules=TAGS):
    """What axe objects to on the page as it is now."""
    # Once for a page: its half a megabyte costs as much as a third of a look.
    if not page.evaluate("'axe' in window"):
        page.evaluate(_script)
    return page.evaluate(FOUND, {"runOnly": rules, "resultTypes": ["violations"]})


def everywhere(page, place):
    """The barriers of a page in every theme and width, each with where it was met."""
    met = []
    for width, theme, rules in VIEWS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        found = barriers(page, rules)
        if width == NARROW and page.evaluate(OVERFLOW) > 0:
            found.append("wider than the window")
        met += [f"{place} [{theme} {width}] {barrier}" for barrier in found]
    return met
