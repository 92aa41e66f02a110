"""The address of a calendar, for people to copy and for browsers to hand on."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Subscription:
    path: str

    @property
    def url(self) -> str:
        return settings.SITE_URL + self.path

    @property
    def app_url(self) -> str:
        """With the scheme by which a browser opens the calendar instead of saving a file."""
        return f"webcal://{self.url.partition('://')[2]}"
