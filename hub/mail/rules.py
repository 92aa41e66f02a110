"""The rule table, as the team changes it."""

from django.db import transaction
from django.utils import timezone

from hub.mail.reminder_models import ReminderRule


@transaction.atomic
def keep(rule: ReminderRule) -> ReminderRule:
    """Save a rule; the next tick goes by it.

    One that is new, or active again, counts from now on: what was due before is not made up for.
    A changed distance counts for what is due by it already; who was reminded is not reminded again.
    """
    before = ReminderRule.objects.select_for_update().filter(pk=rule.pk).first()
    if before is None or (rule.is_active and not before.is_active):
        rule.starts_at = timezone.now()
    rule.save()
    return rule
