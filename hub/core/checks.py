"""`manage.py check --deploy`: what Django does not know to look at."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Tags, register

YEAR = 365 * 24 * 3600


@register(Tags.security, deploy=True)
def deployment(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Settings that let the portal start but should not go live."""
    faults = {
        "hub.W001": (
            "SECURE_HSTS_SECONDS must be at least a year once HTTPS works.",
            settings.SECURE_HSTS_SECONDS < YEAR,
        ),
        "hub.W002": (
            "EMAIL_URL should use TLS (smtp+tls:// or smtp+ssl://).",
            not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL)
            and settings.EMAIL_HOST not in {"localhost", "127.0.0.1", "mail"},
        ),
        "hub.W003": (
            "STAFF_SECOND_FACTOR must be on: staff see every application.",
            not settings.STAFF_SECOND_FACTOR,
        ),
        "hub.W004": (
            "UPLOAD_ROOT must not lie inside STATIC_ROOT: uploads are private.",
            settings.STATIC_ROOT in (settings.UPLOAD_ROOT, *settings.UPLOAD_ROOT.parents),
        ),
        "hub.W005": (
            "TRUSTED_PROXY_COUNT is 0: behind a proxy all visitors share one limit against guessing.",
            not settings.ALLAUTH_TRUSTED_PROXY_COUNT,
        ),
    }
    return [checks.Warning(text, id=code) for code, (text, wrong) in faults.items() if wrong]
