"""Every setting of the portal; what differs per deployment comes from the environment.

A developer's machine sets HUB_LOCAL=1 (`manage.py` does it) and nothing else. A deployment sets
SECRET_KEY, ALLOWED_HOSTS, SITE_URL, DATABASE_URL, REDIS_URL, EMAIL_URL and DEFAULT_FROM_EMAIL; one
that is missing or weak stops the start with a sentence that names it. docs/operations.md lists all.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

LOCAL = env.bool("HUB_LOCAL", default=False)
# Demo accounts and invented startups exist only where this is on.
DEMO = env.bool("HUB_DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)


def required(name: str, *, local: str) -> str:
    """The environment's value; on a developer's machine `local` will do."""
    value = str(env.str(name, default=local if LOCAL else "")).strip()
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. docs/operations.md says what it is for.")
    return value


# Core

SECRET_KEY = required("SECRET_KEY", local="local-" + "not-a-secret-" * 5)
ALLOWED_HOSTS = required("ALLOWED_HOSTS", local="localhost,127.0.0.1,[::1],testserver").split(",")
SITE_URL = required("SITE_URL", local="http://127.0.0.1:8000").rstrip("/")
SITE_NAME = "Smart Infrastructure Hub Leipzig"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
ROOT_URLCONF = "hub.urls"
WSGI_APPLICATION = "hub.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "hub",
    "startups",
    "partners",
    "events",
    "matchday",
    "hub.portal.admin_config.HubAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_filters",
]

MIDDLEWARE = [
    # Headers first: what the guard refuses carries them too.
    "django.middleware.security.SecurityMiddleware",
    "hub.core.pagecache.KeptPages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "hub.core.headers.HeadersMiddleware",
    "hub.core.guard.GuardMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hub.accounts.idle.IdleMiddleware",
    # Private by default: a public view says so with @login_not_required.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "hub.accounts.second_factor.SecondFactorMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hub.portal.context.site",
            ],
            "builtins": ["hub.core.templatetags.portal", "hub.core.templatetags.times"],
            "libraries": {"figures": "hub.reports.templatetags.figures"},
        },
    }
]
FORM_RENDERER = "hub.core.forms.PortalRenderer"

# Languages, time

LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("Deutsch")), ("en", _("Englisch"))]
LOCALE_PATHS = [BASE_DIR / "hub" / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = ["hub.formats"]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True

# Database, broker, cache

DATABASES = {"default": env.db_url("DATABASE_URL", default="postgres:///hub") if LOCAL else {}}
if not LOCAL:
    DATABASES["default"] = env.db_url_config(required("DATABASE_URL", local=""))
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # The same, with a check of each connection that costs no question.
    DATABASES["default"]["ENGINE"] = "hub.core.postgresql"
DATABASES["default"].update(
    ATOMIC_REQUESTS=False,
    CONN_HEALTH_CHECKS=False,
    OPTIONS={
        **DATABASES["default"].get("OPTIONS", {}),
        "pool": {"min_size": 1, "max_size": 4, "timeout": 10},
        # What goes through hub.core.prepared is planned at its first use on a connection.
        "prepare_threshold": 0,
        # How much of a word's letters a typo may leave for the search to find it; and that a page of
        # the index costs hardly more than the next one of the table, as no disk turns any more.
        "options": "-c statement_timeout=15s -c idle_in_transaction_session_timeout=60s"
        " -c pg_trgm.word_similarity_threshold=0.5 -c random_page_cost=1.1",
    },
)
REDIS_URL = required("REDIS_URL", local="redis://127.0.0.1:6379/0")
# Limits live here too: Postgres, so that a lost broker never fails a request.
CACHES = {
    "default": {
        "BACKEND": "hub.core.cache.Cache",
        "LOCATION": "hub_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# Background work

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {"hub.mail.tasks.*": {"queue": "mail"}}
CELERY_TASK_TIME_LIMIT = 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# With one process, mail would stand still for ten seconds after its process was shot.
CELERY_WORKER_LOST_WAIT = 1.0
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 300}
CELERY_TIMEZONE = TIME_ZONE
# Intervals only: what is due is computed from the database, so a missed or doubled tick is harmless.
CELERY_BEAT_SCHEDULE = {
    "deliver the outbox": {
        "task": "hub.mail.tasks.drain_outbox",
        "schedule": 2.0,
        "options": {"expires": 5},
    },
    "everything that is due by the clock": {
        "task": "hub.portal.tasks.tick",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "make the reports that are ordered": {
        "task": "hub.reports.tasks.make_waiting",
        "schedule": 3.0,
        "options": {"expires": 5},
    },
    "make the timetables that are ordered": {
        "task": "matchday.tasks.make_waiting",
        "schedule": 3.0,
        "options": {"expires": 5},
    },
}
CELERY_BEAT_SCHEDULE_FILENAME = env.str(
    "CELERY_BEAT_SCHEDULE_FILENAME", default="celerybeat-schedule"
)

# Mail

EMAIL_TIMEOUT = 10
vars().update(env.email_url_config(required("EMAIL_URL", local="dummymail://")))
DEFAULT_FROM_EMAIL = required(
    "DEFAULT_FROM_EMAIL", local="Smart Infrastructure Hub <hub@example.org>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Who answers: shown on pages and in mails.
CONTACT_EMAIL = required("CONTACT_EMAIL", local="hub@example.org")

# Accounts

AUTH_USER_MODEL = "hub.User"
AUTHENTICATION_BACKENDS = [
    "hub.accounts.backend.PersonBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:dashboard"
ACCOUNT_ADAPTER = "hub.portal.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
# A password is a choice: without one, the login page sends a code.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_FORMS = {"confirm_email_verification_code": "hub.accounts.forms.ConfirmAddressForm"}
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {"add_webauthn": "hub.accounts.forms.PasskeyForm"}
MFA_TOTP_ISSUER = SITE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL
# Logging in writes the list of sessions; a write on every page would cost more than it tells.
USERSESSIONS_TRACK_ACTIVITY = False
# Staff need a second factor everywhere but in a demo, whose password is printed on the start page.
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", default=not DEMO)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "hub.portal.passwords.ContextWordsValidator"},
    {"NAME": "hub.portal.passwords.BreachedPasswordValidator"},
]

# Uploads: private, outside static, never under a URL of their own

UPLOAD_ROOT = Path(env.str("UPLOAD_ROOT", default=str(BASE_DIR / "uploads")))
UPLOAD_MAX_BYTES = 20 * 1024 * 1024
UPLOAD_MAX_PAGES = 60
UPLOAD_MAX_PER_APPLICATION = 5
UPLOAD_MAX_BYTES_PER_APPLICATION = 60 * 1024 * 1024
UPLOAD_MAX_PER_HOUR = 20
UPLOAD_MIN_FREE_BYTES = 2 * 1024**3
CLAMAV_ADDRESS = env.str("CLAMAV_ADDRESS", default="")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_HANDLERS = [
    "hub.core.uploads.SizeLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Static files

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": UPLOAD_ROOT, "base_url": None, "file_permissions_mode": 0o600},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_AUTOREFRESH = LOCAL
WHITENOISE_USE_FINDERS = LOCAL

# Security

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=not LOCAL)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=0 if LOCAL else 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=False)
# Sub-domains and the browsers' preload list are the operator's decision, not the portal's.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^health/"]
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not LOCAL
SESSION_COOKIE_NAME = "session" if LOCAL else "__Host-session"
CSRF_COOKIE_NAME = "csrf" if LOCAL else "__Host-csrf"
SESSION_ENGINE = "hub.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_SAVE_EVERY_REQUEST = False
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "hub.portal.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

# Logs

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "hub.core.guard.RequestIdFilter"}},
    "formatters": {
        "line": {"format": "%(levelname)s %(name)s %(message)s"},
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(request_id)s %(message)s",
        },
    },
    "handlers": {
        "out": {
            "class": "logging.StreamHandler",
            "formatter": "line" if LOCAL else "json",
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["out"], "level": "INFO"},
    "loggers": {
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
        "celery.app.trace": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
    },
}

# A weak setting stops the start here rather than going live.

if not LOCAL:
    from hub.core.settings_check import refuse_weak

    refuse_weak(
        secret_key=SECRET_KEY,
        debug=DEBUG,
        demo=DEMO,
        allowed_hosts=ALLOWED_HOSTS,
        site_url=urlsplit(SITE_URL),
        database_engine=DATABASES["default"]["ENGINE"],
        broker_url=urlsplit(REDIS_URL),
        email_url=urlsplit(env.str("EMAIL_URL")),
        from_email=DEFAULT_FROM_EMAIL,
    )
