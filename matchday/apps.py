from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchdayConfig(AppConfig):
    name = "matchday"
    verbose_name = _("Treffen nach Plan")
