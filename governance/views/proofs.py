"""The proof of one entry, as a file."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from governance import history, log
from governance.exceptions import Conflict
from governance.pages import actor_of


@require_GET
def proof_file(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """C2SP tlog-proof: number, hashes and signed checkpoint, to keep or to send."""
    found = history.find_entry(actor_of(request), entry_id)
    proof = log.proof_of(found)
    if proof is None:
        raise Conflict("No checkpoint covers this entry yet. Wait a second.")
    name = f"entry-{proof.index}.tlog-proof"
    return HttpResponse(
        proof.file.text,
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_GET
def body_file(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """The canonical bytes that the proof is about."""
    found = history.find_entry(actor_of(request), entry_id)
    return HttpResponse(
        bytes(found.body),
        content_type="application/json",
        headers={
            "Content-Disposition": f'attachment; filename="entry-{found.uuid}.json"'
        },
    )
