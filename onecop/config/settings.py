"""Settings. Everything a site may change comes from the environment; docs/settings.md lists it."""

import contextlib
import os
import secrets
import sys
import tempfile
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _
from environs import Env

from onecop.demo.marker import is_demo

env = Env()

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = Path(env.str("ONECOP_DATA", str(ROOT / "data"))).resolve()
TESTING = "pytest" in sys.modules

DEBUG = env.bool("ONECOP_DEBUG", False)
DEMO = env.bool("ONECOP_DEMO", not TESTING and is_demo(DATA))
"""A demo site: sign-ins are shown on the sign-in page, staff need no second factor, mail goes to the demo mailbox. Never for real people."""
SECOND_FACTOR_REQUIRED = env.bool("ONECOP_SECOND_FACTOR", not DEMO)


def _secret() -> str:
    """Read the site's secret, or make one on first use and keep it beside the data."""
    given = env.str("ONECOP_SECRET_KEY", "")
    if given or TESTING:
        return given or "only-for-tests"
    path = DATA / "secret-key"
    if not path.exists():
        DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=DATA) as fresh:  # readable by its owner alone
            fresh.write(secrets.token_urlsafe(50))
            fresh.flush()
            with contextlib.suppress(FileExistsError):  # of two programs that start at once, the second takes the secret of the first
                os.link(fresh.name, path)
    return path.read_text().strip()


SECRET_KEY = _secret()
SITE_URL = env.str("ONECOP_SITE_URL", f"http://localhost:{env.int('PORT', 8000)}").rstrip("/")
ALLOWED_HOSTS = env.list("ONECOP_ALLOWED_HOSTS", ["*"] if DEMO or not SITE_URL.startswith("https") else [SITE_URL.split("//")[1].split(":")[0]])
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SITE_ID = None

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "anymail",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "phonenumber_field",
    "onecop.ui",
    "onecop.audit",
    "onecop.tasks",
    "onecop.mail",
    "onecop.imports",
    "onecop.territory",
    "onecop.access",
    "onecop.agencies",
    "onecop.congregations",
    "onecop.partnerships",
    "onecop.scheduling",
    "onecop.debriefs",
    "onecop.matching",
    "onecop.ridealongs",
    "onecop.messages",
    "onecop.events",
    "onecop.registrations",
    "onecop.audiences",
    "onecop.training",
    "onecop.calendars",
    "onecop.weekend",
    "onecop.launch",
    "onecop.followups",
    "onecop.handover",
    "onecop.journey",
    "onecop.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "onecop.kernel.tidy.TidyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "onecop.access.middleware.AccessMiddleware",
    "onecop.access.middleware.SecondFactorMiddleware",
    "onecop.ui.middleware.ReaderMiddleware",
]

ROOT_URLCONF = "onecop.config.urls"
WSGI_APPLICATION = "onecop.config.wsgi.application"
APPEND_SLASH = True

_contexts = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "onecop.web.nav.context",
]
TEMPLATES = [
    {
        "BACKEND": "onecop.ui.jinja.Backend",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "onecop.ui.jinja.environment", "context_processors": _contexts, "autoescape": True},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": _contexts},
    },
]
FORM_RENDERER = "onecop.ui.forms.Renderer"

DATABASES = {"default": env.dj_db_url("ONECOP_DATABASE_URL", f"sqlite:///{DATA / 'onecop.sqlite3'}")}
_database = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        # Tests lose no power: they need not wait for the disk.
        "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous={'OFF' if TESTING else 'FULL'}; PRAGMA foreign_keys=ON;",
    }
    _database["CONN_MAX_AGE"] = 0 if TESTING else 600
    # A file, not memory: tests meet the same locks as the product.
    _database["TEST"] = {"NAME": str(Path(tempfile.gettempdir()) / f"onecop-test-{os.getuid()}-{os.getppid()}.sqlite3")}
else:
    _database["CONN_HEALTH_CHECKS"] = True
    _database["CONN_MAX_AGE"] = 0 if TESTING else 60

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "onecop_cache"}}
if TESTING:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- people ---------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "access.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("email", "name")}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "front"
ACCOUNT_TEMPLATE_EXTENSION = "jinja"
ACCOUNT_ADAPTER = "onecop.access.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_PREVENT_ENUMERATION = True
# A new password ends every other session (the session hash holds it), not the one in hand.
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("ONECOP_TRUSTED_PROXIES", 0)
MFA_ADAPTER = "onecop.access.adapters.MFAAdapter"
# Nobody signs up here, so an unconfirmed address is one that staff typed: it may be protected at once.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "OneCOP"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SITE_URL.startswith("https")
USERSESSIONS_TRACK_ACTIVITY = False

# --- mail -----------------------------------------------------------------------------------------------------------
MAIL_ROUTE = env.str("ONECOP_MAIL", "mailbox")
"""mailbox (read in the browser), smtp, or the name of a provider of django-anymail (mailgun, postmark, sendgrid, amazon_ses …)."""
MAIL_FROM = env.str("ONECOP_MAIL_FROM", "OneCOP <hello@onecop.example>")
EMAIL_BACKEND = "onecop.mail.backends.OutboxBackend"
EMAIL_HOST = env.str("ONECOP_SMTP_HOST", "localhost")
EMAIL_PORT = env.int("ONECOP_SMTP_PORT", 25)
EMAIL_HOST_USER = env.str("ONECOP_SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.str("ONECOP_SMTP_PASSWORD", "")
EMAIL_USE_TLS = env.bool("ONECOP_SMTP_TLS", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = MAIL_FROM
ANYMAIL = env.json("ONECOP_ANYMAIL", {})
RELAY_DOMAIN = env.str("ONECOP_RELAY_DOMAIN", "").strip().lower()
"""Mail to reply+…@ this domain comes back to us: by a provider (/hooks/relay/) or to `bin/onecop relay`. Empty: answers on the page only."""
RELAY_HOST, RELAY_PORT = env.str("ONECOP_RELAY_HOST", "127.0.0.1"), env.int("ONECOP_RELAY_PORT", 8024)

# --- places ---------------------------------------------------------------------------------------------------------
GEOCODER = env.str("ONECOP_GEOCODER", "")
"""Empty (off), census or nominatim."""
GEOCODER_URL = env.str("ONECOP_GEOCODER_URL", "")
GEOCODER_CONTACT = env.str("ONECOP_GEOCODER_CONTACT", "")
GEOCODER_SECONDS = env.float("ONECOP_GEOCODER_SECONDS", 5.0)
GEOCODER_PER_SECOND = env.float("ONECOP_GEOCODER_PER_SECOND", 1.0)
MAP_TILES_URL = env.str("ONECOP_MAP_TILES_URL", "")

# --- words, time ----------------------------------------------------------------------------------------------------
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [ROOT / "onecop" / "locale"]
PHONENUMBER_DEFAULT_REGION = "US"
PHONENUMBER_DEFAULT_FORMAT = "NATIONAL"

# --- files ----------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
MEDIA_ROOT = DATA / "files"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if TESTING or DEBUG else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING or DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- safety ---------------------------------------------------------------------------------------------------------
_https = SITE_URL.startswith("https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_HSTS_SECONDS = 31536000 if _https else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.bool("ONECOP_BEHIND_TLS_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *([MAP_TILES_URL.split("{")[0].rsplit("/", 1)[0]] if MAP_TILES_URL else [])],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
CSRF_FAILURE_VIEW = "onecop.web.errors.forbidden_form"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "filters": {"discreet": {"()": "onecop.kernel.discreet.Discreet"}},
    "handlers": {"terminal": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {name: {"filters": ["discreet"]} for name in ("django.request", "django.security.csrf")},
    "root": {"handlers": ["terminal"], "level": env.str("ONECOP_LOG_LEVEL", "WARNING")},
}
SILENCED_SYSTEM_CHECKS = ["security.W008"]
