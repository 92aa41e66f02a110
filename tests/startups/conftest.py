"""What the tests of startups share: a folder for uploads, a form that asks for a file, a team's profile."""

import pytest

from startups.models import ProfileChanges
from tests.factories.hub import founder, track
from tests.factories.startups import (
    ApplicationFactory,
    BatchFactory,
    StartupFactory,
    batch_with_form,
)


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


@pytest.fixture
def startup():
    """Of a class whose teams change their profiles at once."""
    batch = BatchFactory(profile_changes=ProfileChanges.AT_ONCE)
    return StartupFactory(
        name="Wärmepuls",
        slug="waermepuls",
        text="Wir finden Lecks.",
        seat="Leipzig",
        region="leipzig",
        batch=batch,
        owner=founder(),
        released_fields=["text", "seat"],
    )


@pytest.fixture
def owner(startup):
    return startup.members.get().person
