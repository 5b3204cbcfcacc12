"""Blobs: found by digest, limited, whole or not there."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from governance.exceptions import TooLarge
from registry.storage import BlobInfo, LocalBlobs, readable_size

MIB = 2**20


def store(blobs: LocalBlobs, chunks: Iterable[bytes], limit: int) -> BlobInfo:
    with blobs.intake() as intake:
        info = intake.take(chunks, limit)
        intake.keep()
    return info


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_blob_is_stored_under_its_digest_and_read_back(tmp_path: Path) -> None:
    blobs = LocalBlobs(tmp_path)
    info = store(blobs, [b"hydraulic", b" system"], limit=100)
    assert info.sha256 == hashlib.sha256(b"hydraulic system").hexdigest()
    assert info.size == 16
    with blobs.open(info.sha256) as file:
        assert file.read() == b"hydraulic system"
    assert blobs.verify(info.sha256)
    assert blobs.local_path(info.sha256).stat().st_mode & 0o777 == 0o444


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    blobs = LocalBlobs(tmp_path)
    assert store(blobs, [b"same"], 10) == store(blobs, [b"sa", b"me"], 10)
    assert len(files_in(tmp_path)) == 1


def test_a_stream_over_the_limit_is_refused_at_once_and_leaves_nothing(
    tmp_path: Path,
) -> None:
    read = 0

    def ten_gigabytes() -> Iterator[bytes]:
        nonlocal read
        for _ in range(10 * 1024):
            read += 1
            yield bytes(MIB)

    with pytest.raises(TooLarge, match="limit, 3 MiB"):
        store(LocalBlobs(tmp_path), ten_gigabytes(), limit=3 * MIB)
    assert read == 4
    assert files_in(tmp_path) == []


def test_a_stream_that_breaks_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"first"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store(LocalBlobs(tmp_path), broken(), limit=100)
    assert files_in(tmp_path) == []


def test_a_changed_blob_no_longer_verifies_and_storing_again_heals_it(
    tmp_path: Path,
) -> None:
    blobs = LocalBlobs(tmp_path)
    info = store(blobs, [b"good"], 10)
    path = blobs.local_path(info.sha256)
    path.chmod(0o644)
    path.write_bytes(b"evil")
    assert not blobs.verify(info.sha256)
    store(blobs, [b"good"], 10)
    assert blobs.verify(info.sha256)


@pytest.mark.parametrize(
    "name",
    ["", "../" * 20 + "etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n", "/" * 64],
)
def test_only_a_digest_becomes_a_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="64 lower-case"):
        LocalBlobs(tmp_path).open(name)


def test_a_missing_blob_does_not_verify(tmp_path: Path) -> None:
    assert not LocalBlobs(tmp_path).verify("0" * 64)


def test_sizes_are_said_as_people_say_them() -> None:
    assert [readable_size(n) for n in (12, 2048, 3 * MIB, 10 * 2**30)] == [
        "12 bytes",
        "2 KiB",
        "3 MiB",
        "10 GiB",
    ]


def test_what_was_kept_goes_again_when_the_change_fails(tmp_path: Path) -> None:
    blobs = LocalBlobs(tmp_path)
    before = store(blobs, [b"was here"], 10)

    def fail_late() -> None:
        with blobs.intake() as intake:
            intake.take([b"was here"], 10)
            intake.take([b"new"], 10)
            intake.keep()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_late()
    assert files_in(tmp_path) == [blobs.local_path(before.sha256)]


def test_what_was_not_kept_leaves_nothing(tmp_path: Path) -> None:
    with LocalBlobs(tmp_path).intake() as intake:
        info = intake.take([b"looked at"], 10)
        assert intake.path(info.sha256).read_bytes() == b"looked at"
    assert files_in(tmp_path) == []
