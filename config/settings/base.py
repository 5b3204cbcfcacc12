"""What every profile shares: the embedded defaults, SQLite, files, loopback."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from config import env
from governance import logs

# onnxruntime would keep a device id in the home folder, and tell about its use.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = Path(env.text("DATA_DIR") or BASE_DIR / "var").expanduser().resolve()
for _folder in ("uploads", "broker", "broker-control", "run", "static"):
    (DATA_DIR / _folder).mkdir(parents=True, exist_ok=True)
VERSION = "0.1.0"
DEBUG = False

HOST = env.text("HOST", "127.0.0.1")
PORT = env.integer("PORT", 8000)
PUBLIC_URL = env.text("PUBLIC_URL", f"http://{HOST}:{PORT}").rstrip("/")
SCORING_URL = env.text("SCORING_URL", f"http://{HOST}:{PORT + 2}").rstrip("/")
ALLOWED_HOSTS = env.csv("ALLOWED_HOSTS", f"{HOST},127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SECRET_KEY = env.secret("SECRET_KEY")

INSTALLED_APPS = [
    "config",
    "governance",
    "registry",
    "deployments",
    "reports",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "guardian",
    "lucide",
    "mozilla_django_oidc",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]
MIDDLEWARE = [
    "governance.middleware.headers",
    "governance.middleware.size_limit",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "governance.middleware.request_context",
    "governance.middleware.errors",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Before CSRF, which reads the whole body: strangers upload nothing.
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "governance.middleware.login_required",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
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
                "governance.page_context.shell",
            ],
        },
    }
]

# One transaction per operation, opened by governed(); never one per request.
ATOMIC_REQUESTS = False
DATABASES = {"default": env.database("DATABASE_URL", DATA_DIR / "db.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People. Passwords exist for one emergency admin only; everybody else comes by OpenID.
AUTH_USER_MODEL = "governance.User"
AUTHENTICATION_BACKENDS = [
    "governance.authentication.OpenIdBackend",
    "governance.authentication.EmergencyBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 14},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ANONYMOUS_USER_NAME = None  # guardian: nobody has rights without an account
GUARDIAN_MONKEY_PATCH_USER = False
# guardian's backend stays out: its rows know no end of a grant (governance.access).
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]

# OpenID Connect. The issuer is configured, never taken from a request.
OIDC_ISSUER = env.text("OIDC_ISSUER", f"http://{HOST}:{PORT + 1}").rstrip("/")
OIDC_RP_CLIENT_ID = env.text("OIDC_CLIENT_ID", "hallmark")
OIDC_RP_CLIENT_SECRET = env.secret("OIDC_CLIENT_SECRET")
OIDC_RP_SIGN_ALGO = env.text("OIDC_SIGN_ALGORITHM", "RS256")
OIDC_RP_SCOPES = "openid profile email groups"
OIDC_OP_AUTHORIZATION_ENDPOINT = env.text(
    "OIDC_AUTHORIZATION_URL", f"{OIDC_ISSUER}/o/authorize/"
)
OIDC_OP_TOKEN_ENDPOINT = env.text("OIDC_TOKEN_URL", f"{OIDC_ISSUER}/o/token/")
OIDC_OP_USER_ENDPOINT = env.text("OIDC_USERINFO_URL", f"{OIDC_ISSUER}/o/userinfo/")
OIDC_OP_JWKS_ENDPOINT = env.text(
    "OIDC_JWKS_URL", f"{OIDC_ISSUER}/o/.well-known/jwks.json"
)
OIDC_OP_LOGOUT_ENDPOINT = env.text("OIDC_LOGOUT_URL", f"{OIDC_ISSUER}/o/logout/")
OIDC_GROUPS_CLAIM = env.text("OIDC_GROUPS_CLAIM", "groups")
OIDC_USE_PKCE = True
OIDC_PKCE_CODE_CHALLENGE_METHOD = "S256"
OIDC_USE_NONCE = True
OIDC_MAX_AUTH_AGE = 12 * 3600  # seconds since the password was typed
OIDC_STORE_ID_TOKEN = True  # the provider's logout asks for it as a hint
OIDC_VERIFY_SSL = True
OIDC_TIMEOUT = 10
OIDC_CREATE_USER = True
OIDC_CALLBACK_CLASS = "governance.authentication.CallbackView"
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGIN_REDIRECT_URL_FAILURE = "/login/?refused=1"
LOGOUT_REDIRECT_URL = "/login/"

SESSION_COOKIE_NAME = "hallmark_session"
CSRF_COOKIE_NAME = "hallmark_csrf"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
HTTPS = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
PROVIDER_ORIGIN = "{0.scheme}://{0.netloc}".format(
    urlsplit(OIDC_OP_AUTHORIZATION_ENDPOINT)
)
# The provider's origin stands in form-action, or Chromium blocks the logout redirect.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
    f"form-action 'self' {PROVIDER_ORIGIN}"
)

# Limits, each a number.
MAX_BODY_BYTES = 2 * 2**20  # any request but an upload
MAX_ARTIFACT_BYTES = env.integer("MAX_ARTIFACT_BYTES", 512 * 2**20)
MAX_DATASET_BYTES = env.integer("MAX_DATASET_BYTES", 512 * 2**20)
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY_BYTES
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 0  # every upload streams to disk
FILE_UPLOAD_TEMP_DIR = str(DATA_DIR / "uploads")

# How long the files of a report stay at least; a kind may ask for more.
REPORT_RETENTION_YEARS = env.years("REPORT_RETENTION_YEARS", 7)

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_USE_FINDERS = True  # no collectstatic step in the embedded profile
WHITENOISE_AUTOREFRESH = False

REDIS_URL = env.secret("REDIS_URL")
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost//"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = (
    {"visibility_timeout": 3600}
    if REDIS_URL
    else {
        "data_folder_in": str(DATA_DIR / "broker"),
        "data_folder_out": str(DATA_DIR / "broker"),
        "control_folder": str(DATA_DIR / "broker-control"),
        "polling_interval": 0.05,
    }
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "run" / "beat")
CELERY_BEAT_SCHEDULE = {
    "reconcile jobs": {"task": "governance.tasks.reconcile", "schedule": 5.0},
    "project access": {
        "task": "governance.tasks.renew_projection",
        "schedule": 60.0,
        "kwargs": {"hours": 2},
    },
    "project all access": {  # after a worker that slept for long
        "task": "governance.tasks.renew_projection",
        "schedule": 86400.0,
        "kwargs": {"hours": 24 * 366 * 10},
    },
    "order due work": {
        "task": "governance.tasks.order_due_work",
        "schedule": 10.0,
        "options": {"expires": 10.0},
    },
    # The longest that a revoked key can open an endpoint, should its job fail.
    "publish routes": {
        "task": "deployments.tasks.publish",
        "schedule": 10.0,
        "options": {"expires": 10.0},
    },
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "governance.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["governance.api.permissions.ScopedAccess"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["governance.api.parsing.BoundedJSONParser"],
    "EXCEPTION_HANDLER": "governance.api.problems.handle",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "governance.api.pagination.Page",
    "PAGE_SIZE": 25,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Hallmark",
    "VERSION": VERSION,
    "DESCRIPTION": "Governance and audit ledger for machine-learning models.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
}

GATEWAY_CONTROL = env.text(
    "HALLMARK_GATEWAY_CONTROL", str(DATA_DIR / "run" / "gateway.sock")
)

# The ledger. Its signing key is no setting: only the sequencer's process reads it.
LEDGER_HEARTBEAT = env.integer("LEDGER_HEARTBEAT", 3600)  # seconds; 0 means never
LEDGER_WITNESSES = env.text("LEDGER_WITNESSES")
LEDGER_WAKE_SOCKET = env.text("LEDGER_WAKE_SOCKET")

# Reports. The key that seals them is no setting: only the worker's process reads it.
REPORT_TSA_URL = env.text("REPORT_TSA_URL")
MAX_VERIFIED_BYTES = 50 * 2**20  # a report that a stranger may have judged

logs.configure()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": logs.formatter(as_json=env.boolean("LOG_JSON"))},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    # The clock would say three lines every five seconds; jobs are told by their rows.
    "loggers": {
        name: {"level": "WARNING"}
        for name in ("celery.beat", "celery.worker.strategy", "celery.app.trace")
    }
    | {"pikepdf": {"level": "WARNING"}},
}
