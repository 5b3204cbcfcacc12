"""Tests: a cheap hasher, a fixed key, files in a temporary folder, a real database."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="hallmark-tests-"))
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "0" * 40)
os.environ.setdefault("OIDC_CLIENT_SECRET", "only-for-tests")

from config.settings.base import *  # noqa: F403 - the folder must be set first
from config.settings.base import DATA_DIR, DATABASES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
WHITENOISE_USE_FINDERS = True
if DATABASES["default"]["ENGINE"] == "governance.sqlite":
    # A file, not memory: locks, WAL and copies behave as in the product.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(DATA_DIR) / "test.sqlite3")}
else:
    # Nobody asks a test database to survive a power cut.
    DATABASES["default"]["OPTIONS"] = {"options": "-c synchronous_commit=off"}
