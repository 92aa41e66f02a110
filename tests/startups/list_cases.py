"""What the tests of lists share: a list planned, read in, and what is wrong with it."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile

from hub.sheets import services
from startups.services.lists import Startups
from tests.factories.hub import staff

IMPORT = "/admin/startups/startup/import/"


def planned(text, by=None):
    """The list of a text, and what it would do."""
    waiting = services.upload(Startups(), data=text.encode(), file_name="l.csv", by=by or staff())
    return waiting, services.preview(Startups(), waiting)


def read_in(text, by=None):
    person = by or staff()
    waiting, plan = planned(text, person)
    return services.confirm(Startups(), waiting, seen=plan.stamp, by=person)


def file(data, name="liste.csv"):
    return {"file": SimpleUploadedFile(name, data if isinstance(data, bytes) else data.encode())}


def seen(page):
    return re.search(r'name="seen" value="(\w+)"', page.content.decode())[1]
