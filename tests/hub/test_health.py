"""Each part broken in turn: the right answer each time, and no secret in it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from hub.mail.models import Email, Heartbeat
from hub.portal import health

READY = "/health/ready"


@pytest.fixture
def healthy(db, empty_broker, settings):
    Heartbeat.objects.create(name="clock", at=timezone.now())


def checks(client):
    response = client.get(READY)
    return response.status_code, response.json()["checks"]


def failing(client):
    status, found = checks(client)
    return status, {name for name, result in found.items() if not result["ok"]}


def test_all_well_is_200_for_anybody(client, healthy):
    assert failing(client) == (200, set())
    assert client.get(READY).headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_live_needs_no_database(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        response = client.get("/health/live")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_a_mail_that_waits_too_long_is_seen(client, healthy):
    due = timezone.now() - timedelta(minutes=11)
    mail = Email.objects.create(
        kind="x", to="a@example.org", language="de", message_id="<1@x>", next_attempt_at=due
    )
    assert failing(client) == (503, {"mail"})
    Email.objects.filter(pk=mail.pk).update(state="held")
    assert failing(client) == (200, set())


def test_a_clock_that_stood_still_is_seen(client, healthy):
    Heartbeat.objects.update(at=timezone.now() - timedelta(minutes=6))
    assert failing(client) == (503, {"beat"})


def test_a_clock_that_never_ticked_is_seen(client, healthy):
    Heartbeat.objects.all().delete()
    assert failing(client) == (503, {"beat"})


def test_a_lost_broker_is_seen_and_its_address_is_not_told(client, healthy, settings):
    settings.CELERY_BROKER_URL = "redis://:hunter2@127.0.0.1:1/0"
    response = client.get(READY)
    assert response.status_code == 503
    assert response.json()["checks"]["broker"] == {"ok": False, "note": "no answer"}
    assert "hunter2" not in response.content.decode()


def test_a_full_disk_is_seen(client, healthy, settings):
    settings.UPLOAD_MIN_FREE_BYTES = 2**60
    assert failing(client) == (503, {"disk"})


def test_migrations_that_wait_are_seen(client, healthy):
    health._migrated.clear()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'partners'")
    status, found = failing(client)
    assert status == 503
    assert "migrations" in found
    health._migrated.clear()


def test_a_lost_database_is_503_and_still_json(client, healthy, monkeypatch):
    def refuse(*args, **kwargs):
        raise OSError("could not connect to host db.internal as hub")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", refuse)
        response = client.get(READY)
    assert response.status_code == 503
    assert not response.json()["checks"]["database"]["ok"]
    assert "db.internal" not in response.content.decode()
