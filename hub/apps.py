from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class HubConfig(AppConfig):
    name = "hub"
    verbose_name = _("Hub")

    def ready(self) -> None:
        # Not in hub/__init__.py: `python3 manage.py up` imports the package before anything is installed.
        from hub.celery import app  # noqa: F401
        from hub.core import checks  # noqa: F401
        from hub.portal import mails, organisations, weekly  # noqa: F401
        from hub.reports import mails as report_mails  # noqa: F401
        from hub.reports.services import partner_mails  # noqa: F401

        autodiscover_modules("mails")  # startups/mails.py and so on: the kinds of mail
