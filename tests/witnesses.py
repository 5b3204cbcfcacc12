"""A witness as its own process, and logs of any history to show to it."""

import http.client
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from governance.ledger.checkpoints import Checkpoint
from governance.ledger.hashing import leaf_hash, root_hash
from governance.ledger.keys import COSIGNATURE, Signer, Verifier, generate_key
from governance.ledger.notes import sign_note
from governance.ledger.proofs import consistency_proof
from governance.ledger.submission import PATH, SIZE_TYPE, Submission
from governance.ledger.tree import Node, complete_root
from governance.ledger.witness_client import KnownWitness

ROOT = Path(__file__).parents[1]
START_LIMIT = 20.0


class Log:
    """Leaves in memory, signed by any key: it can lie as no database of ours would."""

    def __init__(self, signer: Signer, leaves: Sequence[bytes]) -> None:
        self.signer, self.leaves = signer, list(leaves)

    @classmethod
    def of(cls, signer: Signer, count: int, other_from: int | None = None) -> "Log":
        """A history of `count` entries; from one on it may be another one."""
        start = count if other_from is None else other_from
        words = [f"{'entry' if n < start else 'other'} {n}" for n in range(count)]
        return cls(signer, [leaf_hash(word.encode()) for word in words])

    def read(self, nodes: Sequence[Node]) -> dict[Node, bytes]:
        """The hashes of subtrees."""
        return {
            (level, index): complete_root(
                self.leaves[index << level : (index + 1) << level]
            )
            for level, index in nodes
        }

    def note(self, size: int, *more: Signer) -> str:
        """A signed checkpoint of the first `size` entries."""
        root = root_hash(self.leaves[:size])
        text = Checkpoint(self.signer.name, size, root).text
        return sign_note(text, [self.signer, *more])

    def submission(self, old: int, size: int) -> Submission:
        """An honest one."""
        proof = consistency_proof(old, size, self)
        return Submission(old, tuple(proof), self.note(size))


@dataclass(frozen=True)
class Answer:
    """What came back over the wire."""

    status: int
    kind: str
    body: str


@dataclass
class Started:
    """A running witness."""

    process: subprocess.Popen[bytes]
    port: int
    output: Path
    folder: Path
    signer: Signer

    @property
    def state(self) -> Path:
        return self.folder / "state"

    @property
    def known(self) -> KnownWitness:
        return KnownWitness(self.signer.verifier, f"http://127.0.0.1:{self.port}")

    @property
    def setting(self) -> str:
        """As in LEDGER_WITNESSES."""
        return f"{self.signer.verifier.vkey} {self.known.url}"

    def ask(self, method: str, path: str, body: bytes = b"") -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, body)
            found = connection.getresponse()
            kind = found.headers["Content-Type"]
            return Answer(found.status, kind, found.read().decode())
        finally:
            connection.close()

    def add(self, submission: Submission) -> Answer:
        return self.ask("POST", PATH, submission.body)

    def forks(self, kind: str) -> list[Path]:
        return sorted((self.state / "forks").glob(f"{kind}-*.txt"))

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def newest(witness: Started, key: Signer) -> int:
    """What it has cosigned, asked with a size that it does not have."""
    answer = witness.add(Submission(99, (), Log.of(key, 99).note(99)))
    assert (answer.status, answer.kind) == (409, SIZE_TYPE)
    return int(answer.body)


def cosigner() -> Signer:
    """A new key of a witness."""
    return generate_key("witness.test/w1", COSIGNATURE)


@contextmanager
def started(
    folder: Path, logs: Sequence[Verifier], signer: Signer | None = None, port: int = 0
) -> Iterator[Started]:
    """The real program, on a port of its choice; killed in the end."""
    mine = signer or cosigner()
    output = folder / "witness.out"
    process = launch(folder, logs, mine, port, output)
    try:
        yield Started(process, _port_of(process, output), output, folder, mine)
    finally:
        process.kill()
        process.wait()


def launch(
    folder: Path, logs: Sequence[Verifier], signer: Signer, port: int, output: Path
) -> subprocess.Popen[bytes]:
    """Start the program without waiting for it."""
    folder.mkdir(parents=True, exist_ok=True)
    key, vkeys = folder / "witness.key", folder / "log.vkey"
    key.write_text(f"{signer.skey}\n")
    vkeys.write_text("".join(f"{log.vkey}\n" for log in logs))
    line = [sys.executable, "-m", "governance.ledger", "witness"]
    line += ["--key-file", str(key), "--log-vkey-file", str(vkeys)]
    line += ["--state", str(folder / "state"), "--port", str(port)]
    with output.open("wb") as stream:
        return subprocess.Popen(line, cwd=ROOT, stdout=stream, stderr=subprocess.STDOUT)


def ended(process: subprocess.Popen[bytes]) -> int:
    """The exit code of one that gives up, or is asked to stop."""
    try:
        return process.wait(timeout=START_LIMIT)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        raise


def _port_of(process: subprocess.Popen[bytes], output: Path) -> int:
    end = time.monotonic() + START_LIMIT
    while "listens on" not in (text := output.read_text()):
        assert process.poll() is None, text
        assert time.monotonic() < end, text
        time.sleep(0.02)
    return int(text.partition("listens on ")[2].split()[0].rpartition(":")[2])
