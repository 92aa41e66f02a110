"""Nonsense is answered with a page of ours and a 4xx, on every address, for every role.

FUZZ_REQUESTS and FUZZ_SEED make it longer or other; the default is what each run does.
"""

import os
import random
import traceback
from collections import Counter
from functools import partial

import pytest
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.test import Client

from tests.web import addresses, hostile, world

pytestmark = pytest.mark.django_db(transaction=True)

REQUESTS = int(os.environ.get("FUZZ_REQUESTS", "3000"))
SEED = int(os.environ.get("FUZZ_SEED", "2026"))
# Says 503 by design while no clock ticks.
MAY_BE_DOWN = {"health-ready"}


class Watch:
    """The last exception that Django turned into a 500, with where it came from."""

    def __init__(self):
        self.last = ""
        got_request_exception.connect(self.note)

    def note(self, sender, **kwargs):
        self.last = traceback.format_exc()

    def where(self):
        """The exception and the innermost line of it, to group by."""
        lines = self.last.strip().splitlines()
        frames = [line.strip() for line in lines if line.lstrip().startswith("File ")]
        return f"{lines[-1][:160] if lines else '?'} @ {frames[-1][-90:] if frames else '?'}"


@pytest.fixture
def hub(settings):
    settings.STAFF_SECOND_FACTOR = False
    return world.build()


def send(client, request):
    """One request as it stands, whatever the test client would have made of it."""
    extra = {"QUERY_STRING": request.query, **request.headers}
    return client.generic(
        request.method,
        request.path,
        request.body,
        content_type=request.content_type or "application/octet-stream",
        **extra,
    )


def study(attacker, hub, every, clients):
    """Look at all pages once, to learn their forms."""
    for address in every:
        for role in ("founder", "lead", "superuser", "visitor"):
            page = clients[role].get(address.path(hub.own.values(address)))
            if page.status_code == 200 and not page.streaming:
                attacker.learn(address, page.content.decode("utf-8", "replace"))


def test_no_nonsense_breaks_any_page(hub):
    every = addresses.every()
    clients = hub.clients()
    attacker = hostile.Attacker(SEED)
    attacker.values += [str(hub.foreign.application.uuid), str(hub.own.question.uuid)]
    with transaction.atomic():
        study(attacker, hub, every, clients)
        transaction.set_rollback(True)
    clients = hub.clients()
    watch = Watch()
    failures, statuses = {}, Counter()
    for number in range(REQUESTS):
        address = every[number % len(every)]
        role = attacker.random.choice(world.EVERYBODY)
        side = attacker.random.choice([hub.own, hub.foreign])
        request = attacker.request(address, side.values(address))
        request = attacker.filled(request, address)
        watch.last = ""
        response = world.undone(clients[role], partial(send, request=request))
        statuses[response.status_code] += 1
        if response.status_code >= 500 and address.name not in MAY_BE_DOWN:
            failures.setdefault(watch.where(), []).append((number, role, address.name, request))
    assert not failures, report(failures)
    # Enough of it got past the guard and the login to have tried something.
    assert statuses[200] + statuses[302] >= REQUESTS / 5, statuses
    assert connection.is_usable()


def report(failures):
    """Each kind of failure once, with a request that shows it."""
    text = []
    for where, cases in sorted(failures.items(), key=lambda item: -len(item[1])):
        number, role, name, request = min(cases, key=lambda case: len(repr(case[3])))
        text.append(
            f"{len(cases)} × {where}\n    no. {number} as {role} on {name}: {request!r:.900}"
        )
    return f"{len(failures)} kinds of failure\n" + "\n".join(text)


@pytest.mark.parametrize("path", ["/%00", "/en/%ED%A0%80/", "/?q=%00", "/en/?%00=1"])
def test_nul_and_surrogates_in_the_address_are_refused_with_a_page(path, hub):
    response = Client(raise_request_exception=False).get(path)
    assert response.status_code in {400, 404}
    assert b"<h1>" in response.content


# The admin's own machinery, which the stock stack breaks in eighteen ways

LIST_QUERIES = hostile.words("""
year=abc year=99999999999999 month=13 p=abc p=-1 p=99999999999999999999 o=abc o=-999.1.x o=1.2.3
e=1 all=1 q=%27%5C q=%C3%A4%F0%9F%9A%80 id__in=abc id__exact=99999999999999999999999 pk__exact=
email__regex=( name__contains=%5C slug__regex=%5B state__exact=nowhere role=nobody batch=abc
track=99999999999999999999 track__id__exact=x is_active__exact=2 created_at__year=99999999999
created_at__gte=2026-02-30 created_at__isnull=maybe ended_at__isempty=x _popup=1 _to_field=password
_to_field=nothing_at_all grants__person__password__startswith=a x__y__z=1 %00=1
""")
FIELD_VALUES = ["abc", "9" * 30, str(2**63), "1.5", "2026-02-30", "ä" * 5_000, "[", "-1"]
SINGLE_FIELDS = 12
SELECTIONS = ["abc", "", "-1", "9" * 30, "1.5", "²"]


def broken_by(client, requests):
    """Which of the requests end in a 5xx, each with its cause."""
    watch, broken = Watch(), []
    for method, path, data in requests:
        watch.last = ""
        response = world.undone(client, lambda c, m=method, p=path, d=data: getattr(c, m)(p, d))
        if response.status_code >= 500:
            broken.append(f"{method} {path} {str(data)[:200]}: {watch.where()}")
    return broken


def pages_of(hub, ending):
    return [
        address.path(hub.own.values(address))
        for address in addresses.every()
        if address.is_admin and address.name.endswith(ending)
    ]


def fields_of(client, path):
    """The form of a page as a browser would send it."""
    parser = hostile.Fields()
    parser.feed(client.get(path).content.decode())
    return {name: sorted(values) for name, values in parser.found.items()}


def test_no_query_breaks_a_list_of_the_admin(hub):
    lists = pages_of(hub, "_changelist")
    assert len(lists) > 5
    requests = [("get", f"{path}?{query}", {}) for path in lists for query in LIST_QUERIES]
    assert not broken_by(hub.client("superuser"), requests)


def test_no_selection_breaks_an_action_of_the_admin(hub):
    client, requests = hub.client("superuser"), []
    for path in pages_of(hub, "_changelist"):
        for action in fields_of(client, path).get("action", []):
            for chosen in SELECTIONS:
                data = {"action": action, "_selected_action": chosen, "index": "0"}
                requests += [("post", path, data), ("post", path, data | {"post": "yes"})]
    assert requests
    assert not broken_by(client, requests)


def test_no_value_breaks_a_form_of_the_admin(hub):
    """All fields at once, then single ones in an honest form: so the others get past the form."""
    client, requests, draw = hub.client("superuser"), [], random.Random(SEED)
    for path in [*pages_of(hub, "_add"), *pages_of(hub, "_change")]:
        honest = {name: values[-1] for name, values in fields_of(client, path).items()}
        management = {k: v for k, v in honest.items() if k.endswith("_FORMS")}
        forms = [dict.fromkeys(honest, "abc")]
        forms += [dict.fromkeys(honest, value) | management for value in FIELD_VALUES]
        chosen = draw.sample(sorted(honest), min(SINGLE_FIELDS, len(honest)))
        forms += [honest | {name: draw.choice(FIELD_VALUES)} for name in chosen]
        requests += [("post", path, form) for form in forms]
    assert not broken_by(client, requests)


def test_the_admins_suggestions_break_on_nothing(hub):
    requests = []
    for app, model, field in [
        ("startups", "application", "track"),
        ("startups", "conflict", "person"),
        ("startups", "conflict", "application"),
        ("hub", "user", "email"),
        ("hub", "nothing", "x"),
        ("nothing", "user", "x"),
        ("startups", "application", "nothing"),
    ]:
        for rest in (
            "",
            "&term=%27",
            "&term=%5C&page=abc",
            "&page=99999999999999999999",
            "&term=" + "x" * 3_000,
        ):
            query = f"app_label={app}&model_name={model}&field_name={field}{rest}"
            requests.append(("get", f"/admin/autocomplete/?{query}", {}))
    assert not broken_by(hub.client("superuser"), requests)
