"""What somebody ordered and a worker makes, while a page says how far it is.

The row is the order. No broker is asked: the worker looks for rows, so none is lost with it.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from hub.reports.models import FigureFile, ReportRun

AnOrder = TypeVar("AnOrder", ReportRun, FigureFile)
# What kills its worker each time is not tried for ever.
MOST_TRIES = 3
LOST = _("Der Bericht ließ sich nicht herstellen. Bitte wenden Sie sich an die Technik.")


def each_waiting(model: type[AnOrder], now: datetime) -> Iterator[AnOrder]:
    """The orders that wait, one after the other, each taken up."""
    while (order := take(model, now)) is not None:
        if not order.refusal:
            yield order


@transaction.atomic
def take(model: type[AnOrder], now: datetime) -> AnOrder | None:
    """The next order, marked as begun: no other worker takes it meanwhile."""
    waiting = model.objects.waiting(now).select_for_update(skip_locked=True, of=("self",))
    order = waiting.select_related("award", "asked_by").first()
    if order is None:
        return None
    order.begun_at, order.done, order.tries = now, 0, order.tries + 1
    if order.tries > MOST_TRIES:
        with translation.override(order.asked_by.language):
            order.refusal = str(LOST)
    order.save(update_fields=["begun_at", "done", "tries", "refusal"])
    return order


def note(order: ReportRun | FigureFile, done: int) -> None:
    """For the page that waits: on its own, so that it is seen before the work is done."""
    type(order).objects.filter(pk=order.pk).update(done=done)


def refuse(order: ReportRun | FigureFile, why: str) -> None:
    type(order).objects.filter(pk=order.pk).update(refusal=why[:300])
