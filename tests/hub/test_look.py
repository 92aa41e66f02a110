"""The look holds what it promises: contrast, signs, weight, fields tied together, pages that always stand."""

import gzip
import re
from itertools import pairwise
from pathlib import Path

import pytest
from django import forms
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.storage import FileSystemStorage
from django.template.loader import render_to_string

from hub.core import plan

ROOT = Path(__file__).resolve().parents[2]
CSS = ROOT / "static" / "css"
TEMPLATES = ROOT / "templates"
TRACKS = ("energy", "city", "health")
MODES = ("light", "dark")

TOKEN = re.compile(r"--([\w-]+): light-dark\((#[0-9A-F]{6}), (#[0-9A-F]{6})\);")
TOKENS = {name: pair for name, *pair in TOKEN.findall((CSS / "tokens.css").read_text())}

# foreground, ground, the least contrast: text 4.5, running text 7, lines and borders 3
PAIRS = [
    *[("ink", ground, 7) for ground in ("paper", "surface", "sunken")],
    *[("ink-2", ground, 4.5) for ground in ("paper", "surface", "sunken")],
    *[("link", ground, 4.5) for ground in ("paper", "surface", "sunken")],
    *[("rule-strong", ground, 3) for ground in ("paper", "surface", "sunken")],
    *[("focus", ground, 3) for ground in ("paper", "surface", "sunken")],
    ("on-action", "action", 4.5),
    ("on-action", "action-hover", 4.5),
    ("action", "paper", 3),
    ("action", "surface", 3),
    *[
        (kind, ground, 4.5)
        for kind in ("info", "good", "warn", "bad")
        for ground in ("paper", "surface", f"{kind}-tint")
    ],
    *[("ink", f"{kind}-tint", 7) for kind in ("info", "good", "warn", "bad")],
    ("good", "sunken", 4.5),
    *[
        (track, ground, 4.5)
        for track in TRACKS
        for ground in ("paper", "surface", "sunken", f"{track}-tint")
    ],
    *[(f"{track}-line", ground, 3) for track in TRACKS for ground in ("paper", "surface")],
    *[("ink", f"{track}-tint", 7) for track in TRACKS],
]


def luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def test_contrast_is_computed_as_the_guidelines_say():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_at_least_42_pairs_of_colours_are_watched():
    assert len(set(PAIRS)) >= 42


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("colour", "ground", "least"), PAIRS)
def test_colours_can_be_told_apart(colour, ground, least, mode):
    at = MODES.index(mode)
    assert contrast(TOKENS[colour][at], TOKENS[ground][at]) >= least


OF_A_THEME = re.compile(r"--[\w-]+|color-scheme|filter")


def set_by_themes(text):
    """The properties that a sheet gives another value in one of the themes."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    asked = re.findall(r"prefers-color-scheme[^{]*\{((?:[^{}]*\{[^{}]*\})+)", text)
    chosen = re.findall(r"\[data-theme=[^{}]*(\{[^{}]*\})", text)
    return set(re.findall(r"[{;]\s*([\w-]+)\s*:", "".join(asked + chosen)))


def test_the_themes_differ_in_colours_alone():
    """So tests/browser/axe.py asks a second theme only for what colours can spoil."""
    djangos = Path(finders.find("admin/css/dark_mode.css")).read_text().partition("html[data")[0]
    named = set_by_themes(djangos + "".join(path.read_text() for path in CSS.glob("*.css")))
    assert {"--body-bg", "color-scheme"} <= named
    assert {name for name in named if not OF_A_THEME.fullmatch(name)} == set()
    planted = "@media (prefers-color-scheme: dark) { a { color: red } b { display: none; } }"
    assert set_by_themes(planted) == {"color", "display"}


@pytest.mark.parametrize("sheet", ["portal", "forms", "plan", "print", "admin"])
def test_no_sheet_uses_a_colour_of_its_own_or_an_unknown_token(sheet):
    text = (CSS / f"{sheet}.css").read_text()
    everything = "".join(path.read_text() for path in CSS.glob("*.css"))
    used = set(re.findall(r"var\((--[\w-]+)", text))
    assert not {name for name in used if f"{name}:" not in everything}
    allowed = {"#fff", "#000", "#333", "#999", "#555"}  # paper and ink of print and QR code
    assert set(re.findall(r"(?<=[\s,(])#[0-9a-fA-F]{3,8}(?=[;,)\s])", text)) <= allowed


def test_a_first_visit_is_light():
    sheets = [*CSS.glob("[!a]*.css"), ROOT / "static/js/theme.js", ROOT / "static/js/menu.js"]
    font = ROOT / "static/fonts/sofia-sans-latin-wght-normal.woff2"
    sent = sum(len(gzip.compress(path.read_bytes())) for path in sheets) + font.stat().st_size
    assert sent < 100_000, "of 150,000 bytes the page itself needs its share"


def test_every_address_in_the_sheets_is_a_file_of_ours(tmp_path):
    source = FileSystemStorage(ROOT / "static")
    names = [
        str(path.relative_to(ROOT / "static"))
        for path in (ROOT / "static").rglob("*")
        if path.is_file()
    ]
    hashed = ManifestStaticFilesStorage(location=tmp_path, base_url="/static/")
    for name in names:
        with source.open(name) as file:
            hashed.save(name, file)
    failures = [
        outcome
        for _, _, outcome in hashed.post_process({name: (hashed, name) for name in names})
        if isinstance(outcome, Exception)
    ]
    assert not failures


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_templates_carry_no_inline_style_or_script(path):
    text = path.read_text()
    assert not re.search(r"\sstyle=|<style|\son\w+=\"|javascript:", text)
    for tag in re.findall(r"<script[^>]*>", text):
        assert "src=" in tag or 'type="application/json"' in tag


@pytest.mark.parametrize(
    "path", sorted((TEMPLATES / "components").glob("*.html")), ids=lambda path: path.stem
)
def test_components_name_their_inputs_first(path):
    assert path.read_text().startswith(f"{{# {path.stem}: ")


# Error pages


@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 429, 500, 503])
def test_error_pages_stand_alone_in_both_languages(status):
    page = render_to_string(f"{status}.html")
    german, english = page.split('<div lang="en">')
    assert "<h1></h1>" not in german
    assert re.search(r"<h2>\w[^<]+</h2>\s*<p>\w[^<]+</p>", english)
    for address in ("/imprint/", "/privacy/", "/accessibility/"):
        assert f'href="{address}"' in page
        assert f'href="/en{address}"' in page


# Forms


class ManyFields(forms.Form):
    text = forms.CharField(
        label="Text", help_text="Ein Satz", widget=forms.Textarea(attrs={"data-limit": 600})
    )
    kind = forms.ChoiceField(label="Art", widget=forms.RadioSelect, choices=[("a", "A")])
    seeks = forms.MultipleChoiceField(
        label="Sucht", widget=forms.CheckboxSelectMultiple, choices=[("a", "A"), ("b", "B")]
    )
    stage = forms.ChoiceField(label="Phase", choices=[("", "–"), ("a", "A")])
    agreed = forms.BooleanField(label="Einverstanden")
    website = forms.URLField(label="Website", required=False, assume_scheme="https")


def drawn(form):
    return "".join(field.as_field_group() for field in form)


def test_hints_and_errors_are_tied_to_their_field():
    page = drawn(ManyFields({"text": "", "website": "kein Ort"}))
    pointed = {
        name for group in re.findall(r'aria-describedby="([^"]+)"', page) for name in group.split()
    }
    assert {"id_text_helptext", "id_text_error", "id_kind_error", "id_website_error"} <= pointed
    assert all(f'id="{name}"' in page for name in pointed)
    assert page.count('aria-invalid="true"') >= 4


def test_optional_fields_say_so_and_required_ones_do_not():
    page = drawn(ManyFields())
    assert page.count("(freiwillig)") == 1
    assert page.index("(freiwillig)") > page.index("Website")


def test_a_limit_is_said_beside_the_field_and_never_cuts_a_paste():
    page = drawn(ManyFields())
    assert 'data-count-for="id_text" data-limit="600"' in page
    assert "Höchstens 600 Zeichen" in page
    assert "maxlength" not in page


def test_the_error_summary_links_to_a_control_for_every_kind_of_field():
    form = ManyFields({"website": "kein Ort"})
    summary = render_to_string("components/error_summary.html", {"form": form})
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert len(targets) == len(form.fields)
    page = drawn(form)
    assert all(re.search(rf'<(input|select|textarea)[^>]*\sid="{name}"', page) for name in targets)


def test_a_form_without_errors_has_no_summary():
    assert "error-summary" not in render_to_string(
        "components/error_summary.html", {"form": ManyFields()}
    )


# Route


def test_a_route_says_its_states_in_words():
    stops = [
        {"state": "done", "label": "Team", "url": "/a/"},
        {"state": "problem", "label": "Idee", "url": "/b/"},
        {"state": "now", "label": "Markt", "url": "/c/"},
        {"state": "todo", "label": "Senden"},
    ]
    page = render_to_string("components/route.html", {"stops": stops, "variant": "strip"})
    for words in ("erledigt", "braucht Aufmerksamkeit", "aktuell hier", "noch offen"):
        assert page.count(words) == 1
    assert page.count('aria-current="step"') == 1
    assert "3 von 4: <b>Markt</b>" in page


# Network plan


def named(*names):
    return [{"name": name, "url": f"/startups/{name}/"} for name in names]


def test_a_plan_has_one_line_per_track_and_at_most_four_stops_on_each():
    lines = [{"colour": colour, "stops": named(*"abcdef")} for colour in TRACKS]
    drawing = plan.draw(lines)
    assert [line.colour for line in drawing] == list(TRACKS)
    assert [len(line.stops) for line in drawing] == [4, 4, 4]
    assert len({line.end_x for line in drawing}) == 3


def test_a_plan_without_startups_still_has_its_lines():
    drawing = plan.draw([{"colour": colour, "stops": []} for colour in TRACKS])
    assert [line.stops for line in drawing] == [(), (), ()]
    assert all(line.path.startswith("M2200 ") for line in drawing)


@pytest.mark.parametrize(
    "names",
    [
        ("Wärmepuls", "Lastfluss", "Speicherwerk"),
        ("Ein sehr langer Name AG",) * 4,
        ("A", "B" * 60),
    ],
)
def test_names_of_stops_never_touch(names):
    stops = plan.stops_on(92, named(*names))
    for height in {stop.label_y for stop in stops}:
        row = [stop for stop in stops if stop.label_y == height]
        for left, right in pairwise(row):
            room = (len(left.label) + len(right.label)) / 2 * plan.LETTER
            assert right.x - left.x >= room


def test_a_long_name_is_shortened_on_the_plan_and_kept_for_the_reader():
    (stop,) = plan.stops_on(92, named("Leistungsverzeichnisprüfung"))
    assert stop.label == "Leistungsverzeichni…"
    assert stop.name == "Leistungsverzeichnisprüfung"


def test_rounded_corners_fit_into_short_pieces():
    assert (
        plan.rounded_path([(0, 0), (10, 0), (10, 100)], radius=30) == "M0 0L5 0Q10 0 10 30L10 100"
    )


def test_the_plan_is_drawn_with_links_and_plain_numbers():
    line = {
        "track": {"summary": "Netze"},
        "colour": "energy",
        "name": "Energie",
        "url": "/tracks/energy/",
        "count_label": "3 Startups",
        "stops": named("Wärmepuls", "Lastfluss", "Speicherwerk", "Netz"),
    }
    page = render_to_string("components/plan.html", {"lines": [line]})
    assert page.count('href="/startups/Wärmepuls/"') == 2, (
        "on the drawing, and in the phone's list"
    )
    assert 'aria-labelledby="plan-title"' in page
    assert not re.search(r'\s(cx|cy|x|y)="\d+,\d', page), "a German comma is no SVG number"


# The skeleton


@pytest.fixture
def skeleton(rf):
    request = rf.get("/startups/")
    return request, render_to_string("base.html", request=request)


def test_a_visitors_page_asks_for_no_cookie(skeleton):
    request, _ = skeleton
    assert "CSRF_COOKIE" not in request.META
    assert not hasattr(request, "session")


def test_the_skeleton_knows_its_language_and_its_twin(skeleton):
    _, html = skeleton
    assert '<html lang="de">' in html
    assert re.search(
        r'<link rel="alternate" hreflang="en" href="https?://[^"]+/en/startups/">', html
    )
    assert re.search(r'<link rel="canonical" href="https?://[^"]+/startups/">', html)


def test_the_skeleton_asks_no_third_party(skeleton):
    _, html = skeleton
    loaded = re.findall(r'(?:src|<link[^>]+href)="([^"]+)"', html)
    assert loaded
    ours = [url for url in loaded if url.startswith("/") or "hreflang" in url]
    foreign = {url for url in loaded if not url.startswith("/")}
    assert len(ours) >= 6
    assert all("/startups/" in url for url in foreign), "only canonical and alternate are absolute"
