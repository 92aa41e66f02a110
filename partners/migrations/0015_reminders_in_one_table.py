from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db import migrations

BERLIN = ZoneInfo("Europe/Berlin")


def keep_when_pilots_were_asked(apps, schema_editor):
    """Thirty days are counted from the last question; the others were due before the rules begin."""
    rule = apps.get_model("hub", "ReminderRule").objects.get(subject="partners/pilot")
    reminder = apps.get_model("hub", "Reminder")
    pilots = apps.get_model("partners", "Pilot").objects.filter(asked_at__isnull=False)
    for pilot in pilots.exclude(proposed_by=None):
        day = pilot.last_sign_at.astimezone(BERLIN).date()
        reminder.objects.create(
            rule=rule,
            object=f"pilot:{pilot.uuid}",
            date=datetime.combine(day, time.min, tzinfo=BERLIN),
            person_id=pilot.proposed_by_id,
            sent_at=pilot.asked_at,
        )


class Migration(migrations.Migration):

    dependencies = [
        ('hub', '0013_first_reminders'),
        ('partners', '0014_introduction_counts'),
    ]

    operations = [
        migrations.RunPython(keep_when_pilots_were_asked, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name='introduction',
            name='outcome_asked_at',
        ),
        migrations.RemoveField(
            model_name='introduction',
            name='reminded_at',
        ),
        migrations.RemoveField(
            model_name='pilot',
            name='asked_at',
        ),
        migrations.RemoveField(
            model_name='transferrequest',
            name='notice',
        ),
    ]
