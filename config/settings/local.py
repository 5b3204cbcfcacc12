"""The embedded profile of `make run`: one machine, loopback, secrets from files."""

import secrets

from config.settings.base import *  # noqa: F403 - a profile is its base plus changes
from config.settings.base import SECRET_KEY

# A stray `manage.py check` needs a key, but no session may outlive it.
SECRET_KEY = SECRET_KEY or secrets.token_urlsafe(48)
