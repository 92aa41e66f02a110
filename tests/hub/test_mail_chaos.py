"""The promise of the outbox, kept while processes are shot: real worker, beat, broker and SMTP."""

import os
import signal
import time
from collections import Counter

import pytest
from django.utils import timezone

from hub.mail.models import Email, EmailState
from tests.factories.mail import EmailFactory

pytestmark = [
    pytest.mark.chaos,
    pytest.mark.xdist_group("chaos"),
    pytest.mark.django_db(transaction=True),
]
PATIENCE = 150.0


def queue(count, *, first=0):
    """So many more mails; each test feeds them in as it goes, or a fast worker would be done first."""
    emails = EmailFactory.build_batch(count)
    for number, email in enumerate(emails, start=first):
        email.to = f"reader{number}@example.org"
    return Email.objects.bulk_create(emails)


def wait_until(met, *, patience=PATIENCE):
    deadline = time.monotonic() + patience
    while not met():
        assert time.monotonic() < deadline, Counter(Email.objects.values_list("state", flat=True))
        time.sleep(0.02)


def wait_for_some(sink, more):
    """Wait until `more` mails have arrived: some of the last ones are on their way."""
    mark = len(sink.deliveries) + more
    wait_until(lambda: len(sink.deliveries) >= mark)


def wait_until_nothing_waits():
    wait_until(lambda: not Email.objects.filter(state=EmailState.QUEUED).exists())


def arrivals(sink):
    """How often each mail arrived; a mail that came twice came under one Message-ID."""
    identities = {}
    for delivery in sink.deliveries:
        (address,) = delivery.recipients
        identities.setdefault(address, []).append(delivery.message["Message-ID"])
    for address, found in identities.items():
        assert len(set(found)) == 1, address
    return Counter({address: len(found) for address, found in identities.items()})


def doubles(sink):
    return sum(count - 1 for count in arrivals(sink).values())


def test_twenty_kills_lose_no_mail_and_double_one_each_at_most(
    smtp_sink, celery_worker, celery_beat
):
    celery_beat()
    worker = celery_worker("mail")
    for kill in range(20):
        queue(50, first=50 * kill)
        wait_for_some(smtp_sink, 10)
        if kill % 3:
            worker.kill_child()
        else:
            worker.kill()
            worker = celery_worker("mail")
    wait_until_nothing_waits()

    assert len(arrivals(smtp_sink)) == 1000
    assert doubles(smtp_sink) <= 20
    assert not Email.objects.exclude(state=EmailState.SENT).exists()
    assert Email.objects.filter(attempts__gt=1).count() <= 20


def test_orderly_restarts_double_nothing(smtp_sink, celery_worker, celery_beat):
    celery_beat()
    worker = celery_worker("mail")
    for restart in range(4):
        queue(75, first=75 * restart)
        wait_for_some(smtp_sink, 15)
        if restart % 2:
            # As systemd does it: the whole group hears of it, the process at work too.
            os.killpg(worker.process.pid, signal.SIGTERM)
        worker.stop()
        worker = celery_worker("mail")
    wait_until_nothing_waits()

    assert len(arrivals(smtp_sink)) == 300
    assert doubles(smtp_sink) == 0
    assert not Email.objects.filter(attempts__gt=1).exists()


def test_a_mail_server_that_comes_and_goes_costs_no_mail(smtp_sink, celery_worker, celery_beat):
    celery_beat()
    celery_worker("mail")
    for outage in range(3):
        queue(100, first=100 * outage)
        wait_for_some(smtp_sink, 20)
        smtp_sink.stop()
        time.sleep(3)
        smtp_sink.start()
    queue(100, first=300)
    Email.objects.filter(attempts=1, state=EmailState.QUEUED).update(
        next_attempt_at=timezone.now()
    )
    wait_until_nothing_waits()

    assert len(arrivals(smtp_sink)) == 400
    assert not Email.objects.filter(state=EmailState.DEAD).exists()
    assert doubles(smtp_sink) <= 3


def test_a_broker_that_comes_and_goes_costs_no_mail(
    smtp_sink, celery_worker, celery_beat, own_broker
):
    celery_beat(broker_url=own_broker.url)
    celery_worker("mail", broker_url=own_broker.url)
    for outage in range(2):
        queue(200, first=200 * outage)
        wait_for_some(smtp_sink, 40)
        own_broker.stop()
        time.sleep(3)
        own_broker.start()
    queue_more = EmailFactory(to="late@example.org")
    wait_until_nothing_waits()

    assert len(arrivals(smtp_sink)) == 401
    assert smtp_sink.to(queue_more.to)
    assert doubles(smtp_sink) == 0


def test_one_poisoned_mail_dies_alone(smtp_sink, celery_worker, celery_beat):
    poisoned = EmailFactory(subject="poison")
    queue(999)
    celery_beat()
    worker = celery_worker("mail", DJANGO_SETTINGS_MODULE="tests.hub.poison_settings")
    wait_until_nothing_waits()

    poisoned.refresh_from_db()
    assert (poisoned.state, poisoned.attempts) == (EmailState.DEAD, 5)
    assert len(arrivals(smtp_sink)) == 999
    assert doubles(smtp_sink) == 0
    assert worker.is_running
