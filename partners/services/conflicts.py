"""Conflicts of interest that the data know of: who reads applications and is tied to a startup.

Each source is one statement over everybody: it adds the rows whose cause is there and takes away
those whose cause is gone, but never touches what staff have overruled or what a person entered.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from hub.accounts.roles import OFFICE, Role
from partners.services.mail_providers import INVENTED, PUBLIC_MAIL
from partners.states import PILOT_CLOSED
from startups.models import ConflictSource

READERS = (*OFFICE, Role.REVIEWER, Role.MENTOR)
LASTS = timedelta(days=2 * 365)
# One finder at a time: two at once could wait for each other's rows.
LOCK_NUMBER = 7_303_001

# Each gives person, startup and what was found; `readers` and the values of `find` are at hand.
FACTS = {
    ConflictSource.MEMBERSHIP: """
        SELECT member.person_id, member.startup_id, ''
        FROM startups_startupmember AS member JOIN readers ON readers.id = member.person_id
        WHERE member.left_at IS NULL OR member.left_at >= %(since)s
    """,
    ConflictSource.DOMAIN: """
        SELECT readers.id, member.startup_id, readers.domain
        FROM readers
        JOIN hub_user AS colleague
            ON lower(substring(colleague.email FROM '@([^@]+)$')) COLLATE "C" = readers.domain
            AND colleague.id <> readers.id
        JOIN startups_startupmember AS member
            ON member.person_id = colleague.id AND member.left_at IS NULL
        WHERE readers.domain <> ALL(%(no_employers)s)
    """,
    ConflictSource.PILOT: """
        SELECT member.person_id, pilot.startup_id, partner.name
        FROM partners_partnermember AS member
        JOIN readers ON readers.id = member.person_id
        JOIN partners_partner AS partner ON partner.id = member.partner_id
        JOIN partners_pilot AS pilot ON pilot.partner_id = member.partner_id
        WHERE member.left_at IS NULL
            AND pilot.partner_confirmed_at IS NOT NULL AND pilot.startup_confirmed_at IS NOT NULL
            AND (pilot.last_sign_at >= %(since)s OR pilot.state <> ALL(%(closed)s))
    """,
    # A question alone ties nobody, or a startup could choose who must not read it.
    ConflictSource.SCIENCE: """
        SELECT member.person_id, request.startup_id, unit.name_de
        FROM partners_scienceunitmember AS member
        JOIN readers ON readers.id = member.person_id
        JOIN partners_scienceunit AS unit ON unit.id = member.unit_id
        JOIN partners_transferrequest AS request ON request.unit_id = member.unit_id
        WHERE member.left_at IS NULL AND request.startup_id IS NOT NULL
            AND (request.answered_at >= %(since)s OR request.state = 'project')
    """,
}
SQL = """
WITH readers AS MATERIALIZED (
    SELECT id, lower(substring(email FROM '@([^@]+)$')) COLLATE "C" AS domain FROM hub_user
    WHERE is_superuser OR id IN (
        SELECT person_id FROM hub_rolegrant WHERE role = ANY(%(readers)s)
            AND granted_at <= %(now)s AND (ended_at IS NULL OR ended_at > %(now)s)
    )
),
found AS MATERIALIZED (
    SELECT person, startup, min(fact) AS fact FROM ({facts}) AS one(person, startup, fact)
    GROUP BY person, startup
),
gone AS (
    DELETE FROM startups_conflict AS kept
    WHERE kept.source = %(source)s AND kept.overruled_at IS NULL AND NOT EXISTS (
        SELECT FROM found WHERE found.person = kept.person_id AND found.startup = kept.startup_id
    )
)
INSERT INTO startups_conflict
    (person_id, startup_id, source, reason, recorded_at, overruled_reason)
SELECT person, startup, %(source)s, left(fact, 200), %(now)s, '' FROM found
ON CONFLICT DO NOTHING
"""


@transaction.atomic
def find(*, now: datetime, sources: Iterable[ConflictSource] = tuple(FACTS)) -> None:
    """Let the found conflicts be what the data say now.

    In a service's transaction it may find another run at work; then the clock's next one is the
    one to see what the service wrote.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK_NUMBER])
        (is_free,) = cursor.fetchone()
        if not is_free:
            return
        for source in sources:
            cursor.execute(SQL.replace("{facts}", FACTS[source]), _values(source, now))


def _values(source: ConflictSource, now: datetime) -> dict[str, Any]:
    return {
        "source": source.value,
        "now": now,
        "since": now - LASTS,
        "readers": [role.value for role in READERS],
        "closed": [state.value for state in PILOT_CLOSED],
        "no_employers": sorted(PUBLIC_MAIL | INVENTED | {_domain(settings.DEFAULT_FROM_EMAIL)}),
    }


def _domain(sender: str) -> str:
    """The hub's own: its staff would be tied to everybody it gave an address."""
    return parseaddr(sender)[1].rpartition("@")[2].lower()
