"""API views that take a file: the right is asked for before the body is read."""

from typing import Any, ClassVar

from rest_framework.authentication import get_authorization_header
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.views import APIView

from governance.actions import Action
from governance.api.views import actor_of
from governance.models import User
from registry.uploads import require_project_right


class UploadView(APIView):
    """A view of a project (`project_id`) whose POST brings a file for `action`."""

    parser_classes = [MultiPartParser]
    action: ClassVar[Action]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Ask twice: a session's check against forged requests reads the body.

        Whoever sends a token instead is known only after `initial` of DRF.
        """
        if request.method != "POST":
            return super().initial(request, *args, **kwargs)
        project_id = kwargs["project_id"]
        person = getattr(request._request, "user", None)  # noqa: SLF001 - DRF's own `request.user` reads the body
        if isinstance(person, User) and not _has_token(request):
            require_project_right(person, self.action, project_id)
        super().initial(request, *args, **kwargs)
        require_project_right(actor_of(request), self.action, project_id)
        return None


def _has_token(request: Request) -> bool:
    return get_authorization_header(request).lower().split()[:1] == [b"bearer"]
