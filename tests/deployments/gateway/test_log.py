"""The prediction log: what is written is read back, what is torn is left out."""

import asyncio
import errno
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from deployments.gateway import journal
from deployments.gateway.journal import Journal, LogUnwritableError
from deployments.gateway.log import encode, read

RECORDS = [encode(b'{"id": "%d"}\n' % n, b"q" * n, b"a" * (n * 7)) for n in range(4)]
WHOLE = b"".join(RECORDS)


def ids(path: Path) -> list[str]:
    return [record.header["id"] for record in read(path)]


def test_records_are_read_back(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(WHOLE)
    records = list(read(path))
    assert [record.header["id"] for record in records] == ["0", "1", "2", "3"]
    assert (records[2].request, records[2].response) == (b"qq", b"a" * 14)
    assert records[-1].end == len(WHOLE)


def test_a_file_cut_anywhere_gives_its_whole_records(tmp_path: Path) -> None:
    path = tmp_path / "log"
    ends = [sum(map(len, RECORDS[:n])) for n in range(5)]
    for size in range(len(WHOLE) + 1):
        path.write_bytes(WHOLE[:size])
        assert len(ids(path)) == sum(end <= size for end in ends[1:])


def test_any_flipped_bit_ends_the_reading_before_its_record(tmp_path: Path) -> None:
    path = tmp_path / "log"
    first = len(RECORDS[0])
    for place in range(first, first + len(RECORDS[1])):
        damaged = bytearray(WHOLE)
        damaged[place] ^= 0x10
        path.write_bytes(damaged)
        assert ids(path) == ["0"]


def test_reading_goes_on_where_it_ended(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(WHOLE[:-1])
    end = list(read(path))[-1].end
    path.write_bytes(WHOLE)
    assert [record.header["id"] for record in read(path, end)] == ["3"]


Scenario = Callable[[Journal], Awaitable[None]]


def journaled(folder: Path, scenario: Scenario) -> list[Path]:
    async def run() -> None:
        made = Journal(folder, "boot")
        try:
            await scenario(made)
        finally:
            made.close()

    asyncio.run(run())
    return sorted((folder / "d").iterdir())


def test_each_day_has_its_file(tmp_path: Path) -> None:
    async def scenario(made: Journal) -> None:
        made.append("d", "2026-01-01", RECORDS[0])
        made.append("d", "2026-01-02", RECORDS[1])

    files = journaled(tmp_path, scenario)
    assert [file.name for file in files] == [
        "2026-01-01-boot.wal",
        "2026-01-02-boot.wal",
    ]
    assert files[0].stat().st_mode & 0o077 == 0


def test_half_a_record_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.write

    async def scenario(made: Journal) -> None:
        made.append("d", "2026-01-01", RECORDS[0])
        monkeypatch.setattr(os, "write", lambda fd, data: real(fd, data[:9]))
        with pytest.raises(LogUnwritableError):
            made.append("d", "2026-01-01", RECORDS[1])
        assert made.error
        monkeypatch.setattr(os, "write", real)
        made.append("d", "2026-01-01", RECORDS[2])

    first, second = journaled(tmp_path, scenario)
    assert first.name == "2026-01-01-boot.1.wal"
    assert {*ids(first), *ids(second)} == {"0", "2"}


def test_an_answer_that_waits_for_its_sync_hears_when_it_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: int) -> None:
        raise OSError(errno.EIO, "the disk is broken")

    async def heard(made: Journal) -> bool:
        answer = asyncio.get_running_loop().create_future()
        made.append("d", "2026-01-01", RECORDS[0], answer.set_result)
        result: bool = await asyncio.wait_for(answer, 5)
        return result

    async def scenario(made: Journal) -> None:
        assert await heard(made)
        with monkeypatch.context() as patched:
            patched.setattr(journal, "_sync", broken)
            assert not await heard(made)
            assert "broken" in (made.error or "")
        await asyncio.sleep(0.01)
        assert await heard(made)
        assert made.error is None

    assert len(journaled(tmp_path, scenario)) == 2
