"""What a new portal starts with: the three tracks, the de:hub sites, the text pages.

Loaded by a migration, so it runs against models as they were then: plain rows, and the HTML of a
page made here. What is there already stays as staff left it.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from hub.programme.first_content.rows import PAGES, SITES, TRACKS
from hub.programme.markdown import to_html

FOLDER = Path(__file__).parent
FOUNDED = date(2017, 4, 1)


def load(model: Callable[[str], Any]) -> None:
    """Create what is missing; `model` gives a model of the hub by its name."""
    for slug, fields in TRACKS.items():
        model("Track").objects.get_or_create(slug=slug, defaults=fields)
    for slug, (city, theme_de, theme_en) in SITES.items():
        fields = {"city": city, "theme_de": theme_de, "theme_en": theme_en, "valid_from": FOUNDED}
        fields["is_ours"] = slug == "dresden-leipzig"
        model("HubSite").objects.get_or_create(slug=slug, defaults=fields)
    for slug, (title_de, title_en) in PAGES.items():
        german = (FOLDER / f"{slug}.de.md").read_text(encoding="utf-8")
        english = (FOLDER / f"{slug}.en.md").read_text(encoding="utf-8")
        texts = {
            "title_de": title_de,
            "title_en": title_en,
            "body_de": german,
            "body_en": english,
            "html_de": to_html(german),
            "html_en": to_html(english),
        }
        model("Page").objects.get_or_create(slug=slug, defaults=texts)
