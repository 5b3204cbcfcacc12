"""How a good bundle becomes a bad one; each defect says what must be answered."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from governance.ledger.canonical import canonical
from governance.ledger.container import ContainerWriter
from governance.ledger.verification_report import DOES_NOT_HOLD
from tests.ledger.bad_bundles import good

Members = dict[str, bytes]
FIRST, LAST = 10, 60
CHOSEN = (3, 17, 18, 40, 50, 80)


@dataclass(frozen=True)
class Defect:
    """One thing that is wrong, the exit code, and words of what is told."""

    name: str
    spoil: Callable[[bytes], bytes]
    exit_code: int
    told: str
    kind: str
    how: dict[str, Any] = field(default_factory=dict)


DEFECTS: list[Defect] = []


def defect(
    told: str, exit_code: int = DOES_NOT_HOLD, kind: str = "range", **how: Any
) -> Callable[[Callable[[Members], None]], Callable[[Members], None]]:
    """Register a function that changes the members of a good bundle."""

    def register(change: Callable[[Members], None]) -> Callable[[Members], None]:
        def spoil(data: bytes) -> bytes:
            members = unpacked(data)
            change(members)
            return packed(members)

        DEFECTS.append(Defect(change.__name__, spoil, exit_code, told, kind, how))
        return change

    return register


def raw_defect(
    told: str, exit_code: int, kind: str = "range"
) -> Callable[[Callable[[bytes], bytes]], Callable[[bytes], bytes]]:
    """Register a function that changes the bytes of the zip."""

    def register(change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
        DEFECTS.append(Defect(change.__name__, change, exit_code, told, kind))
        return change

    return register


def unpacked(data: bytes) -> Members:
    """The files of a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(members: Members) -> bytes:
    """A zip as the product writes it."""
    buffer = io.BytesIO()
    writer = ContainerWriter(buffer)
    for name, content in members.items():
        writer.add(name, [content])
    writer.close()
    return buffer.getvalue()


def write_good(path: Path, kind: str, made: good.Log) -> Path:
    """The good bundle that defects begin from."""
    indexes = {
        "range": range(FIRST, LAST),
        "complete": range(len(made.bodies)),
        "selection": CHOSEN,
    }[kind]
    note = made.cosigned(good.WITNESS)
    return good.write(path, made, indexes, checkpoint=note, since=20)


def lines(members: Members, name: str = "entries.ndjson") -> list[bytes]:
    """The lines of a member."""
    return members[name].splitlines(keepends=True)


def entry_place(index: int, kind: str = "range") -> int:
    """Which line an entry has."""
    return CHOSEN.index(index) if kind == "selection" else index - FIRST


def edited(members: Members, index: int, old: bytes, new: bytes) -> None:
    """Change bytes inside the body of one entry of a range."""
    found = lines(members)
    place = entry_place(index)
    assert old in found[place]
    found[place] = found[place].replace(old, new)
    members["entries.ndjson"] = b"".join(found)


def manifest(members: Members, **changed: Any) -> None:
    """Change fields of the manifest, written canonically."""
    value = json.loads(members["manifest.json"])
    value.update(changed)
    members["manifest.json"] = canonical(value)
