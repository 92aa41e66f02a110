"""Every address × every role × own and foreign things, against tests/access_table.py.

An address without a row fails; so does a row without an address. The failure names each row as it
is now, to be read before it is taken over.
"""

import ast
import re
from fnmatch import fnmatchcase
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests import access_table
from tests.factories.hub import UserFactory
from tests.web import addresses, hostile, world

pytestmark = pytest.mark.django_db

SIGNS = {
    200: ".",
    400: "b",
    403: "f",
    404: "-",
    405: "m",
    409: "c",
    410: "g",
    422: "u",
    # The health page says so while no clock ticks.
    503: ".",
}
FORM = "application/x-www-form-urlencoded"
LOGIN_PAGES = ("/accounts/login/", "/en/accounts/login/", "/admin/login/", "/en/admin/login/")


@pytest.fixture
def hub(settings):
    settings.STAFF_SECOND_FACTOR = False
    return world.build()


def sign(response):
    """One letter for what an answer means; the table's head explains them."""
    if response.status_code in {301, 302}:
        return "l" if urlsplit(response["Location"]).path in LOGIN_PAGES else ">"
    return SIGNS.get(response.status_code, "?")


def ask(client, address, side, method="GET", language="de"):
    """What somebody gets who asks for an address that leads to one side's things."""
    path = address.path(side.values(address), language)
    return sign(world.undone(client, lambda c: c.generic(method, path, content_type=FORM)))


def row(hub, clients, address, method):
    """The founder's own things for everybody, and somebody else's for the founder."""
    cells = [ask(clients[role], address, hub.own, method) for role in world.EVERYBODY]
    cells.insert(2, ask(clients["founder"], address, hub.foreign, method))
    return "".join(cells)


def expected(address):
    """The row of an address: its own, or that of the first pattern that fits."""
    if address.name in access_table.ROWS:
        return access_table.ROWS[address.name]
    for pattern, cells in access_table.PATTERNS.items():
        if fnmatchcase(address.name, pattern):
            return cells
    return None


def test_every_address_has_a_row_and_every_row_an_address():
    every = addresses.every()
    names = {address.name for address in every}

    assert not [address for address in every if expected(address) is None]
    assert not access_table.ROWS.keys() - names
    assert not [p for p in access_table.PATTERNS if not any(fnmatchcase(n, p) for n in names)]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_everybody_gets_what_the_table_says(hub, method):
    column = 0 if method == "GET" else 1
    clients, wrong = hub.clients(), []
    for address in addresses.every():
        cells = row(hub, clients, address, method)
        wanted = expected(address)
        if wanted is None or cells != wanted[column]:
            wrong.append(f"{address.name}: {cells}, the table says {wanted and wanted[column]}")
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    ("role", "starts"), [("partner", ("partner/",)), ("scientist", ("science/", "transfer-"))]
)
def test_what_belongs_to_another_organisation_is_not_there(hub, role, starts, method):
    client, wrong = hub.client(role), []
    for address in addresses.every():
        if address.route.startswith(starts) and "uuid" in address.parameters.values():
            found = ask(client, address, hub.foreign, method)
            if found not in "-m":
                wrong.append(f"{address.name}: {found}")
    assert not wrong, "\n" + "\n".join(wrong)


def test_the_english_pages_are_no_other_door(hub):
    clients, wrong = hub.clients(), []
    for address in addresses.every():
        if address.name in access_table.WITHOUT_LANGUAGE:
            continue
        for role, side, column in IN_ENGLISH:
            found = ask(clients[role], address, getattr(hub, side), language="en")
            if found != expected(address)[0][column]:
                wrong.append(f"{address.name} as {role}: {found}")
    assert not wrong, "\n" + "\n".join(wrong)


IN_ENGLISH = [
    ("visitor", "own", 0),
    ("founder", "own", 1),
    ("founder", "foreign", 2),
    ("staff", "own", 7),
]


def test_an_address_nobody_entered_in_the_table_is_noticed():
    assert expected(addresses.Address("startups:forgotten", "forgotten/")) is None


# Sent on to a page of ours, or nowhere

FOREIGN = hostile.words("""
https://evil.example https:evil.example http:///evil.example //evil.example ///evil.example
////evil.example /\\evil.example \\/evil.example \\\\evil.example /\\/evil.example
https:\\\\evil.example //evil.example/%2f.. /%09/evil.example /%5cevil.example %2f%2fevil.example
javascript:alert(1) JaVaScRiPt:alert(1) data:text/html,x vbscript:x file:///etc/passwd
http://127.0.0.1@evil.example http://evil.example#testserver //testserver@evil.example
http://testserver.evil.example https://evil.example:443 ftp://evil.example evil.example
?next=//evil.example .evil.example mailto:a@evil.example
""")
NEXT = ["next", "redirect", "url", "return", "return_to", "redirect_to"]
WAYS_ON = [
    (path, method, role)
    for path in (
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/logout/",
        "/accounts/login/code/",
        "/admin/login/",
        "/accounts/reauthenticate/",
        "/accounts/2fa/reauthenticate/",
        "/dashboard/",
    )
    for method in ("get", "post")
    for role in (world.VISITOR, "founder")
]


def test_no_parameter_leads_out_of_the_portal(hub):
    clients, led_out = hub.clients(), []
    assert len(FOREIGN) >= 30
    for path, method, role in WAYS_ON:
        for target in FOREIGN:
            data = dict.fromkeys(NEXT, target)
            response = world.undone(
                clients[role], lambda c, m=method, p=path, d=data: getattr(c, m)(p, d)
            )
            if "evil.example" in hosts(response) or not is_ours(response):
                led_out.append((path, method, role, target, response["Location"]))
    assert not led_out


def hosts(response):
    return urlsplit(response.get("Location", "").replace("\\", "/")).netloc


def is_ours(response):
    target = response.get("Location", "")
    return not target or (target.startswith("/") and not target.startswith(("//", "/\\")))


def test_logging_in_leads_to_the_page_asked_for_but_not_to_a_foreign_one(client):
    person = UserFactory()
    person.set_password("a-quiet-harbour-in-may")
    person.save()
    form = {"login": person.email, "password": "a-quiet-harbour-in-may"}
    for target, wanted in [
        ("/account/data/", "/account/data/"),
        ("//evil.example", "/dashboard/"),
    ]:
        response = client.post("/accounts/login/", {**form, "next": target})
        assert response["Location"] == wanted
        client.logout()


# A form of another site changes nothing


def test_every_unsafe_request_needs_the_token_of_this_site(hub):
    passed = []
    for role in ("founder", "superuser"):
        client = hub.client(role, enforce_csrf_checks=True)
        for address in addresses.every():
            path = address.path(hub.own.values(address))
            for headers in ({}, {"HTTP_ORIGIN": "https://evil.example"}):
                response = world.undone(client, lambda c, p=path, h=headers: c.post(p, {}, **h))
                if response.status_code not in REFUSALS and address.name not in WITHOUT_TOKEN:
                    passed.append((address.name, role, response.status_code))
    assert not passed


REFUSALS = {403, 404, 405}
WITHOUT_TOKEN = {"portal:barrier-report", "portal:mail-stop"}


# What no code of ours may say

ROOT = Path(__file__).resolve().parent.parent
SOURCES = [
    path
    for package in ("hub", "startups", "partners", "events", "matchday")
    for path in (ROOT / package).rglob("*.py")
    if "migrations" not in path.parts
]
BANNED_NAMES = {"csrf_exempt", "mark_safe", "SafeString", "SafeText", "RawSQL", "eval", "exec"}
BANNED_IN_TEMPLATES = re.compile(
    r"\|\s*safe\b|\|\s*safeseq\b|autoescape\s+off|<script>|\son\w+=|\sstyle="
)


def banned_in(source):
    """Names used in the source that may not be."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name | ast.Attribute):
            name = node.id if isinstance(node, ast.Name) else node.attr
        elif isinstance(node, ast.alias):
            name = node.name
        else:
            continue
        if name in BANNED_NAMES:
            yield name


def test_no_code_gets_around_csrf_or_escaping():
    found = [(path.name, name) for path in SOURCES for name in banned_in(path.read_text())]
    assert set(found) == ALLOWED
    assert list(banned_in("from x import csrf_exempt\nmark_safe('')")) == [
        "csrf_exempt",
        "mark_safe",
    ]


# The form to report a barrier sets no cookie and does for a forged sender what it does for anybody.
# Mail programs end a kind of mail by one POST without a session: the secret in the link is the key.
# A name that a search has marked stays as safe as it was with a place to break in it.
# JSON for machines is escaped in a way of its own, which tests/partners/test_competence.py tries.
ALLOWED = {
    ("pages.py", "csrf_exempt"),
    ("mail_choices.py", "csrf_exempt"),
    ("json_ld.py", "SafeString"),
    ("markup.py", "SafeString"),
    ("portal.py", "SafeString"),
}


# What staff write in Markdown, cleaned when it is saved.
CLEANED = ("templates/portal/page.html", "autoescape off")


def test_no_template_gets_around_escaping_or_the_content_policy():
    templates = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.txt")]
    found = [
        (str(path.relative_to(ROOT)), match[0])
        for path in templates
        for match in BANNED_IN_TEMPLATES.finditer(path.read_text())
    ]
    assert found == [CLEANED]
    assert BANNED_IN_TEMPLATES.search("{{ x|safe }}")
