"""The whole parent, with tiny children: start, failures, and every way to end."""

import os
import signal
import socket
import time
from pathlib import Path

import pytest

from config.supervisor.watcher import MARK
from tests.supervisor.conftest import Start, four_free_ports

LINUX = pytest.mark.skipif(
    not Path("/proc/self/environ").exists(), reason="needs /proc to look for orphans"
)


def children_of(data: Path) -> set[int]:
    """Every process of the run on this data folder, wherever it went."""
    wanted = f"DATA_DIR={data}\0".encode()
    found = set()
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            content = environ.read_bytes()
        except OSError:
            continue
        if wanted in content and f"{MARK}=".encode() in content:
            found.add(int(environ.parent.name))
    return found


def wait_until_gone(data: Path, seconds: float) -> set[int]:
    """What is left after this time at most."""
    deadline = time.monotonic() + seconds
    while (left := children_of(data)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left


def test_a_start_prepares_once_greets_and_ctrl_c_leaves_nothing(
    start: Start, tmp_path: Path
) -> None:
    running = start()
    running.wait_for("Ctrl-C stops everything")
    running.wait_for("worker    | sleeping")
    running.wait_for("sequencer | sleeping")
    text = running.text()
    assert text.index("   50%  migrate was run") < text.index("   50%  seed was run")
    assert f"http://127.0.0.1:{running.port}\n" in text
    assert "ds1 / ds1" in text
    assert "\x1b" not in text
    folder = Path(socket_folder(tmp_path / "data"))
    assert folder.is_dir()

    began = time.monotonic()
    assert running.end(signal.SIGINT) == 0
    assert time.monotonic() - began < 4
    assert children_of(tmp_path / "data") == set()
    assert not folder.exists()
    assert "sleeping" in (tmp_path / "data/logs/worker.log").read_text()


def socket_folder(data: Path) -> str:
    """Where the running children were told to put their sockets."""
    for pid in children_of(data):
        for line in Path(f"/proc/{pid}/environ").read_bytes().decode().split("\0"):
            if line.startswith("HALLMARK_GATEWAY_CONTROL="):
                return str(Path(line.partition("=")[2]).parent)
    raise AssertionError("no child is running")


@LINUX
def test_children_die_when_the_parent_is_killed(start: Start, tmp_path: Path) -> None:
    running = start()
    running.wait_for("sequencer | sleeping")
    folder = Path(socket_folder(tmp_path / "data"))
    assert len(children_of(tmp_path / "data")) >= 6
    running.process.kill()
    assert wait_until_gone(tmp_path / "data", 5) == set()
    deadline = time.monotonic() + 4
    while folder.exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@LINUX
def test_a_second_start_waits_for_the_end_of_a_killed_one(
    start: Start, tmp_path: Path
) -> None:
    running = start()
    running.wait_for("sequencer | sleeping")
    running.process.kill()
    again = start(PORT=str(running.port))
    again.wait_for("Ctrl-C stops everything")


def test_a_second_copy_is_refused_and_told_where_the_first_is(start: Start) -> None:
    first = start()
    first.wait_for("Ctrl-C stops everything")
    second = start()
    assert second.process.wait(timeout=20) == 1
    assert (
        f"process {first.process.pid}, http://127.0.0.1:{first.port}" in second.text()
    )
    assert first.get() > 0


def test_a_taken_port_is_named(start: Start) -> None:
    port = four_free_ports()
    with socket.create_server(("127.0.0.1", port + 1)):
        running = start(PORT=str(port))
        assert running.process.wait(timeout=20) == 1
    assert f"Port {port + 1} (sign-in provider) is taken" in running.text()
    assert "Traceback" not in running.text()


def test_a_killed_web_process_refuses_no_connection(start: Start) -> None:
    running = start()
    running.wait_for("Ctrl-C stops everything")
    before = running.get()
    os.kill(before, signal.SIGKILL)
    after = running.get()  # waits in the queue of the socket that the parent holds
    assert after not in (0, before)
    assert "(was killed by SIGKILL; it starts again in 0.5 s)" in running.text()


def test_a_failed_step_ends_the_start_and_is_tried_again(start: Start) -> None:
    first = start(FAKE_SEED_CODE="3")
    assert first.process.wait(timeout=20) == 1
    assert "seed ended with code 3" in first.text()
    second = start()
    second.wait_for("Ctrl-C stops everything")
    assert "seed was run" in second.text()
