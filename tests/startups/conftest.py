"""What the tests of uploads and lists share: a folder of their own, a form that asks for a file, tracks."""

import pytest

from tests.factories.hub import track
from tests.factories.startups import ApplicationFactory, batch_with_form


@pytest.fixture
def uploads(settings, tmp_path):
    """A folder of the test's own, so that what is left over can be counted."""
    root = tmp_path / "uploads"
    storage = settings.STORAGES["default"]
    options = {**storage["OPTIONS"], "location": root}
    settings.STORAGES = {**settings.STORAGES, "default": {**storage, "OPTIONS": options}}
    settings.UPLOAD_ROOT = root
    settings.STAFF_SECOND_FACTOR = False
    return root


@pytest.fixture
def application(db):
    return ApplicationFactory(batch=batch_with_form())


@pytest.fixture
def deck(application):
    return application.batch.sections.get(slug="documents").questions.get()


@pytest.fixture
def without_second_factor(settings):
    """For tests of what staff do: the second factor has tests of its own."""
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture
def tracks(db):
    return [track(slug) for slug in ("energy", "smart-city", "ehealth")]
