"""Everything that is due by the clock. A job computes what is due from the database, so a minute
missed or run twice does no harm; it takes `now`, and one that fails does not stop the others."""

import logging
from datetime import datetime
from typing import Protocol

from events.services import endings, events, feedback, registrations, seats
from hub.accounts import addresses
from hub.accounts import services as accounts
from hub.mail import heartbeats, reminders, retention
from hub.portal import weekly
from hub.programme import barriers
from hub.reports.services import figure_files, partner_mails, proofs
from hub.sheets import services as sheets
from partners.services import (
    challenge_clock,
    challenges,
    conflicts,
    introduction_clock,
    searches,
)
from startups.services import batches, files, offers, visits

logger = logging.getLogger(__name__)


class Job(Protocol):
    def __call__(self, *, now: datetime) -> object: ...


JOBS: list[tuple[str, Job]] = [
    ("open and close batches", batches.follow_clock),
    ("find conflicts of interest", conflicts.find),
    ("close challenges", challenges.close_due),
    ("tell who waits for a choice", challenge_clock.tell_of_delays),
    ("publish events", events.publish_due),
    ("close events that are over", events.finish_due),
    ("end waiting lists of what has begun", endings.end_lines_due),
    ("note who did not come", endings.miss_due),
    ("ask what an event was like", feedback.ask_due),
    ("show the last answers to it", feedback.settle_due),
    ("let offers of seats run out", seats.expire_due),
    ("forget registrations nobody confirmed", registrations.forget_unconfirmed),
    ("let offers run out", offers.expire_due),
    ("ask the virus scanner", files.scan_waiting),
    ("sweep the uploads", files.sweep_hourly),
    ("follow introductions", introduction_clock.follow),
    ("remind", reminders.send_due),
    ("forget old reminders", reminders.forget_old),
    ("empty the text of old mails", retention.blank_old_bodies),
    ("remove accounts nobody confirmed", accounts.remove_unconfirmed),
    ("forget old changes of address", addresses.forget_old),
    ("tell of what is new for saved searches", searches.send_due),
    ("tell the hub team about its week", weekly.send_due),
    ("tell partners about their month", partner_mails.send_due),
    ("tell of files nobody fetched", figure_files.tell_of_unfetched),
    ("forget files of figures", figure_files.forget_old),
    ("forget who opened profiles a year ago", visits.forget_old),
    ("forget who came once nobody has to prove it", proofs.forget_participants),
    ("forget barriers that were answered a year ago", barriers.forget_old),
    ("forget lists nobody confirmed", sheets.sweep),
]


def run_due(now: datetime) -> None:
    """Run all jobs once."""
    heartbeats.note(heartbeats.CLOCK)
    for name, job in JOBS:
        try:
            job(now=now)
        except Exception:
            logger.exception("a job of the clock failed: %s", name)
