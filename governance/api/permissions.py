"""The API's first gate: somebody, and a token scope that fits the method.

What that somebody may do to which object is decided by queries and operations.
"""

from django.views import View
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from governance.models import AccessToken


class ScopedAccess(BasePermission):
    """Logged in; a token needs `read` to read and `write` to change."""

    message = "This token lacks the scope for this."

    def has_permission(self, request: Request, view: View) -> bool:
        if not request.user.is_authenticated:
            return False
        if not isinstance(request.auth, AccessToken):
            return True
        needed = "read" if request.method in SAFE_METHODS else "write"
        return needed in request.auth.scopes
