"""A commit rings; nothing depends on it, and nothing is harmed by it."""

import os
import select
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from governance.operations.open_session import open_session
from governance.wake import Bell, BellError, wake
from tests import make

SOON = 5.0  # seconds; the tests end at once when all is well
FULL = 5000  # datagrams, more than any socket holds


@pytest.fixture
def address(settings: Any) -> Iterator[str]:
    """A short path: a socket's has at most about 100 characters."""
    folder = Path(tempfile.mkdtemp(prefix="hm-", dir="/tmp"))
    settings.LEDGER_WAKE_SOCKET = str(folder / "wake.sock")
    yield settings.LEDGER_WAKE_SOCKET
    shutil.rmtree(folder)


def is_rung(bell: Bell) -> bool:
    return bool(select.select([bell], [], [], 0)[0])


def test_a_commit_rings(committing_db: None, address: str) -> None:
    person = make.person("somebody")
    bell = Bell(address)
    assert not is_rung(bell)
    open_session(actor=person)
    assert is_rung(bell)
    bell.wait(SOON)
    assert not is_rung(bell)
    bell.close()


def test_many_commits_are_one_reason_to_look(address: str) -> None:
    bell = Bell(address)
    for _ in range(5):
        wake()
    bell.wait(SOON)
    assert not is_rung(bell)
    bell.wait(0.01)  # and nobody rings
    bell.close()


def test_the_socket_of_a_killed_sequencer_is_replaced(address: str) -> None:
    dead = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    dead.bind(address)
    dead.close()  # as a kill does: the file stays
    wake()  # nobody listens
    bell = Bell(address)
    wake()
    assert is_rung(bell)
    bell.close()
    assert not os.path.lexists(address)


def test_a_bell_takes_only_its_own_socket_away(address: str) -> None:
    first = Bell(address)
    second = Bell(address)
    first.close()
    wake()
    assert is_rung(second)
    second.close()


def test_a_file_that_is_no_socket_stays(address: str) -> None:
    Path(address).write_text("somebody's work")
    with pytest.raises(BellError, match=r"LEDGER_WAKE_SOCKET .*wake.sock"):
        Bell(address)
    wake()
    assert Path(address).read_text() == "somebody's work"


@pytest.mark.parametrize("path", ["/nowhere/wake.sock", "/tmp/" + "long" * 50])  # noqa: S108
def test_a_path_that_cannot_be_is_named(path: str) -> None:
    with pytest.raises(BellError, match="LEDGER_WAKE_SOCKET"):
        Bell(path)


@pytest.mark.parametrize(
    "path",
    ["", "/nowhere/wake.sock", "/tmp/" + "long" * 50, "/dev/null"],  # noqa: S108
)
def test_waking_nobody_harms_nobody(settings: Any, path: str) -> None:
    settings.LEDGER_WAKE_SOCKET = path
    wake()


def test_a_full_socket_stops_no_writer(address: str) -> None:
    bell = Bell(address)
    for _ in range(FULL):
        wake()
    bell.wait(SOON)
    assert not is_rung(bell)
    bell.close()
