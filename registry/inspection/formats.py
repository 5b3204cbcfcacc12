"""Telling file formats apart by their content; the name is never believed."""

import zipfile
from pathlib import Path

from registry.inspection.limits import LIMITS
from registry.inspection.refused import Refused

PICKLE_PROTOCOLS = frozenset({b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05"})
_KNOWN_BUT_REFUSED = (
    (b"\x89HDF", "This is an HDF5 file (Keras)."),
    (b"GGUF", "This is a GGUF file."),
    (b"\x1f\x8b", "This is a gzip archive."),
    (b"\x28\xb5\x2f\xfd", "This is a zstd archive."),
    (b"\x78\x9c", "This is zlib-compressed, as joblib writes pickles."),
    (b"\x78\x5e", "This is zlib-compressed, as joblib writes pickles."),
    (b"\x78\xda", "This is zlib-compressed, as joblib writes pickles."),
)
TAKEN = "Hallmark takes ONNX and skops files."
PICKLE = "This is a Python pickle, and opening one can run any code. " + TAKEN


def flavour_of(path: Path) -> str:
    """'onnx' or 'skops', or Refused with what the file is instead."""
    with path.open("rb") as file:
        start = file.read(8)
    if not start:
        raise Refused("The file is empty.")
    if start[:2] in PICKLE_PROTOCOLS:
        raise Refused(PICKLE)
    for magic, sentence in _KNOWN_BUT_REFUSED:
        if start.startswith(magic):
            raise Refused(f"{sentence} {TAKEN}")
    if start.startswith(b"PK"):
        return _archive_flavour(path)
    return "onnx"


def _archive_flavour(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise Refused("This is a zip archive that is damaged or cut off.") from error
    if sum(member.file_size for member in members) > LIMITS.unpacked_bytes:
        raise Refused("The archive unpacks to more than 1 GiB.")
    names = {member.filename for member in members}
    if any(name.endswith((".pkl", ".pickle")) for name in names):
        raise Refused(PICKLE)
    if "schema.json" not in names:
        raise Refused(f"This is a zip archive, but not a skops file. {TAKEN}")
    return "skops"
