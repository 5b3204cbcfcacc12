"""Reads the body of an entry that anybody may have written.

Whoever has the application's database role can insert any bytes, which stay for good.
So pages ask here: a body of another shape than version 1 is told as unreadable, and
never stops a list that holds it.
"""

from collections.abc import Mapping
from typing import Any

from governance.ledger.bodies import VERSION, fault
from governance.ledger.canonical import parse_object
from governance.ledger.errors import NotCanonicalError
from governance.models import Entry

UNREADABLE = "(unreadable entry)"


def read_body(entry: Entry) -> dict[str, Any] | None:
    """The values of the body, None when they cannot be read.

    Strictly, as a verifier reads it: canonical, and of the shape of version 1
    (docs/ledger-format.md).
    """
    try:
        body = parse_object(bytes(entry.body))
    except NotCanonicalError:
        return None
    if body.get("v") != VERSION or fault(body):
        return None
    return dict(body)


def refs_of(body: Mapping[str, Any] | None) -> list[int]:
    """The numbers of the entries that it points at; none when it is unreadable."""
    return [ref["index"] for ref in body["refs"]] if body else []
