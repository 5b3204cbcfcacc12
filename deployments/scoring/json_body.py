"""Reads a request body strictly, for every protocol alike."""

import json
from typing import Any

from .errors import BadInputError


def parse(body: bytes) -> dict[str, Any]:
    """Read a JSON object: UTF-8, no NaN, no Infinity."""
    try:
        document = _decode(body.decode())
    except RecursionError:
        raise BadInputError("The body is nested too deeply.") from None
    except ValueError as error:
        raise BadInputError(f"The body is not JSON: {error}") from None
    if not isinstance(document, dict):
        raise BadInputError("The body must be a JSON object.")
    return document


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not a JSON number")


_decode = json.JSONDecoder(parse_constant=_no_constant).decode
