"""Names that come from outside: cleaned to labels, never used as paths."""

import re
import unicodedata
from pathlib import PurePosixPath

from governance.exceptions import InvalidInput

MAX_FILE_NAME = 100
MAX_NAME = 100
_NOT_ALLOWED = re.compile(r"[^A-Za-z0-9._-]+")
_MODEL_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,62}")


def file_label(name: str, default: str) -> str:
    """A harmless label for an uploaded file: its last part, in plain characters."""
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = unicodedata.normalize("NFKD", last).encode("ascii", "ignore").decode()
    cleaned = _NOT_ALLOWED.sub("_", plain).strip("._-")
    return cleaned[-MAX_FILE_NAME:].lstrip("._-") or default


def one_line(field: str, value: str, *, limit: int = MAX_NAME) -> str:
    """A name people read: one line of printable text, or InvalidInput on the field."""
    text = unicodedata.normalize("NFC", value).strip()
    if not text:
        raise InvalidInput(field, "This is empty.")
    if len(text) > limit:
        raise InvalidInput(field, f"This is longer than {limit} characters.")
    if not text.isprintable():
        raise InvalidInput(field, "This holds characters that cannot be shown.")
    return text


def paragraph(field: str, value: str, *, limit: int, required: bool = True) -> str:
    """A text of several lines, without control characters."""
    text = unicodedata.normalize("NFC", value).replace("\r\n", "\n").strip()
    if required and not text:
        raise InvalidInput(field, "This is empty.")
    if len(text) > limit:
        raise InvalidInput(field, f"This is longer than {limit} characters.")
    if not text.replace("\n", "").replace("\t", "").isprintable():
        raise InvalidInput(field, "This holds characters that cannot be shown.")
    return text


def model_name(field: str, value: str) -> str:
    """A model's name: it stands in URLs, file names and commands."""
    if not _MODEL_NAME.fullmatch(value):
        raise InvalidInput(
            field,
            "A model's name starts with a letter and holds letters, digits, "
            "'_', '.' and '-', at most 63.",
        )
    return value
