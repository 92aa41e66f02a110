"""What the browser tests share: a portal whose mail really leaves, and people with browsers."""

from pathlib import Path

import pytest

from tests.browser.keyboard import Keys
from tests.browser.pages import Visit

PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
NO_SCRIPT = {"java_script_enabled": False}
# Each language on one kind of screen, with scripts and without: language, options of the browser.
WAYS = {
    "german-phone": ("de", PHONE),
    "english-desktop": ("en", DESKTOP),
    "german-phone-no-script": ("de", {**PHONE, **NO_SCRIPT}),
    "english-desktop-no-script": ("en", {**DESKTOP, **NO_SCRIPT}),
}
# Each language on the other kind of screen, for other journeys.
OTHER_WAYS = {
    "german-desktop": ("de", DESKTOP),
    "english-phone": ("en", PHONE),
    "german-desktop-no-script": ("de", {**DESKTOP, **NO_SCRIPT}),
    "english-phone-no-script": ("en", {**PHONE, **NO_SCRIPT}),
}
# Both of everything in two of them, where four would show no more.
TWO_WAYS = {name: WAYS[name] for name in ("german-phone-no-script", "english-desktop")}
OTHER_TWO_WAYS = {name: OTHER_WAYS[name] for name in ("german-desktop-no-script", "english-phone")}

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    """A browser test that failed runs once more; the summary names it, so that it is looked at.

    The moments at which Chromium draws, goes online or ends a page are not ours to order.
    """
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture
def origin(live_server, settings):
    """The address of the portal; links in mails lead there too."""
    settings.SITE_URL = live_server.url
    settings.STAFF_SECOND_FACTOR = False
    return live_server.url


@pytest.fixture
def visit(origin, new_context):
    """Open a browser: `visit("en", **PHONE)`; everybody has their own."""

    def open_browser(language="de", **options):
        return Visit(new_context(**options), origin, language)

    return open_browser


@pytest.fixture
def keys(visit):
    """Open a browser that is used by keyboard alone."""
    return lambda **options: Keys(visit(**options))


@pytest.fixture
def post_office(celery_worker, celery_beat, smtp_sink):
    """Beat and the mail worker run; what is queued arrives at the sink."""
    # Both start at once; only the worker is waited for, which takes longer.
    celery_beat(ready="")
    celery_worker("mail")
    return smtp_sink


@pytest.fixture
def back_office(celery_worker, celery_beat, smtp_sink):
    """Beat and a worker for everything run: mail arrives, what is ordered gets made."""
    celery_beat(ready="")
    celery_worker("mail,default")
    return smtp_sink
