"""Everybody with a seat is reminded of their event one day before; the team can change it."""

from django.db import migrations


def write(apps, schema_editor):
    apps.get_model("hub", "ReminderRule").objects.get_or_create(
        subject="events/event", anchor="starts", amount=1, unit="days", when="before"
    )


class Migration(migrations.Migration):
    dependencies = [("hub", "0015_guests_reminded")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
