"""Attack 11, the container: everything that is no plain zip of the members we know."""

import io
import stat
import struct
import zipfile

from tests.ledger.bad_bundles.spoiling import (
    Members,
    defect,
    manifest,
    packed,
    raw_defect,
    unpacked,
)

UNUSABLE = 2


def rewritten(data: bytes, info: zipfile.ZipInfo, content: bytes = b"x") -> bytes:
    """One more member, whatever its name and kind."""
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr(info, content)
    return buffer.getvalue()


@raw_defect("this is no zip file, or it is cut", UNUSABLE)
def empty_file(data: bytes) -> bytes:
    return b""


@raw_defect("this is no zip file, or it is cut", UNUSABLE)
def truncated(data: bytes) -> bytes:
    return data[: len(data) // 2]


@raw_defect("this is no zip file, or it is cut", UNUSABLE)
def last_byte_missing(data: bytes) -> bytes:
    return data[:-1]


@raw_defect("does not end where its directory says", UNUSABLE)
def bytes_before_the_zip(data: bytes) -> bytes:
    return b"#!/bin/sh\n" + data


@raw_defect("this is no zip file, or it is cut", UNUSABLE)
def bytes_behind_the_zip(data: bytes) -> bytes:
    return data + b"more"


@raw_defect("this is no zip file, or it is cut", UNUSABLE)
def with_a_comment(data: bytes) -> bytes:
    return data[:-2] + struct.pack("<H", 4) + b"more"


@raw_defect("'../entries.ndjson' is no member of a bundle", UNUSABLE)
def name_that_climbs(data: bytes) -> bytes:
    return rewritten(data, zipfile.ZipInfo("../entries.ndjson"))


@raw_defect("'/etc/passwd' is no member of a bundle", UNUSABLE)
def absolute_name(data: bytes) -> bytes:
    return rewritten(data, zipfile.ZipInfo("/etc/passwd"))


@raw_defect("'proofs/../checkpoint.tlog-proof' is no member", UNUSABLE)
def name_that_climbs_out_of_a_folder(data: bytes) -> bytes:
    return rewritten(data, zipfile.ZipInfo("proofs/../checkpoint.tlog-proof"))


@raw_defect("'proofs/007.tlog-proof' is no member", UNUSABLE)
def proof_with_leading_zeros(data: bytes) -> bytes:
    return rewritten(data, zipfile.ZipInfo("proofs/007.tlog-proof"))


@raw_defect("checkpoint is not stored as an export stores it", UNUSABLE)
def zipped_by_another_program(data: bytes) -> bytes:
    """A date of today: the digest in the ledger is that of the file we wrote."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in unpacked(data).items():
            is_note = name == "checkpoint"
            date = (2026, 11, 23, 0, 0, 0) if is_note else (1980, 1, 1, 0, 0, 0)
            info = zipfile.ZipInfo(name, date)
            info.create_system, info.external_attr = 3, (stat.S_IFREG | 0o644) << 16
            archive.writestr(info, content)
    return buffer.getvalue()


@raw_defect("is no name of a member", UNUSABLE)
def name_beyond_ascii(data: bytes) -> bytes:
    return rewritten(data, zipfile.ZipInfo("ch\u00e9ckpoint"))


@raw_defect("checkpoint is there twice", UNUSABLE)
def member_twice(data: bytes) -> bytes:
    members = unpacked(data)
    extra = {**members, "CHECKPOINT": members["checkpoint"]}
    return packed(extra).replace(b"CHECKPOINT", b"checkpoint")


@raw_defect("proofs/1.tlog-proof is no ordinary file", UNUSABLE)
def symbolic_link(data: bytes) -> bytes:
    info = zipfile.ZipInfo("proofs/1.tlog-proof")
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return rewritten(data, info, b"/etc/passwd")


@raw_defect("proofs/1.tlog-proof is compressed; a bundle stores its members", UNUSABLE)
def zip_bomb(data: bytes) -> bytes:
    """50 MB of zeros in 50 kB: nothing is ever unpacked."""
    info = zipfile.ZipInfo("proofs/1.tlog-proof")
    info.compress_type = zipfile.ZIP_DEFLATED
    return rewritten(data, info, bytes(50_000_000))


@raw_defect("its header differs from the zip's directory", UNUSABLE)
def two_names_for_one_member(data: bytes) -> bytes:
    """The local header says another name than the directory."""
    return data.replace(b"README.txt", b"README.doc", 1)


@raw_defect("its header differs from the zip's directory", UNUSABLE)
def two_sizes_for_one_member(data: bytes) -> bytes:
    return data[:22] + struct.pack("<L", 5) + data[26:]


@raw_defect("does not begin where the member before ends", UNUSABLE)
def overlapping_members(data: bytes) -> bytes:
    """Two entries of the directory for the same bytes."""
    start = data.rindex(b"PK\x01\x02")
    return data[: start + 42] + struct.pack("<L", 0) + data[start + 46 :]


@raw_defect("bytes that belong to no member", UNUSABLE)
def hidden_bytes(data: bytes) -> bytes:
    """Something between the last member and the directory."""
    start = data.index(b"PK\x01\x02")
    moved = struct.pack("<L", start + 4)
    return data[:start] + b"more" + data[start:-6] + moved + data[-2:]


@defect("entries.ndjson is missing", exit_code=UNUSABLE)
def without_entries(members: Members) -> None:
    del members["entries.ndjson"]


@defect("leaves.bin is missing", exit_code=UNUSABLE)
def without_leaves(members: Members) -> None:
    del members["leaves.bin"]


@defect("manifest.json: not JSON", exit_code=UNUSABLE)
def manifest_that_is_no_json(members: Members) -> None:
    members["manifest.json"] = b"hello"


@defect("manifest.json: not written in canonical form", exit_code=UNUSABLE)
def manifest_with_a_key_twice(members: Members) -> None:
    text = members["manifest.json"]
    members["manifest.json"] = text.replace(b'"v":1', b'"v":1,"v":1')


@defect("manifest.json: it counts 51 and names 50", exit_code=UNUSABLE)
def counts_that_disagree(members: Members) -> None:
    manifest(members, count=51)


@defect("manifest.json: version 2 is unknown; get a newer verifier", exit_code=UNUSABLE)
def later_version(members: Members) -> None:
    manifest(members, v=2)


@defect("manifest.json: first is no number", exit_code=UNUSABLE)
def negative_number(members: Members) -> None:
    manifest(members, first=-1)


@defect("manifest.json: a range does not end at 10", exit_code=UNUSABLE)
def range_that_ends_before_it_begins(members: Members) -> None:
    manifest(members, first=11, last=10, count=0)


@defect("a line has more than 65,535 bytes", exit_code=UNUSABLE)
def endless_line(members: Members) -> None:
    members["entries.ndjson"] = b"x" * 3_000_000


@defect("manifest.json has more than 2,000,000 bytes", exit_code=UNUSABLE)
def endless_manifest(members: Members) -> None:
    members["manifest.json"] = b" " * 2_000_001
