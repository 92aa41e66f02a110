"""The reminders that the portal always had, as rows that the team can change."""

from django.db import migrations

FIRST = [
    ("startups/draft", "deadline", 7, "days", "before"),
    ("startups/draft", "deadline", 2, "days", "before"),
    ("startups/draft", "deadline", 6, "hours", "before"),
    ("startups/offer", "expires", 2, "days", "before"),
    ("partners/introduction", "asked", 7, "days", "after"),
    ("partners/outcome_startup", "answered", 14, "days", "after"),
    ("partners/outcome_partner", "answered", 14, "days", "after"),
    ("partners/pilot", "quiet", 30, "days", "after"),
    ("partners/transfer", "due", 3, "days", "before"),
    ("partners/transfer", "due", 0, "days", "after"),
    ("partners/transfer", "due", 1, "days", "after"),
    ("partners/transfer_overdue", "due", 1, "days", "after"),
    ("partners/choice", "round", 3, "days", "after"),
    ("partners/choice", "round", 6, "days", "after"),
]


def write(apps, schema_editor):
    """They count from the last tick on: what was due before has been sent, what was not will be."""
    last = apps.get_model("hub", "Heartbeat").objects.filter(name="clock").first()
    since = {"starts_at": last.at} if last else {}
    rule = apps.get_model("hub", "ReminderRule")
    rule.objects.bulk_create(
        rule(subject=subject, anchor=anchor, amount=amount, unit=unit, when=when, **since)
        for subject, anchor, amount, unit, when in FIRST
    )


class Migration(migrations.Migration):
    dependencies = [("hub", "0012_reminders")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
