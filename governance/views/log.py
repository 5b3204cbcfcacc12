"""The log as C2SP tlog-tiles serves it, so that anybody's tools can follow it.

Checkpoint and hash tiles are public: they hold hashes. Entry bundles hold what happened
in every project; they are for those who may read every entry.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from governance import access, log
from governance.ledger.entry_bundle import write_entries
from governance.ledger.errors import MalformedError
from governance.ledger.tiles import MAX_LEVEL, WIDTH, Tile, parse_path
from governance.models import Entry
from governance.pages import actor_of
from governance.rights import Right

TEXT = "text/plain; charset=utf-8"
BYTES = "application/octet-stream"
# A tile never changes: full ones are complete, partial ones are named by their width.
FOR_GOOD = "public, max-age=31536000, immutable"
FOR_ME = "private, no-store"


@require_safe
@never_cache
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest signed checkpoint, with the lines of the witnesses."""
    found = log.published()
    if found is None:
        raise Http404("The log is not signed yet.")
    return HttpResponse(log.with_cosignatures(found), content_type=TEXT)


@require_safe
@never_cache
def keys(request: HttpRequest) -> HttpResponse:
    """The log's verifier keys, newest first; they must be known from elsewhere too."""
    lines = [f"{key.vkey}\n" for key in reversed(log.verifiers())]
    return HttpResponse("".join(lines), content_type=TEXT)


@require_safe
def tile(request: HttpRequest, level: int, path: str) -> HttpResponse:
    """The hashes of one tile."""
    number, width = _parsed(path)
    data = log.tile_data(Tile(level, number), width) if level <= MAX_LEVEL else None
    if data is None:
        raise Http404("The newest checkpoint does not cover this tile.")
    return HttpResponse(data, BYTES, headers={"Cache-Control": FOR_GOOD})


@require_safe
def entries(request: HttpRequest, path: str) -> HttpResponse:
    """The bodies of the entries below one tile of level 0."""
    access.require(actor_of(request), Right.AUDIT, None)
    number, width = _parsed(path)
    if log.tile_data(Tile(0, number), width) is None:
        raise Http404("The newest checkpoint does not cover these entries.")
    start = number * WIDTH
    rows = Entry.objects.filter(leaf__seq__gte=start, leaf__seq__lt=start + width)
    bodies = rows.order_by("leaf__seq").values_list("body", flat=True)
    data = write_entries(bytes(body) for body in bodies)
    return HttpResponse(data, BYTES, headers={"Cache-Control": FOR_ME})


def _parsed(path: str) -> tuple[int, int]:
    try:
        return parse_path(path)
    except MalformedError as error:
        raise Http404("There is no such tile.") from error
