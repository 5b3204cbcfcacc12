"""The colour space of the reports, sRGB, as an ICC profile of our own making.

IEC 61966-2-1 gives the primaries and the curve; ICC.1:2010 says how to write them down.
A profile of some library would change with the library, and the bytes with it.
"""

import struct
from functools import cache
from typing import Final

_D50: Final = (0.9642, 1.0, 0.8249)
_PRIMARIES: Final = {  # adapted to D50
    b"rXYZ": (0.4360747, 0.2225045, 0.0139322),
    b"gXYZ": (0.3850649, 0.7168786, 0.0971045),
    b"bXYZ": (0.1430804, 0.0606169, 0.7141733),
}
_ADAPTATION: Final = (
    *(1.0478112, 0.0228866, -0.0501270),
    *(0.0295424, 0.9904844, -0.0170491),
    *(-0.0092345, 0.0150436, 0.7521316),
)
_CURVE: Final = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
_HEADER: Final = 128
_MADE: Final = (2026, 1, 1, 0, 0, 0)


@cache
def profile() -> bytes:
    """A display profile with three primaries and one curve."""
    curve = b"para" + struct.pack(">IHH", 0, 3, 0) + _fixed(*_CURVE)
    tags = {
        b"desc": _text("sRGB IEC61966-2.1"),
        b"cprt": _text("No copyright, use freely"),
        b"wtpt": _point(*_D50),
        b"chad": b"sf32" + bytes(4) + _fixed(*_ADAPTATION),
        **{name: _point(*place) for name, place in _PRIMARIES.items()},
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    table, content = _laid_out(tags)
    size = _HEADER + len(table) + len(content)
    return _header(size) + table + content


def _laid_out(tags: dict[bytes, bytes]) -> tuple[bytes, bytes]:
    """The table of tags and their content; equal content stands there once."""
    begin = _HEADER + 4 + 12 * len(tags)
    table, content = struct.pack(">I", len(tags)), b""
    places: dict[bytes, int] = {}
    for name, value in tags.items():
        if value not in places:
            places[value] = begin + len(content)
            content += value + bytes(-len(value) % 4)
        table += name + struct.pack(">II", places[value], len(value))
    return table, content


def _header(size: int) -> bytes:
    head = struct.pack(">I4sI4s4s4s", size, b"", 0x04200000, b"mntr", b"RGB ", b"XYZ ")
    head += struct.pack(">6H", *_MADE) + b"acsp" + bytes(28)
    head += _fixed(*_D50)
    return head.ljust(_HEADER, b"\0")


def _fixed(*values: float) -> bytes:
    """s15Fixed16Number, ICC.1:2010, 4.6."""
    return struct.pack(f">{len(values)}i", *(round(v * 65536) for v in values))


def _point(x: float, y: float, z: float) -> bytes:
    return b"XYZ " + bytes(4) + _fixed(x, y, z)


def _text(words: str) -> bytes:
    """multiLocalizedUnicodeType with one record."""
    code = words.encode("utf-16-be")
    record = struct.pack(">II2s2sII", 1, 12, b"en", b"US", len(code), 28)
    return b"mluc" + bytes(4) + record + code
