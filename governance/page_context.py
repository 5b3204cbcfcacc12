"""What every page shows besides its content."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from governance import access, log
from governance.models import User
from governance.rights import Right


def shell(request: HttpRequest) -> dict[str, Any]:
    """The frame: product version, ledger position, which site pages to offer.

    Lazy: a fragment that shows none of it costs no query.
    """
    actor = getattr(request, "user", None)
    if actor is None or not actor.is_authenticated:
        return {"product_version": settings.VERSION}
    return {
        "product_version": settings.VERSION,
        "ledger": cache(log.state),
        "log_sizes": cache(log.sizes),
        "may_manage_access": _holds(actor, Right.MANAGE_ACCESS),
        "may_audit": _holds(actor, Right.AUDIT),
    }


def _holds(actor: User, right: Right) -> Callable[[], bool]:
    return lambda: access.may(actor, right, None).allowed
