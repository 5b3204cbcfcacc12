"""Slows guessing of the emergency password: five failures in fifteen minutes."""

import hashlib

from django.core.cache import cache

LIMIT = 5
WINDOW_SECONDS = 15 * 60


def _key(username: str) -> str:
    return "login:" + hashlib.sha256(username.encode()).hexdigest()


def exhausted(username: str) -> bool:
    """Whether this name has to wait."""
    count: int = cache.get(_key(username), 0)
    return count >= LIMIT


def failed(username: str) -> None:
    """Count one failure."""
    key = _key(username)
    if not cache.add(key, 1, WINDOW_SECONDS):
        cache.incr(key)
