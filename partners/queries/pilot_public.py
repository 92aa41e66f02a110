"""Pilots as everybody sees them: the words both sides agreed to, and nothing besides."""

from partners.models import Pilot


def of_startup(slug: str) -> list[Pilot]:
    """For a startup's public profile."""
    return _listed(startup__slug=slug)


def of_partner(slug: str) -> list[Pilot]:
    """For a partner's public page."""
    return _listed(partner__slug=slug)


def _listed(**side: str) -> list[Pilot]:
    shown = Pilot.objects.published().filter(**side).select_related("partner", "startup")
    only = ("title", "public_text", "partner__name", "partner__slug")
    return list(shown.only(*only, "startup__name", "startup__slug").order_by("-startup_shows_at"))
