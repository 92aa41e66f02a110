"""Pilots as everybody sees them: the words both sides agreed to, and nothing besides."""

from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from hub.core.compiled import Asked, Compiled
from partners.models import Pilot


def ask(slug: str) -> Asked[Pilot]:
    """For a startup's public profile: sends the question, `rows()` has the answer."""
    return OF_STARTUP.ask(slug=slug, today=timezone.localdate())


def of_partner(slug: str) -> list[Pilot]:
    """For a partner's public page."""
    return list(_listed(timezone.localdate()).filter(partner__slug=slug))


def _listed(today: date) -> QuerySet[Pilot]:
    shown = Pilot.objects.published(today).select_related("partner", "startup")
    only = ("title", "public_text", "partner__name", "partner__slug")
    return shown.only(*only, "startup__name", "startup__slug").order_by("-startup_shows_at")


OF_STARTUP = Compiled(
    lambda slug, today: _listed(today).filter(startup__slug=slug), slug=str, today=date
)
