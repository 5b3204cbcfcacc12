"""Who may score: an open route, or a bearer token that is known and not expired."""

import hashlib
import hmac
import time

from .routes import Key, Route

_SCHEME = b"bearer "


def allowed(route: Route, authorization: bytes) -> tuple[bool, str | None]:
    """Decide; also names the key that was used, for the log."""
    key = _matching(route.keys, authorization)
    if key is not None:
        return True, key.id
    return route.open, None


def _matching(keys: tuple[Key, ...], authorization: bytes) -> Key | None:
    """Compare with every key in the same time, whichever matches."""
    if authorization[: len(_SCHEME)].lower() != _SCHEME:
        return None
    token = authorization[len(_SCHEME) :].strip()
    digest = hashlib.sha256(token).hexdigest().encode()
    found = None
    for key in keys:
        if hmac.compare_digest(key.sha256, digest):
            found = key
    if found is None or (found.expires is not None and found.expires <= time.time()):
        return None
    return found
