"""Rules the linters cannot state. Each failure names the file, the line and the remedy."""

import ast
import re
from pathlib import Path

import pytest

from events import states as event_states
from hub.core.workflow import Transition
from partners import states as partner_states
from startups import states

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ["hub", "startups", "partners", "events", "matchday"]
MAX_LINES = 400
MAX_TEMPLATE_LINES = 120
FORBIDDEN_NAMES = {"helpers", "utils", "common", "base", "mixins"}


def modules(*patterns):
    roots = [ROOT / package for package in PACKAGES]
    found = {path for root in roots for pattern in patterns for path in root.glob(pattern)}
    return sorted(path for path in found if "migrations" not in path.parts)


def label(path):
    return str(path.relative_to(ROOT))


SOURCES = modules("**/*.py")
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", modules("**/views.py", "**/views/*.py"), ids=label)
def test_views_start_every_query_with_visible_to(path):
    """Rows of a page come from `visible_to`; what hangs on an own application may be filtered by it."""
    tree = ast.parse(path.read_text())
    scoped = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"visible_to", "workable_by"}
    }
    for node in ast.walk(tree):
        is_filter = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if is_filter and any(k.arg and k.arg.split("__")[-1] in SCOPES for k in node.keywords):
            scoped |= {id(inner) for inner in ast.walk(node.func)}
    offences = [
        f"{label(path)}:{node.lineno} start at .objects.visible_to(request.user)"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "objects" and id(node) not in scoped
    ]
    public = [line for line in offences if not PUBLIC_LOOKUPS.search(source_line(path, line))]
    assert public == []


# An object that `visible_to` has already judged, or the person themself.
SCOPES = {"application", "person", "batch", "startup", "subject", "user"}
# Rows that are public or that only a service judges: tracks, questions of a form.
PUBLIC_LOOKUPS = re.compile(r"\b(Track|Question|Section)\.objects")


def source_line(path, offence):
    number = int(offence.split(":")[1].split()[0])
    return path.read_text().splitlines()[number - 1]


@pytest.mark.parametrize("path", SOURCES, ids=label)
def test_no_module_outgrows_its_readers(path):
    lines = len(path.read_text().splitlines())
    assert lines <= MAX_LINES, f"{label(path)} has {lines} lines: split it by object"


@pytest.mark.parametrize("path", TEMPLATES, ids=label)
def test_no_template_outgrows_its_readers(path):
    lines = len(path.read_text().splitlines())
    assert lines <= MAX_TEMPLATE_LINES, f"{label(path)} has {lines} lines: move a part out"


def translated_in_f_string(source):
    """The lines where a text is translated inside an f-string: the catalogue's tools find none there."""
    return [
        call.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.JoinedStr)
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and (call.func.id == "_" or "gettext" in call.func.id)
    ]


def test_no_text_is_translated_where_the_catalogue_cannot_find_it():
    found = [
        f"{label(path)}:{n}" for path in SOURCES for n in translated_in_f_string(path.read_text())
    ]
    assert found == []
    assert translated_in_f_string("x = f\"{_('Tisch')} {n}\"") == [1]


def test_no_module_has_a_name_that_says_nothing():
    # Django looks for a database's wrapper in a module of this name.
    django_s = {"hub/core/postgresql/base.py"}
    named = {label(path) for path in SOURCES if path.stem in FORBIDDEN_NAMES}
    assert named - django_s == set()


def test_every_mail_has_both_languages_and_a_subject():
    texts = {
        path for path in (ROOT / "templates" / "mail").rglob("*.txt") if path.parent.name != "mail"
    }
    for path in texts:
        other = {"de": "en", "en": "de"}[path.suffixes[-2].strip(".")]
        assert path.with_name(path.name.replace(path.suffixes[-2], f".{other}")) in texts
        subject, blank = path.read_text().splitlines()[:2]
        assert subject.strip()
        assert blank == ""


def named(module):
    return {name: value for name, value in vars(module).items() if isinstance(value, Transition)}


def transitions():
    return named(states)


def lifecycles(module):
    kinds = [value for value in vars(module).values() if isinstance(value, type)]
    return [
        kind for kind in kinds if hasattr(kind, "choices") and kind.__module__ == module.__name__
    ]


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (module, name)
        for module in (states, partner_states, event_states)
        for name in named(module)
    ],
)
def test_every_transition_leads_from_states_to_a_state_of_one_lifecycle(module, name):
    transition = named(module)[name]
    homes = [kind for kind in lifecycles(module) if transition.target in kind.values]
    assert any(set(transition.sources) <= set(kind.values) for kind in homes)


def test_every_state_of_an_application_can_be_reached():
    reached = {states.ApplicationState.DRAFT}
    for _round in states.ApplicationState:
        reached |= {
            move.target
            for move in transitions().values()
            if move.target in states.ApplicationState.values and set(move.sources) & reached
        }
    assert reached == set(states.ApplicationState)


def test_every_template_is_used():
    sources = "\n".join(path.read_text() for path in [*SOURCES, *TEMPLATES])
    sources += (ROOT / "hub" / "core" / "guard.py").read_text()
    known_to_django = re.compile(
        r"^(\d{3}\.html|admin/|account/|mfa/|usersessions/|allauth/|django/)"
    )
    unused = [
        name
        for path in TEMPLATES
        if not known_to_django.match(name := str(path.relative_to(ROOT / "templates")))
        and f'"{name}"' not in sources
        and f"'{name}'" not in sources
    ]
    assert unused == []


def test_only_moves_change_the_state_of_an_application():
    """The bench makes rows to measure by, thousands at once; nobody's application is among them."""
    writes = re.compile(r"\bapplication\.state = ")
    portal = [path for path in SOURCES if "bench" not in path.parts]
    places = [label(path) for path in portal if writes.search(path.read_text())]
    assert places == ["startups/services/moves.py"]


def test_only_moves_change_the_state_of_a_pilot():
    writes = re.compile(r"\bpilot\.state = ")
    places = [label(path) for path in SOURCES if writes.search(path.read_text())]
    assert places == ["partners/services/pilots.py"]
