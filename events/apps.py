from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Termine")

    def ready(self) -> None:
        from events.services import reminders  # noqa: F401, PLC0415 - models are not loaded before
