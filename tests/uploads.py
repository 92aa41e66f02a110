"""Sending files in tests: by request and by service."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from startups.models import StartupMember
from startups.services import files
from tests import pdfs
from tests.factories.hub import founder

JSON = {"headers": {"accept": "application/json"}}


def on_disk(root):
    return [path for path in root.rglob("*") if path.is_file()]


def address(application, asked):
    return reverse("startups:file-upload", args=[application.uuid, asked.uuid])


def pdf(data=None, name="deck.pdf", kind="application/pdf"):
    return SimpleUploadedFile(name, pdfs.clean() if data is None else data, kind)


def send(client, application, asked, file):
    return client.post(address(application, asked), {"file": file}, **JSON)


def fetch(client, address):
    """An answer read to its end, as a browser does: the file behind it is closed."""
    response = client.get(address)
    if response.streaming:
        response.content_read = b"".join(response.streaming_content)
    return response


def attach(application, asked, data=None, name="deck.pdf"):
    return files.attach(
        application.uuid, question=asked, upload=pdf(data, name), by=application.started_by
    )


def member(application, level):
    person = founder()
    StartupMember.objects.create(startup=application.startup, person=person, level=level)
    return person
