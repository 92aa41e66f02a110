"""A consent is taken back while partners read: what begins afterwards shows nothing."""

import time

import pytest
from django.test import Client
from django.urls import reverse

from hub.accounts import consents
from startups.models import PartnerProfile
from tests.factories.hub import founder
from tests.factories.partners import colleague
from tests.factories.startups import StartupFactory, deck_of
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)

FLIPS = 200
READERS = 4
NAME = "Klabautermann"
BOTH = (consents.PARTNERS_PROFILE, consents.PARTNERS_DECK)
FOUNDERS, READING = "founders", "reading"


def shows(client, path):
    """Whether an answer gives anything of the startup away, the file's bytes included."""
    response = client.get(path)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    # The list repeats what was searched for; nothing is searched for here.
    return response.status_code == 200 and (NAME.encode() in body or body.startswith(b"%PDF"))


class Flips:
    """One startup, its founders who change their minds, and partners who read all the while."""

    def __init__(self):
        self.person = founder()
        self.startup = StartupFactory(
            owner=self.person, name=NAME, slug="klabautermann", partner_fields=["text"], text=NAME
        )
        deck_of(self.startup)
        self.member = colleague()
        self.paths = [
            reverse("partners:startup-list"),
            reverse("partners:startup-detail", args=[self.startup.slug]),
            reverse("partners:startup-deck", args=[self.startup.slug]),
        ]
        self.closed = []  # from the commit of a withdrawal to before the next consent
        self.reads = []  # what was read, whether it showed anything, began and ended at
        self.is_over = False

    def act(self, part):
        self.change_minds() if part == FOUNDERS else self.read()

    def change_minds(self):
        try:
            for flip in range(FLIPS):
                given = {purpose.key for purpose in BOTH} if flip % 2 == 0 else set()
                if given and self.closed:
                    self.closed[-1][1] = time.monotonic()
                consents.set_given(
                    BOTH, given=given, person=self.person, subject=self.startup.uuid
                )
                if not given:
                    self.closed.append([time.monotonic(), float("inf")])
                self.wait_for_readers()
        finally:
            self.is_over = True

    def wait_for_readers(self):
        """Until somebody has read from beginning to end since."""
        enough, deadline = len(self.reads) + READERS + 1, time.monotonic() + 60
        while len(self.reads) < enough and time.monotonic() < deadline:
            time.sleep(0.001)

    def read(self):
        client = Client()
        client.force_login(self.member.person)
        while not self.is_over:
            for path in self.paths:
                began = time.monotonic()
                shown = shows(client, path)
                self.reads.append((path, shown, began, time.monotonic()))

    def was_closed(self, began, ended):
        """Whether partners were shut out all through a read."""
        return any(start <= began and ended <= end for start, end in self.closed)


def test_no_read_after_a_withdrawal_shows_anything():
    flips = Flips()
    at_once(flips.act, [FOUNDERS, *[READING] * READERS])

    shut_out = [read for read in flips.reads if flips.was_closed(*read[2:])]
    assert [path for path, shown, *_when in shut_out if shown] == []
    assert len(flips.closed) == FLIPS // 2
    assert len(shut_out) >= FLIPS // 2
    for path in flips.paths:
        assert any(shown for read, shown, *_when in flips.reads if read == path), f"{path}: blind"
    assert not PartnerProfile.objects.open().exists()
