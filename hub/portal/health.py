"""Is the portal alive, and is everything it leans on? For probes and for whoever is called at night."""

import logging
import shutil
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu import Connection

from hub.mail import heartbeats
from hub.mail.models import Email

logger = logging.getLogger(__name__)

OLDEST_MAIL = timedelta(minutes=10)
BEAT_AGE = timedelta(minutes=5)
BROKER_SECONDS = 2
# Once applied, migrations stay applied for as long as this process lives.
_migrated: list[bool] = []


class Unhealthy(Exception):
    """Something is wrong; the sentence may be read by anybody."""


@require_safe
@login_not_required
def live(_request: HttpRequest) -> JsonResponse:
    """This process answers. Says nothing of others, so that no probe restarts us for their sake."""
    return JsonResponse({"status": "ok"})


@require_safe
@login_not_required
@never_cache
def ready(_request: HttpRequest) -> JsonResponse:
    """Every part in a word, and 503 when one of them fails."""
    checks = {name: _tried(name, check) for name, check in CHECKS.items()}
    is_ready = all(result["ok"] for result in checks.values())
    answer = {"status": "ok" if is_ready else "failing", "checks": checks}
    return JsonResponse(answer, status=200 if is_ready else 503)


def _tried(name: str, check: Callable[[], str]) -> dict[str, object]:
    try:
        return {"ok": True, "note": check()}
    except Unhealthy as error:
        logger.warning("not ready: %s: %s", name, error)
        return {"ok": False, "note": str(error)}
    except Exception:
        # What went wrong may name hosts and accounts: it goes to the log, not to the world.
        logger.exception("not ready: %s", name)
        return {"ok": False, "note": "no answer"}


def database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "answers"


def migrations() -> str:
    if not _migrated:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if waiting:
            raise Unhealthy(f"{len(waiting)} not applied")
        _migrated.append(True)
    return "applied"


def broker() -> str:
    options = {
        "socket_timeout": BROKER_SECONDS,
        "socket_connect_timeout": BROKER_SECONDS,
        "max_retries": 0,
    }
    with Connection(settings.CELERY_BROKER_URL, transport_options=options) as link:
        link.connect()
    return "answers"


def mail() -> str:
    now = timezone.now()
    waiting = Email.objects.due(now).order_by("next_attempt_at")
    oldest = waiting.values_list("next_attempt_at", flat=True).first()
    if oldest is None:
        return "nothing waits"
    age = now - oldest
    if age > OLDEST_MAIL:
        raise Unhealthy(f"a mail has been due for {_minutes(age)}")
    return f"oldest due for {_minutes(age)}"


def beat() -> str:
    age = heartbeats.age(heartbeats.CLOCK, now=timezone.now())
    if age is None:
        raise Unhealthy("the clock has never ticked")
    if age > BEAT_AGE:
        raise Unhealthy(f"the clock has stood still for {_minutes(age)}")
    return f"ticked {age.seconds} s ago"


def disk() -> str:
    place = settings.UPLOAD_ROOT
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    if free < settings.UPLOAD_MIN_FREE_BYTES:
        raise Unhealthy(f"{free // 2**20} MB free for uploads")
    return "enough room"


CHECKS: dict[str, Callable[[], str]] = {
    "database": database,
    "migrations": migrations,
    "broker": broker,
    "mail": mail,
    "beat": beat,
    "disk": disk,
}


def _minutes(age: timedelta) -> str:
    return f"{int(age.total_seconds() // 60)} min"
