"""One page of a list, told by a serializer."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from governance.api.pagination import Page


def paged(
    view: APIView, request: Request, rows: QuerySet[Any], told: type[Serializer[object]]
) -> Response:
    """The answer with the rows of the page that the request asks for."""
    page = Page()
    found = page.paginate_queryset(rows, request, view) or []
    return page.get_paginated_response(told(found, many=True).data)
