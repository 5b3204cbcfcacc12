"""The one-file verifier on a bare Python, in an empty folder."""

import ast
import io
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from governance.ledger import standalone
from tests.ledger.bad_bundles import good

VKEY = good.LOG.verifier.vkey


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Nothing but a bundle and the verifier."""
    (tmp_path / standalone.NAME).write_bytes(standalone.standalone())
    made = good.log(60)
    note = made.cosigned(good.WITNESS)
    good.write(tmp_path / "bundle.zip", made, range(5, 55), checkpoint=note)
    return tmp_path


def ran(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Without site packages, without our folder, without an environment."""
    return subprocess.run(
        [sys.executable, "-I", "-S", standalone.NAME, *arguments],
        cwd=folder,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_verifies_on_a_bare_python(folder: Path) -> None:
    witness = good.WITNESS.verifier.vkey
    answer = ran(
        folder,
        *("verify", "bundle.zip", "--vkey", VKEY),
        *("--witness", "1-of-1", "--witness-vkey", witness),
    )
    assert answer.returncode == 0, answer
    assert "Entries 5 to 54 are complete" in answer.stdout
    assert not answer.stderr


def test_it_names_the_entry_that_was_changed(folder: Path) -> None:
    path = folder / "bundle.zip"
    data = path.read_bytes()
    body = good.log(34).bodies[33]
    path.write_bytes(data.replace(body, body.replace(b"person", b"parson")))
    answer = ran(folder, "verify", "bundle.zip", "--vkey", VKEY)
    assert answer.returncode == 1
    assert "entry 33: the body is not the one in the log" in answer.stdout


def test_it_says_what_cannot_be_used(folder: Path) -> None:
    shutil.copy(folder / standalone.NAME, folder / "other.zip")
    answer = ran(folder, "verify", "other.zip", "--vkey", VKEY)
    assert answer.returncode == 2
    assert answer.stderr.startswith("CANNOT BE USED\n")


def test_it_makes_no_key_and_is_no_witness(folder: Path) -> None:
    assert "needs the package cryptography" in ran(folder, "key", "n", "f").stderr
    assert not (folder / "f").exists()
    answer = ran(folder, "witness")
    assert answer.returncode == 2
    assert "the witness is not part of this file" in answer.stderr


def test_the_same_sources_are_the_same_bytes() -> None:
    first = standalone.standalone()
    standalone.standalone.cache_clear()
    assert standalone.standalone() == first
    assert len(standalone.sha256()) == 64


def test_it_holds_nothing_but_the_verifier_as_python_3_10_reads_it() -> None:
    archive = zipfile.ZipFile(io.BytesIO(standalone.standalone()))
    names = set(archive.namelist())
    assert {"__main__.py", "governance/ledger/verifier.py"} <= names
    assert not any("witness" in name for name in names)
    for name in names:
        tree = ast.parse(archive.read(name), feature_version=(3, 10))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                root = node.module.split(".")[0]
                known = root in sys.stdlib_module_names
                assert known or root in {"governance", "cryptography"}, name


def test_an_output_of_another_encoding_changes_no_verdict(folder: Path) -> None:
    path = folder / "bundle.zip"
    path.write_bytes(path.read_bytes().replace(b'"ts":', b'"\xc3\xa9":', 1))
    answer = subprocess.run(
        [sys.executable, "-S", standalone.NAME, "verify", path.name, "--vkey", VKEY],
        cwd=folder,
        env={"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr


def test_a_reader_that_goes_away_leaves_no_traceback(folder: Path) -> None:
    answer = subprocess.run(
        [
            *("sh", "-c", '"$@" | exec true', "sh", sys.executable, "-I", "-S"),
            *(standalone.NAME, "verify", "bundle.zip", "--vkey", VKEY),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not answer.stderr
