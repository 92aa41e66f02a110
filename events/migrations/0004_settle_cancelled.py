"""Registrations of events that were called off end with them, as they do from now on."""

from django.db import migrations

CONCERNED = ["confirmed", "waiting", "offered"]


def settle(apps, schema_editor):
    registrations = apps.get_model("events", "Registration")
    move = apps.get_model("events", "RegistrationMove")
    held = registrations.objects.filter(
        event__state="cancelled", event__cancelled_at__isnull=False, state__in=CONCERNED
    )
    for registration in held.select_related("event"):
        at = registration.event.cancelled_at
        move.objects.create(
            registration=registration,
            transition="call off",
            from_state=registration.state,
            to_state="cancelled",
            at=at,
        )
        registration.state, registration.offered_until = "cancelled", None
        registration.ended_at = at
        registration.save(update_fields=["state", "offered_until", "ended_at"])


class Migration(migrations.Migration):
    dependencies = [("events", "0003_words_of_states")]

    # What became of them stays: no state before it is known any more.
    operations = [migrations.RunPython(settle, migrations.RunPython.noop)]
