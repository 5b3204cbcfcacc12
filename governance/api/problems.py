"""Refusals of the API as problem+json, RFC 9457."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from governance.exceptions import GovernanceError

CONTENT_TYPE = "application/problem+json"


def _members(error: GovernanceError) -> dict[str, Any]:
    members: dict[str, Any] = {
        "type": "about:blank",
        "title": error.code.replace("_", " ").capitalize(),
        "status": error.status,
        "code": error.code,
        "detail": error.message,
    }
    if error.field:
        members["errors"] = {error.field: [error.message]}
    return members


def as_response(error: GovernanceError) -> HttpResponse:
    """A refusal that arose before DRF saw the request."""
    return JsonResponse(
        _members(error),
        status=error.status,
        content_type=CONTENT_TYPE,
        headers=error.headers,
    )


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: every refusal has the same shape."""
    if isinstance(error, GovernanceError):
        return Response(
            _members(error),
            error.status,
            headers=error.headers,
            content_type=CONTENT_TYPE,
        )
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    response.data = _drf_members(error, response)
    response.content_type = CONTENT_TYPE
    return response


def _drf_members(error: Exception, response: Response) -> dict[str, Any]:
    is_validation = isinstance(error, exceptions.ValidationError)
    fields = response.data if isinstance(response.data, dict) else {}
    detail = "Some fields are wrong." if is_validation else fields.get("detail", "")
    code = error.default_code if isinstance(error, exceptions.APIException) else "error"
    members: dict[str, Any] = {
        "type": "about:blank",
        "title": str(code).replace("_", " ").capitalize(),
        "status": response.status_code,
        "code": str(code),
        "detail": str(detail),
    }
    if is_validation:
        members["errors"] = fields
    return members
