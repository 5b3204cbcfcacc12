"""Zip files of stored members, read strictly (PKWARE APPNOTE 4.3.7, 4.3.12, 4.3.16).

Nothing is compressed: a member takes the bytes it says, so that no file can grow while
it is read. Members follow each other without a gap, each once, under a name the caller
allows; both headers of a member agree. A wrong checksum is noted and not believed:
whoever changes a byte changes the checksum as well, and whoever does not shall be told
which entry they hit, not only that the file is damaged.
"""

import binascii
import stat
import struct
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from governance.ledger.errors import LedgerError, MalformedError

MAX_BYTES = 2**31 - 1
MAX_MEMBERS = 60_000
_MAX_DIRECTORY_BYTES = MAX_MEMBERS * 200
_CHUNK = 1 << 20
_END, _CENTRAL, _LOCAL = (
    struct.Struct("<4s4H2LH"),
    struct.Struct("<4s6H3L5H2L"),
    struct.Struct("<4s5H3L2H"),
)
_DATE = (1980, 1, 1, 0, 0, 0)
_REGULAR_FILE = (stat.S_IFREG | 0o644) << 16
# Signature, made by version 2.0 on Unix, needs 2.0, no flags, stored, midnight, 1980.
_WRITTEN = (b"PK\x01\x02", 3 << 8 | 20, 20, 0, 0, 0, 1 << 5 | 1)


@dataclass(frozen=True, slots=True)
class Member:
    """One file inside: where its bytes are, and the checksum it claims."""

    name: str
    start: int
    size: int
    crc: int


class Container:
    """The members of a zip file; `damaged` names those whose checksum was wrong."""

    def __init__(self, file: BinaryIO, is_allowed: Callable[[str], bool]) -> None:
        """Read the directory and every header; raises MalformedError."""
        self._file = file
        self.damaged: set[str] = set()
        self.members = {m.name: m for m in _members(file, is_allowed)}

    def size(self, name: str) -> int:
        """How many bytes a member has; raises MalformedError when it is missing."""
        return self._member(name).size

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a member, 1 MiB at a time."""
        member = self._member(name)
        crc, at, end = 0, member.start, member.start + member.size
        while at < end:
            self._file.seek(at)
            data = self._file.read(min(_CHUNK, end - at))
            if not data:
                raise MalformedError(f"the zip ends inside {name}")
            crc, at = binascii.crc32(data, crc), at + len(data)
            yield data
        if crc != member.crc:
            self.damaged.add(name)

    def read(self, name: str, limit: int) -> bytes:
        """All bytes of a member of at most `limit`."""
        if self.size(name) > limit:
            raise MalformedError(f"{name} has more than {limit:,} bytes")
        return b"".join(self.chunks(name))

    def lines(self, name: str, limit: int) -> Iterator[bytes]:
        """The lines of a member without their newline, each of at most `limit`."""
        rest = b""
        for data in self.chunks(name):
            *whole, rest = (rest + data).split(b"\n")
            if max(map(len, whole), default=0) > limit or len(rest) > limit:
                raise MalformedError(f"{name}: a line has more than {limit:,} bytes")
            yield from whole
        if rest:
            raise MalformedError(f"{name}: the last line does not end")

    def _member(self, name: str) -> Member:
        if name not in self.members:
            raise MalformedError(f"{name} is missing")
        return self.members[name]


def _members(file: BinaryIO, is_allowed: Callable[[str], bool]) -> list[Member]:
    directory, count, end = _directory(file)
    members: list[Member] = []
    seen: set[str] = set()
    at = expected = 0
    for _ in range(count):
        if at + _CENTRAL.size > len(directory):
            raise MalformedError("the directory of the zip is cut")
        fields = _CENTRAL.unpack_from(directory, at)
        name_length, extra_length = fields[10], fields[11]
        raw = directory[at + _CENTRAL.size :][:name_length]
        name = _checked_name(raw, is_allowed, seen)
        _check_central(name, fields)
        if fields[16] != expected:
            raise MalformedError(f"{name} does not begin where the member before ends")
        member = _located(file, name, raw, fields)
        members.append(member)
        expected = member.start + member.size
        at += _CENTRAL.size + name_length + extra_length
    if at != len(directory) or expected != end:
        raise MalformedError("the zip holds bytes that belong to no member")
    return members


def _directory(file: BinaryIO) -> tuple[bytes, int, int]:
    """The central directory, how many members it names, and where it begins."""
    size = file.seek(0, 2)
    if size > MAX_BYTES + _MAX_DIRECTORY_BYTES:
        raise MalformedError(f"a bundle has at most {MAX_BYTES:,} bytes")
    if size < _END.size:
        raise MalformedError("this is no zip file, or it is cut")
    file.seek(size - _END.size)
    sign, disk, first, here, count, length, start, comment = _END.unpack(
        file.read(_END.size)
    )
    if sign != b"PK\x05\x06" or comment:
        raise MalformedError("this is no zip file, or it is cut")
    whole = start + length + _END.size == size
    if disk or first or here != count or not whole:
        raise MalformedError("the zip does not end where its directory says")
    if count > MAX_MEMBERS or length > _MAX_DIRECTORY_BYTES:
        raise MalformedError(f"a bundle has at most {MAX_MEMBERS:,} members")
    file.seek(start)
    return file.read(length), count, start


def _checked_name(raw: bytes, is_allowed: Callable[[str], bool], seen: set[str]) -> str:
    try:
        name = raw.decode("ascii")
    except UnicodeDecodeError as error:
        raise MalformedError(f"{raw[:60]!r} is no name of a member") from error
    if not is_allowed(name):
        raise MalformedError(f"{name[:60]!r} is no member of a bundle")
    if name in seen:
        raise MalformedError(f"{name} is there twice")
    seen.add(name)
    return name


def _check_central(name: str, fields: tuple[Any, ...]) -> None:
    method, packed, size, mode = fields[4], fields[8], fields[9], fields[15] >> 16
    if method or packed != size:
        raise MalformedError(f"{name} is compressed; a bundle stores its members")
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
        raise MalformedError(f"{name} is no ordinary file")
    if fields[:7] != _WRITTEN or any(fields[11:15]) or fields[15] != _REGULAR_FILE:
        raise MalformedError(f"{name} is not stored as an export stores it")


def _located(file: BinaryIO, name: str, raw: bytes, central: tuple[Any, ...]) -> Member:
    """The member behind its local header, which must say what the directory says."""
    offset = central[16]
    file.seek(offset)
    header = file.read(_LOCAL.size + len(raw))
    if len(header) != _LOCAL.size + len(raw):
        raise MalformedError(f"the zip ends inside {name}")
    local = _LOCAL.unpack_from(header)
    # version, flags, method, time, date, crc, both sizes, lengths of name and extra
    same = local[1:] == central[2:12] and header[_LOCAL.size :] == raw
    if local[0] != b"PK\x03\x04" or not same:
        raise MalformedError(f"{name}: its header differs from the zip's directory")
    return Member(name, offset + len(header), central[9], central[7])


class ContainerWriter:
    """Writes members in the order they come; the same members are the same bytes."""

    def __init__(self, file: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=False)
        self._bytes = 0

    def add(self, name: str, chunks: Iterable[bytes]) -> None:
        """One more member; raises LedgerError beyond 2 GiB or 60,000 members."""
        info = zipfile.ZipInfo(name, _DATE)
        info.create_system, info.external_attr = 3, _REGULAR_FILE
        if len(self._zip.filelist) >= MAX_MEMBERS:
            raise LedgerError(f"a bundle has at most {MAX_MEMBERS:,} members")
        with self._zip.open(info, "w") as member:
            for chunk in chunks:
                self._bytes += len(chunk)
                if self._bytes > MAX_BYTES - _MAX_DIRECTORY_BYTES:
                    raise LedgerError(
                        "a bundle has at most 2 GiB; export several ranges instead"
                    )
                member.write(chunk)

    def close(self) -> None:
        """Write the directory."""
        self._zip.close()
