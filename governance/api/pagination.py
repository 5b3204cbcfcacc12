"""Pages of the API: newest first, by cursor, without totals."""

from rest_framework.pagination import CursorPagination


class Page(CursorPagination):
    """25 rows unless asked, 100 at most; UUID version 7 sorts by time."""

    page_size = 25
    max_page_size = 100
    page_size_query_param = "page_size"
    ordering = "-pk"
