"""Weak settings are refused at the start, each with a sentence that names it. Knows no Django apps."""

from urllib.parse import SplitResult

from django.core.exceptions import ImproperlyConfigured

MIN_SECRET_LENGTH = 50
MIN_SECRET_VARIETY = 10
BROKERS = {"redis", "rediss", "redis+socket"}


def refuse_weak(
    *,
    secret_key: str,
    debug: bool,
    demo: bool,
    allowed_hosts: list[str],
    site_url: SplitResult,
    database_engine: str,
    broker_url: SplitResult,
    email_url: SplitResult,
    from_email: str,
) -> None:
    """Raise ImproperlyConfigured naming every setting that must not go live as it is."""
    weak = len(secret_key) < MIN_SECRET_LENGTH or len(set(secret_key)) < MIN_SECRET_VARIETY
    faults = {
        f"SECRET_KEY must be at least {MIN_SECRET_LENGTH} random characters.": weak,
        "SECRET_KEY is the one from the source code; make your own.": "not-a-secret" in secret_key
        or secret_key.startswith("django-insecure"),
        "DEBUG must be off: it shows settings and source to strangers.": debug,
        "HUB_DEMO must be off: its accounts have a public password.": demo,
        "ALLOWED_HOSTS must name hosts; '*' accepts any.": not all(allowed_hosts)
        or any(host.strip() in {"*", "."} for host in allowed_hosts),
        "SITE_URL must start with https:// and name a host.": site_url.scheme != "https"
        or not site_url.hostname,
        "SITE_URL's host must be one of ALLOWED_HOSTS.": not _allows(
            allowed_hosts, site_url.hostname or ""
        ),
        "DATABASE_URL must name a PostgreSQL database.": not database_engine.endswith(
            "postgresql"
        ),
        "REDIS_URL must name a Redis or Valkey server.": broker_url.scheme not in BROKERS,
        "EMAIL_URL must name an SMTP server.": not email_url.scheme.startswith("smtp")
        or not email_url.hostname,
        "DEFAULT_FROM_EMAIL must contain an address.": "@" not in from_email,
    }
    found = [sentence for sentence, wrong in faults.items() if wrong]
    if found:
        raise ImproperlyConfigured(" ".join(found))


def _allows(allowed_hosts: list[str], host: str) -> bool:
    return any(
        host == allowed or (allowed.startswith(".") and ("." + host).endswith(allowed))
        for allowed in (entry.strip() for entry in allowed_hosts)
    )
