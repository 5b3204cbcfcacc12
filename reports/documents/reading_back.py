"""Evidence from its file: the exact reverse of sealing, without Django."""

import json
from dataclasses import is_dataclass
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from reports.documents.catalogue import BY_CODE
from reports.documents.drawing import drawn
from reports.documents.kind import Kind
from reports.pdf.making import Making


class UnreadableError(Exception):
    """The file is no evidence of a kind that is known here."""


def drawn_again(text: bytes, conditions: Making) -> tuple[bytes, Any]:
    """The PDF that this evidence gives, and the evidence; raises UnreadableError.

    Text of the right type may still be no date: that shows when it is drawn.
    """
    kind, evidence = read(text)
    try:
        return drawn(kind.render, evidence, conditions), evidence
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableError(f"this is no evidence: {error}") from error


def read(text: bytes) -> tuple[Kind, Any]:
    """The kind, and its evidence as it was sealed; raises UnreadableError."""
    try:
        value = json.loads(text)
        kind = BY_CODE[value["kind"]]
        return kind, _read(kind.evidence, value)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UnreadableError(f"this is no evidence: {error}") from error


def _read(shape: Any, value: Any) -> Any:
    """The value as its type asks; nothing is converted, everything is checked."""
    if is_dataclass(shape) and isinstance(shape, type):
        return _read_fields(shape, value)
    origin = get_origin(shape)
    if origin is tuple:
        return _read_tuple(get_args(shape), value)
    if origin is UnionType:
        return _read_optional(get_args(shape), value)
    known = value in get_args(shape) if origin is Literal else type(value) is shape
    if not known:
        raise TypeError(f"{value!r:.60} is not what the evidence holds here")
    return value


def _read_fields(shape: type, value: Any) -> Any:
    hints = get_type_hints(shape)
    if not isinstance(value, dict) or value.keys() != hints.keys():
        raise TypeError(f"the members are not those of {shape.__name__}")
    return shape(**{name: _read(hints[name], value[name]) for name in hints})


def _read_tuple(shapes: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise TypeError("a list is missing")
    if shapes[-1] is Ellipsis:
        return tuple(_read(shapes[0], inner) for inner in value)
    return tuple(_read(s, inner) for s, inner in zip(shapes, value, strict=True))


def _read_optional(shapes: tuple[Any, ...], value: Any) -> Any:
    if value is None and NoneType in shapes:
        return None
    (shape,) = (shape for shape in shapes if shape is not NoneType)
    return _read(shape, value)
