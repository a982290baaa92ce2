"""Django's settings. What differs between places is read by config/environment.py, once."""

import os
from typing import Any

from celery.schedules import crontab
from csp.constants import NONE, SELF

from config.environment import read
from config.parsing import ROOT

ENVIRONMENT = read(os.environ)

DATA_DIR = ENVIRONMENT.data_dir
DATA_DIR.mkdir(parents=True, exist_ok=True)

# What it is
DEBUG = ENVIRONMENT.debug
DEMONSTRATION = ENVIRONMENT.demonstration
SECRET_KEY = ENVIRONMENT.secret_key
BASE_URL = ENVIRONMENT.base_url
BRAND_NAME = ENVIRONMENT.brand_name
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "reports",
    "measures",
    "plans",
    "governance",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "simple_history",
    "django_filters",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "config.request_id.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "governance.middleware.StandingMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.brand.brand",
                "reports.navigation.menus",
            ]
        },
    }
]
FORM_RENDERER = "governance.rendering.HouseRenderer"  # how a field looks; the widgets stay Django's

# Where the facts are kept
SQLITE = {
    "OPTIONS": {
        # Writers queue at the start of their transaction. One that read first and wrote later would otherwise
        # fail at once with "database is locked", whatever the timeout.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    },
}
POSTGRESQL = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DATABASES: dict[str, Any] = {
    "default": (SQLITE if "sqlite3" in ENVIRONMENT.database["ENGINE"] else POSTGRESQL) | ENVIRONMENT.database
}

# The cache holds only the counts behind rate limits, and every web process must see the same ones.
CACHES: dict[str, Any] = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 5000},
    }
    if ENVIRONMENT.embedded
    else {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": ENVIRONMENT.broker,
        "KEY_PREFIX": "plan",
    }
}

# Who signs in, and how
AUTH_USER_MODEL = "governance.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    }
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "governance.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# Officers make accounts for people whose address they know, so nobody is asked to prove theirs.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"{BRAND_NAME}: "
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if ENVIRONMENT.https else "http"
ACCOUNT_SESSION_REMEMBER = True  # SESSION_COOKIE_AGE decides, and the form asks nothing
# Allauth's own: among others, five failures in five minutes for one address.
ACCOUNT_RATE_LIMITS: dict[str, str] | bool = {}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if ENVIRONMENT.https else 0

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

# What a browser may be told and may do
ALLOWED_HOSTS = ENVIRONMENT.hosts
CSRF_TRUSTED_ORIGINS = list(ENVIRONMENT.csrf_trusted_origins)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked from inside, past the proxy
if ENVIRONMENT.https:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # e-mail addresses are unique whatever their capitals, by a constraint the check cannot read
    "security.W021",  # whether a council's whole domain joins browsers' preload lists is not ours to say
]

# Words and hours
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

# Files: compiled pages' parts, collected for serving, and what people gave us
STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "var" / "static"
STATICFILES_DIRS = [folder for folder in (ROOT / "static", ROOT / "var" / "build") if folder.is_dir()]
WHITENOISE_USE_FINDERS = DEBUG
MEDIA_ROOT = DATA_DIR / "media"
EVIDENCE_MAX_BYTES = ENVIRONMENT.evidence_max_mb * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Mail
EMAIL_BACKEND = ENVIRONMENT.mail.backend
EMAIL_HOST = ENVIRONMENT.mail.host
EMAIL_PORT = ENVIRONMENT.mail.port
EMAIL_HOST_USER = ENVIRONMENT.mail.user
EMAIL_HOST_PASSWORD = ENVIRONMENT.mail.password
EMAIL_USE_TLS = ENVIRONMENT.mail.use_tls
EMAIL_USE_SSL = ENVIRONMENT.mail.use_ssl
EMAIL_FILE_PATH = ENVIRONMENT.mail.folder
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.default_from_email

# Jobs. A job is re-derived from the database, so a message may be lost or delivered twice. What these
# settings buy is that a killed process's job is taken up again soon, and not only at the next sweep.
CELERY_BROKER_URL = ENVIRONMENT.broker
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SOFT_TIME_LIMIT = 15 * 60
CELERY_TASK_TIME_LIMIT = 16 * 60
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False  # mail to the console is to be read, not logged line by line
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "flag overdue": {"task": "plans.tasks.flag_overdue", "schedule": crontab(hour="6", minute="0")},
    "raise escalations": {"task": "plans.tasks.raise_escalations", "schedule": crontab(hour="6", minute="10")},
    "raise escalations of measures": {
        "task": "measures.tasks.raise_escalations",
        "schedule": crontab(hour="6", minute="15"),
    },
    "ask whether embedded": {"task": "plans.tasks.ask_whether_embedded", "schedule": crontab(hour="6", minute="25")},
    "step rounds": {"task": "reports.tasks.step_rounds", "schedule": crontab(hour="6", minute="20")},
    # A sweep that waited for a worker longer than until the next one has nothing left to say: it expires.
    "sweep files of readings": {"task": "measures.tasks.sweep_files", "schedule": 30.0, "options": {"expires": 30}},
    "sweep packs": {"task": "reports.tasks.sweep_packs", "schedule": 30.0, "options": {"expires": 30}},
    "gather digests": {
        "task": "governance.tasks.gather_digests",
        "schedule": crontab(minute="*/15"),
        "options": {"expires": 900},
    },
    "send notices": {"task": "governance.tasks.send_notices", "schedule": 60.0, "options": {"expires": 60}},
}
_QUEUE = DATA_DIR / "broker"
# A visibility timeout shorter than the longest job would run a healthy job twice.
_REDIS_TRANSPORT = {"visibility_timeout": 3600, "unacked_restore_interval": 2, "unacked_restore_throttle": 1}
_FOLDER_TRANSPORT = {
    "data_folder_in": str(_QUEUE / "messages"),
    "data_folder_out": str(_QUEUE / "messages"),
    "control_folder": str(_QUEUE / "control"),
    "polling_interval": 0.5,
}
CELERY_BROKER_TRANSPORT_OPTIONS = _FOLDER_TRANSPORT if ENVIRONMENT.embedded else _REDIS_TRANSPORT
# With one worker there is nobody to talk to, and in a folder the talk would be files that nobody reads.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = not ENVIRONMENT.embedded
if ENVIRONMENT.embedded:
    for _folder in ("messages", "control"):
        (_QUEUE / _folder).mkdir(parents=True, exist_ok=True)

# Logs go to the console, one line an event, each with its request's identity.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "config.request_id.RequestIdFilter"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {request_id} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request_id"]}},
    "root": {"handlers": ["console"], "level": ENVIRONMENT.log_level},
    "loggers": {
        "django": {"handlers": [], "level": ENVIRONMENT.log_level, "propagate": True},
        # Fonts are subset for every pack, and fontTools tells of each table.
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}
