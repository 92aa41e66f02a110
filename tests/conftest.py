"""What every test may ask for: the browser, mail that really arrives, processes that really run."""

import gc
import socket

import pytest
from django.core.cache import cache
from django.test import TransactionTestCase
from django.utils import translation

from hub.core import pagecache
from hub.local import browser as local_browser
from hub.local import services, valkey
from startups.queries import facets, form_plan
from tests import celery_workers, migrated
from tests.smtp_sink import SmtpSink

LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(autouse=True, scope="session")
def nothing_leaves_this_machine():
    """A test that reaches for the network fails, on every machine alike."""
    connect = socket.socket.connect

    def guarded(sock, address):
        if sock.family != socket.AF_UNIX and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"A test tried to reach {address[0]}")
        return connect(sock, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


TRANSACTIONAL = {"transactional_db", "live_server", "celery_worker", "celery_beat"}


def is_transactional(item):
    marker = item.get_closest_marker("django_db")
    by_marker = marker is not None and marker.kwargs.get("transaction", False)
    return by_marker or not TRANSACTIONAL.isdisjoint(item.fixturenames)


# Started first among their kind, so that no process is left alone with one of them at the end.
LONG = ("tests/test_fuzz.py", "tests/hub/test_mail_chaos.py", "tests/browser/test_axe.py")


def is_long(item):
    return item.nodeid.startswith(LONG)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Tests that commit come last, as if they could leave something behind.

    Last word here, because pytest moves all tests that need a browser to the front.
    """
    items.sort(key=lambda item: (is_transactional(item), not is_long(item)))


def pytest_collection_finish():
    """What is loaded by now stays, so the collector of garbage need not go through it again and again.

    It took a fifth of the time of tests that only ask for pages.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20)


@pytest.fixture(scope="session")
def migrated_rows(django_db_setup, django_db_blocker):
    """What the migrations wrote is given back after each test that commits."""
    with django_db_blocker.unblock():
        migrated.keep()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", migrated.give_back)
        yield


@pytest.fixture(autouse=True)
def committed_tests_start_afresh(request):
    """With the migrations' rows, and no counters: the cache is a table that no model owns."""
    if not is_transactional(request.node):
        yield
        return
    request.getfixturevalue("migrated_rows")
    request.getfixturevalue("transactional_db")
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def no_page_is_kept_from_the_last_test():
    """Factories do not say that something public has changed."""
    pagecache.forget_all()
    form_plan.forget_all()
    facets.forget_all()


@pytest.fixture(autouse=True)
def every_test_starts_in_german():
    """A request for an English page leaves English active in the thread."""
    translation.activate("de")


@pytest.fixture
def as_user(client):
    """Log a user in and hand back the client: `as_user(partner).get(url)`."""

    def log_in(user):
        client.force_login(user)
        return client

    return log_in


# A browser for each process, a fresh context for each test


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {
        **browser_type_launch_args,
        "executable_path": local_browser.find(),
        # With a camera that shows a test picture, for pages that ask for one.
        "args": [*local_browser.flags(), "--use-fake-device-for-media-stream"],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "de-DE", "timezone_id": "Europe/Berlin"}


# Mail and background work


@pytest.fixture
def smtp_sink(settings):
    """A mail server that keeps what it gets; mail sent in this process goes there too."""
    sink = SmtpSink()
    sink.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    yield sink
    sink.stop()


@pytest.fixture
def empty_broker(settings):
    """No message of an earlier test waits for the worker of this one."""
    import redis

    path, _, number = settings.CELERY_BROKER_URL.partition("?virtual_host=")
    client = redis.Redis(unix_socket_path=path.partition("://")[2], db=int(number))
    client.flushdb()
    return client


@pytest.fixture
def celery_worker(transactional_db, smtp_sink, empty_broker):
    """Start a real worker: `celery_worker("mail")`. It is stopped after the test."""
    started = []

    def start(queue="mail", **overrides):
        overrides.setdefault("email_url", smtp_sink.url)
        started.append(celery_workers.worker(queue, **overrides))
        return started[-1]

    yield start
    for process in started:
        process.kill()


@pytest.fixture
def celery_beat(transactional_db, empty_broker, tmp_path):
    """Start a real scheduler: `celery_beat()`. It is stopped after the test."""
    started = []

    def start(**overrides):
        started.append(celery_workers.beat(tmp_path, **overrides))
        return started[-1]

    yield start
    for process in started:
        process.kill()


class Broker:
    """A Valkey of one test's own, to be stopped and started at will."""

    def __init__(self, place):
        self.place = place
        self.url = place.redis_url()

    def start(self):
        valkey.start(self.place, services.binaries.find().valkey)

    def stop(self):
        valkey.stop(self.place)


@pytest.fixture
def own_broker():
    """A broker that the test may take down: `own_broker.stop()`, `.start()`, `.url`."""
    with services.temporary() as place:
        yield Broker(place)


@pytest.fixture
def own_servers():
    """A PostgreSQL and a Valkey that the test may shoot: paths and addresses of both."""
    with services.temporary() as place:
        yield place
