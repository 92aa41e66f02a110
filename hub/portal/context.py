"""What every page needs to know; reads no session, so that a visitor's page sets no cookie."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import override

from hub.accounts.http import has_session


def site(request: HttpRequest) -> dict[str, Any]:
    """Names, the same page in both languages, and who is looking (None for visitors)."""
    german, english = both_languages(request)
    return {
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
        "CONTACT_EMAIL": settings.CONTACT_EMAIL,
        "DEMO": settings.DEMO,
        "LANG_DE_URL": german,
        "LANG_EN_URL": english,
        "viewer": viewer(request),
    }


def both_languages(request: HttpRequest) -> tuple[str, str]:
    """The page asked for in German and in English; the home pages where there is no such page."""
    path = request.get_full_path()
    if request.resolver_match is not None:
        # Every page stands under both; asking the resolver again would cost more than the header.
        german = path.removeprefix("/en") if path.startswith("/en/") else path
        return german, f"/en{german}"
    german, english = translate_url(path, "de"), translate_url(path, "en")
    if german != english:
        return german, english
    return _home("de"), _home("en")


def viewer(request: HttpRequest) -> object:
    """The person logged in, without touching the session where no cookie came."""
    if not has_session(request):
        return None
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def _home(language: str) -> str:
    with override(language):
        return reverse("portal:home")
