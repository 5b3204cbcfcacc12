"""Pages that take a file: the right is asked for before the body is read."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from governance.actions import Action
from governance.pages import actor_of
from registry.uploads import require_project_right

ProjectView = Callable[[HttpRequest, UUID], HttpResponse]


def right_before_body(action: Action) -> Callable[[ProjectView], ProjectView]:
    """For a page of a project that takes a file: ask for the right, then read.

    The check against forged requests reads the body for its token, so it comes after
    the right here; in the middleware it would come first.
    """

    def decorated(view: ProjectView) -> ProjectView:
        protected = csrf_protect(view)

        @csrf_exempt
        @wraps(view)
        def asked(request: HttpRequest, project_id: UUID) -> HttpResponse:
            if request.method == "POST":
                require_project_right(actor_of(request), action, project_id)
            return protected(request, project_id)

        return asked

    return decorated
