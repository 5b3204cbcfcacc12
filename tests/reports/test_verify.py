"""A stranger checks a report: no server, no database, no Django."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from reports import verify
from reports.documents.catalogue import BY_CODE
from reports.documents.dossier.kind import KIND
from reports.documents.evidence import seal
from tests.reports import samples
from tests.reports.kinds import EVIDENCE

DOSSIER = seal(samples.dossier_evidence()).text


@pytest.mark.parametrize("code", EVIDENCE)
def test_each_kind_is_drawn_again_byte_by_byte(code: str) -> None:
    evidence = EVIDENCE[code]()
    pdf = BY_CODE[code].render(evidence)
    assert verify.check(seal(evidence).text, pdf)[0] == 0


def test_one_changed_byte_of_the_pages_is_found() -> None:
    pdf = bytearray(KIND.render(samples.dossier_evidence()))
    pdf[2_000] ^= 1
    code, words = verify.check(DOSSIER, bytes(pdf))
    assert (code, "from byte 2,000 on" in words) == (1, True)


def test_one_changed_word_of_the_evidence_is_found() -> None:
    pdf = KIND.render(samples.dossier_evidence())
    forged = DOSSIER.replace(b"plant safety board", b"plant garden party")
    assert verify.check(forged, pdf)[0] == 1


def _changed(**members: Any) -> bytes:
    return json.dumps(json.loads(DOSSIER) | members).encode()


@pytest.mark.parametrize(
    "evidence",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 100_000,
        _changed(kind="horoscope"),
        _changed(kind=["dossier"]),
        _changed(python=3.11),
        _changed(more=1),
        _changed(files=[{}]),
        _changed(parameters=[["a"]]),
        _changed(events={}),
        DOSSIER.replace(b"10:14:30 UTC", b"at ten o'clock"),
    ],
)
def test_what_is_no_evidence_is_unusable(evidence: bytes) -> None:
    assert verify.check(evidence, b"%PDF")[0] == 2


def test_it_runs_as_a_command_without_django(tmp_path: Path) -> None:
    files = [tmp_path / "evidence.json", tmp_path / "report.pdf"]
    files[0].write_bytes(DOSSIER)
    files[1].write_bytes(KIND.render(samples.dossier_evidence()))
    script = (
        "import sys; from reports.verify import main; code = main(sys.argv[1:]); "
        "assert 'django' not in sys.modules; sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "the pages are what the evidence says" in done.stdout


def test_missing_arguments_and_files_are_unusable(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify.main([]) == 2
    assert verify.main([str(tmp_path / "a"), str(tmp_path / "b")]) == 2
    assert "usage" in capsys.readouterr().err
