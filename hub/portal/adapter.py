"""Where allauth asks the portal: mail through the outbox, addresses and limits by our rules."""

import html
from datetime import timedelta
from hashlib import sha256
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.password_reset_by_code import (
    PASSWORD_RESET_VERIFICATION_SESSION_KEY,
)
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse, translate_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from hub.accounts import addresses, limits
from hub.accounts.door import NEXT
from hub.accounts.models import User
from hub.core import guard
from hub.mail import outbox

# Mails that anybody can have sent to any address, by typing it into a form.
UNASKED = {
    "account/email/login_code",
    "account/email/unknown_account",
    "account/email/account_already_exists",
    "account/email/password_reset_code",
    "account/email/email_confirmation",
    "account/email/email_confirmation_signup",
}
ADDRESS_CHANGED = "account/email/email_changed"
# Whoever reads these could come in.
SECRET = (UNASKED | {ADDRESS_CHANGED}) - {
    "account/email/unknown_account",
    "account/email/account_already_exists",
}
MAILS_PER_ADDRESS = 3
PER = timedelta(hours=1)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("Der Code stimmt nicht. Prüft die Mail oder fordert einen neuen an."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People come in by the door; allauth's own form stays shut."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only paths of the portal: no other host, not even an allowed one."""
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Also to an address the person has just given up: in their language all the same."""
        values = {**(context or {}), "user": user}
        if template_prefix == ADDRESS_CHANGED:
            token = addresses.note_change(user, old=values["from_email"], new=values["to_email"])
            values["undo_url"] = f"{settings.SITE_URL}{reverse('address_undo', args=[token])}"
        super().send_notification_mail(template_prefix, user, values, email)

    def pre_login(self, request: HttpRequest, user: Any, **options: Any) -> HttpResponse | None:
        """A code counts only as long as the address it was sent to is the person's."""
        _ensure_still_theirs(user, options.get("email"))
        answer: HttpResponse | None = super().pre_login(request, user, **options)
        return answer

    def post_login(
        self, request: HttpRequest, user: Any, *, redirect_url: str | None, **options: Any
    ) -> HttpResponse:
        """On to where the person was going when the code was asked for; said by the page or kept."""
        kept = request.session.pop(NEXT, None)
        wanted = redirect_url or kept
        answer: HttpResponse = super().post_login(request, user, redirect_url=wanted, **options)
        return answer

    def set_password(self, user: Any, password: str) -> None:
        """Also after a code: one asked for before the address was taken back is void."""
        asked = self.request.session.get(PASSWORD_RESET_VERIFICATION_SESSION_KEY) or {}
        _ensure_still_theirs(user, asked.get("email"))
        super().set_password(user, password)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail in the recipient's language; links lead to SITE_URL, whoever asked."""
        if template_prefix in UNASKED:
            _ensure_few(email)
        recipient = context.get("user") or User.objects.filter(email=email.lower()).first()
        language = recipient.language if recipient else get_language() or "de"
        # Read in the language in which they were built, before the recipient's is on.
        values = {key: _on_site(value, language) for key, value in context.items()}
        with override(language):
            values |= {
                "email": email,
                "current_site": SITE,
                "CONTACT_EMAIL": settings.CONTACT_EMAIL,
            }
            subject = _rendered(f"{template_prefix}_subject.txt", values)
            body = _rendered(f"{template_prefix}_message.txt", values)
        outbox.queue_rendered(
            kind=template_prefix.replace("/email/", "/"),
            to_address=email,
            recipient=recipient,
            subject=subject,
            body=body,
            language=language,
            is_secret=template_prefix in SECRET,
        )


SITE = SimpleNamespace(name=settings.SITE_NAME, domain=urlsplit(settings.SITE_URL).netloc)


def _ensure_still_theirs(user: User, email: str | None) -> None:
    if email and email.lower() != user.email:
        raise ImmediateHttpResponse(redirect("account_login"))


def _ensure_few(email: str) -> None:
    """A few mails per address and hour, whatever form they come from."""
    key = sha256(email.lower().encode()).hexdigest()
    if not limits.allow(f"entrance-mail:{key}", limit=MAILS_PER_ADDRESS, per=PER):
        raise ImmediateHttpResponse(guard.answer(429))


def _on_site(value: object, language: str) -> object:
    """allauth builds links from the request's Host header; ours come from SITE_URL."""
    if not isinstance(value, str) or not value.startswith(("http://", "https://")):
        return value
    parts = urlsplit(value)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return f"{settings.SITE_URL}{translate_url(path, language)}"


def _rendered(template: str, values: dict[str, object]) -> str:
    """Plain text: what the template engine escaped for HTML reads as it was written."""
    return html.unescape(render_to_string(template, values)).strip()
