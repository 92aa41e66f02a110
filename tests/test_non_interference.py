"""Two hubs that differ only in what somebody may not see give that somebody the same bytes.

Every page without parameters and every page of one's own things is asked, lists also with searches,
filters, orders and pages; before and after each secret of tests/web/secrets.py came about.
"""

import re
from http import HTTPStatus

import pytest
from django.core.cache import cache
from django.db import transaction

from hub.core import pagecache
from startups.queries import facets, form_plan
from tests.web import addresses, secrets, world

pytestmark = pytest.mark.django_db

LEAST_PAIRS = 1_000
# A request's own: the token of a form, its key against a double click, the moment of the request.
PASSING = re.compile(
    rb'name="(csrfmiddlewaretoken|uuid|key)" value="[^"]+"'
    rb"|<updated>[^<]+</updated>|\"generated_at\": \"[^\"]+\"|(?<=nonce-)[\w+/=-]+|nonce=\"[^\"]+\""
)
HEADERS = ("Content-Type", "Location", "Link", "Content-Disposition", "Cache-Control")
# Somebody else's business, or a new answer to each asking: a secret key, a file that names its
# moment (the figures of the report are those of its page).
LEFT_OUT = (
    "admin/",
    "accounts/",
    "en/",
    "health/",
    "account/data/export/",
    "partner/together/report.pdf",
    # Whoever has this address is whom it was sent to.
    "events/registration/",
)
QUERIES = {
    "startups/": (
        f"q={secrets.WORD}",
        "q=Startup&sort=new",
        "q=Schweigsam",
        "stage=growth",
        "seeks=capital&seeks=mentor",
        "region=abroad",
        "team=11-25",
        "hiring=yes",
        "track=energy&sort=name",
        "page=2",
    ),
    "competence-centre/": (f"q={secrets.WORD}", "track=energy", "kind=chair"),
}
# For the others a list is what it is for these.
SEARCHERS = {"visitor", "founder", "partner"}
LIKE_STARTUPS = ("startups.json", "startups/feed.atom", "partner/startups/")


@pytest.fixture
def hub(settings):
    settings.STAFF_SECOND_FACTOR = False
    built = world.build()
    secrets.stage(built)
    return built


def paths(hub, role):
    """What somebody in that role asks for."""
    found = []
    for address in addresses.every():
        if not address.route.startswith(LEFT_OUT):
            path = address.path(hub.own.values(address))
            found += with_queries(path, address.route) if role in SEARCHERS else [path]
    if role in {"visitor", "partner"}:
        found += with_queries("/en/startups/", "startups/")
    return [*found, "/startups/silent-startup/", "/partner/startups/silent-startup/"]


def with_queries(path, route):
    alike = "startups/" if route in LIKE_STARTUPS else route
    return [path, *(f"{path}?{query}" for query in QUERIES.get(alike, ()))]


def forget_everything_kept():
    cache.clear()
    pagecache.forget_all()
    form_plan.forget_all()
    facets.forget_all()


def seen(client, path):
    """All that a browser gets: status, headers and body without what passes."""
    forget_everything_kept()
    response = world.undone(client, lambda c: c.get(path))
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = {name: response.get(name) for name in HEADERS}
    return response.status_code, headers, PASSING.sub(b"", body)


def everything_seen(hub, clients, roles):
    return {(role, path): seen(clients[role], path) for role in roles for path in paths(hub, role)}


def after(hub, clients, secret, asked):
    """What those who may not know get for what they `asked`, once the secret is true."""
    with transaction.atomic():
        secret.change(hub)
        found = {
            (role, path): seen(clients[role], path)
            for role, path in asked
            if role in secret.kept_from
        }
        transaction.set_rollback(True)
    return found


def test_nobody_notices_what_they_may_not_see(hub):
    clients = hub.clients()
    before = everything_seen(hub, clients, secrets.READERS)
    again = everything_seen(hub, clients, ["founder"])
    assert [asked for asked in again if again[asked] != before[asked]] == [], "stable by itself"
    noticed, pairs = [], 0
    there = [asked for asked, (status, *_rest) in before.items() if status == HTTPStatus.OK]
    for secret in secrets.SECRETS:
        for asked, answer in after(hub, clients, secret, there).items():
            pairs += 1
            if answer != before[asked]:
                noticed.append(f"{secret}: {asked[0]} notices at {asked[1]}")
    assert not noticed, "\n" + "\n".join(noticed)
    assert pairs >= LEAST_PAIRS


def test_who_may_know_does_notice(hub):
    """Else the comparison above would be blind."""
    clients = hub.clients()
    before = everything_seen(hub, clients, ["partner"])
    for secret in secrets.SECRETS:
        if "partner" not in secret.known_to:
            continue
        with transaction.atomic():
            secret.change(hub)
            pages = (path for role, path in before if role == "partner")
            assert any(
                seen(clients["partner"], path) != before["partner", path] for path in pages
            ), secret
            transaction.set_rollback(True)
