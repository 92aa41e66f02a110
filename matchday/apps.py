from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchdayConfig(AppConfig):
    name = "matchday"
    verbose_name = _("Treffen nach Plan")

    def ready(self) -> None:
        from matchday.services import moving  # noqa: F401, PLC0415 - models are not loaded before
