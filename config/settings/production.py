"""The profile for servers: refuses every embedded default."""

from django.core.exceptions import ImproperlyConfigured

from config import env
from config.settings.base import *  # noqa: F403 - a profile is its base plus changes
from config.settings.base import HTTPS, MIDDLEWARE

for _name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "OIDC_CLIENT_SECRET"):
    if not env.secret(_name):
        raise ImproperlyConfigured(f"Production needs {_name} or {_name}_FILE.")
for _name in ("OIDC_ISSUER", "PUBLIC_URL", "ALLOWED_HOSTS", "SCORING_URL"):
    if not env.text(_name):
        raise ImproperlyConfigured(f"Production needs {_name}.")
if not HTTPS:
    raise ImproperlyConfigured("Production needs an https:// PUBLIC_URL.")

# The settings below have no effect without it.
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", *MIDDLEWARE]
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CELERY_REPORT_KEY_REQUIRED = True  # asked by the worker: no other process has the key
