"""pytest plugin: real PostgreSQL and Valkey for one test run, apart from everything else.

Loaded with `-p`, because pytest-django reads the settings before any conftest is imported.
"""

import atexit
import contextlib
import os

import pytest

from hub.local import messages, services

_servers = contextlib.ExitStack()
# Valkey has sixteen numbered databases; a process of pytest-xdist takes the one of its number.
BROKERS = 16


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config, parser, args):
    os.environ["HUB_LOCAL"] = "1"
    os.environ.pop("HUB_DEMO", None)
    # Playwright keeps an event loop in the test's thread, which Django takes for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    if "HUB_TEST_SERVERS" not in os.environ:
        messages.compile_stale()
        _start()
    place = os.environ["HUB_TEST_SERVERS"]
    os.environ["REDIS_URL"] = f"redis+socket://{place}/s/valkey.sock?virtual_host={_number()}"
    return (yield)


def _start():
    # Not pytest_unconfigure: nobody calls it when the settings or a model fail to load.
    atexit.register(_servers.close)
    place = _servers.enter_context(services.temporary())
    os.environ["HUB_TEST_SERVERS"] = str(place.state)
    os.environ["DATABASE_URL"] = place.database_url()


def _number():
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    return int(worker.removeprefix("gw")) % BROKERS
