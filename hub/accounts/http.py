"""The request as views see it: somebody is logged in, because the portal is private by default."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from hub.accounts.models import User


class PortalRequest(HttpRequest):
    user: User


def has_session(request: HttpRequest) -> bool:
    """No session cookie, nobody logged in: asked first, so that visitors cost no query."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def actor(request: HttpRequest) -> User:
    """Who is at work in the admin, where nobody else gets this far."""
    assert isinstance(request.user, User)
    return request.user


def sender(request: HttpRequest) -> str:
    """Who sends, for counting only: the address itself is not kept."""
    address = get_adapter(request).get_client_ip(request)
    return salted_hmac("hub.portal.pages", address).hexdigest()
