from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnersConfig(AppConfig):
    name = "partners"
    verbose_name = _("Partner")

    def ready(self) -> None:
        from partners.queries import startup_page  # noqa: F401, PLC0415 - models are not loaded before
        from partners.services import reminders  # noqa: F401, PLC0415
