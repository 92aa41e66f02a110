"""Reminders of an answer that is waited for, computed from the database: late is as good, twice is silent.

Of several that an outage has made due only the newest goes out; a unit that has just been given a
request is not reminded of a day that was before it.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.mail import outbox
from hub.mail.values import Words
from partners.models import TransferRequest
from partners.queries import transfers
from partners.services.transfers import about, tell_unit
from partners.transfer_states import Notice, TransferState

BEFORE = timedelta(days=3)
SENTENCES = {
    Notice.BEFORE: _("Bis dahin sind es noch drei Tage."),
    Notice.DAY: _("Das ist heute."),
    Notice.OVERDUE: _("Der Tag ist vorbei. Das Hub-Team weiß Bescheid und hilft gern."),
}
ORDER = [Notice.NONE, Notice.BEFORE, Notice.DAY, Notice.OVERDUE]


def send_due(*, now: datetime) -> int:
    """Remind the units of every open request whose next notice has come; how many requests."""
    today = timezone.localdate(now)
    near = TransferRequest.objects.unanswered().filter(answer_due__lte=today + BEFORE)
    due = near.exclude(notice=Notice.OVERDUE).order_by("answer_due", "pk")
    return sum(_remind(pk, today) for pk in due.values_list("pk", flat=True))


def due_notice(request: TransferRequest, today: date) -> Notice:
    """The newest notice whose day has come; none where it came before the unit had the request."""
    left = request.answer_due - today
    if left < timedelta(0):
        return Notice.OVERDUE
    if not left:
        return Notice.DAY
    asked = timezone.localdate(request.asked_at)
    return Notice.BEFORE if left <= BEFORE < request.answer_due - asked else Notice.NONE


@transaction.atomic
def _remind(pk: int, today: date) -> bool:
    request = TransferRequest.objects.select_for_update().get(pk=pk)
    notice = due_notice(request, today)
    if request.state != TransferState.OPEN:
        return False
    if ORDER.index(notice) <= ORDER.index(Notice(request.notice)):
        return False
    request.notice = notice
    request.save(update_fields=["notice"])
    values = {"left": Words(SENTENCES[notice]), "due": request.answer_due}
    tell_unit(request, "partners/transfer_reminder", **values)
    if notice == Notice.OVERDUE:
        for person in transfers.hub_people():
            outbox.queue(
                "partners/transfer_overdue",
                to=person,
                values={**about(request), "due": request.answer_due},
                about=request.get_absolute_url(),
            )
    return True
