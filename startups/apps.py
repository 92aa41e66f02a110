from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StartupsConfig(AppConfig):
    name = "startups"
    verbose_name = _("Startups")

    def ready(self) -> None:
        from hub.mail import secrecy  # noqa: PLC0415 - models are not loaded before
        from startups.queries import desk  # noqa: PLC0415
        from startups.services import reminders  # noqa: F401, PLC0415

        secrecy.hide(desk.tied_mails)
