"""The prediction log's format: what one record is, and how a file is read back.

A record is: magic `HMP1` | CRC-32 | three lengths | header | request | response.
All integers are 32-bit little-endian; the CRC covers everything after itself. The
header is one JSON line: id, ts (seconds since 1970, UTC), path, status, request_length,
key (id of the bearer token, or null), deployment, release, release_number, version and
version_digest. Request and response are the exact bytes that were exchanged.

Logged is every answer that a model gave to a POST: the scores (200), and refusals of
the input (4xx). Of a refused request only the first 4,096 bytes are kept. What the
gateway refused by itself (no right, too large) never reached a model and is not here.
"""

import json
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

MAGIC = b"HMP1"
_PREFIX = struct.Struct("<4sI")
_LENGTHS = struct.Struct("<III")
_LARGEST = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Record:
    """One logged answer; `end` is where the next record starts."""

    header: dict[str, Any]
    request: bytes
    response: bytes
    end: int


def encode(header: bytes, request: bytes, response: bytes) -> bytes:
    """Make one record; `header` is a JSON object in one line."""
    lengths = _LENGTHS.pack(len(header), len(request), len(response))
    content = b"".join((lengths, header, request, response))
    return _PREFIX.pack(MAGIC, zlib.crc32(content)) + content


def read(path: Path, start: int = 0) -> Iterator[Record]:
    """Give the records from an offset on; stop at a torn or damaged tail.

    A file that is still written to can be read again later from the last `end`.
    """
    with path.open("rb") as file:
        file.seek(start)
        end = start
        while (parts := _next(file)) is not None:
            header, request, response = parts
            end += _PREFIX.size + _LENGTHS.size + sum(map(len, parts))
            yield Record(json.loads(header), request, response, end)


def _next(file: BinaryIO) -> tuple[bytes, bytes, bytes] | None:
    prefix, lengths = file.read(_PREFIX.size), file.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    magic, crc = _PREFIX.unpack(prefix)
    sizes = _LENGTHS.unpack(lengths)
    if magic != MAGIC or sum(sizes) > _LARGEST:
        return None
    content = file.read(sum(sizes))
    if len(content) < sum(sizes) or zlib.crc32(content, zlib.crc32(lengths)) != crc:
        return None
    first, second = sizes[0], sizes[0] + sizes[1]
    return content[:first], content[first:second], content[second:]
