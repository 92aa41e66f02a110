from datetime import timedelta

import pytest
from django.utils import timezone

from hub.mail import heartbeats
from hub.mail.models import Email, EmailState
from hub.portal import clock, tasks
from tests.factories.mail import EmailFactory

pytestmark = pytest.mark.django_db


def test_one_failing_job_does_not_stop_the_others(monkeypatch, caplog):
    ran = []

    def fail(*, now):
        raise RuntimeError("broken")

    jobs = [("broken one", fail), ("good one", lambda *, now: ran.append(now))]
    monkeypatch.setattr(clock, "JOBS", jobs)
    now = timezone.now()
    clock.run_due(now)

    assert ran == [now]
    assert "a job of the clock failed: broken one" in caplog.text


def test_each_tick_leaves_a_sign_of_life_and_does_the_real_jobs(caplog):
    old = EmailFactory(state=EmailState.SENT, sent_at=timezone.now())
    Email.objects.update(created_at=timezone.now() - timedelta(days=31))
    tasks.tick()

    old.refresh_from_db()
    assert old.body == ""
    assert heartbeats.age(heartbeats.CLOCK, now=timezone.now()) < timedelta(seconds=10)
    assert "failed" not in caplog.text
