"""A stranger checks a report: no server, no database, no Django."""

import json
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pikepdf import Pdf

from reports import verify
from reports.documents.audit_trail.evidence import FullList
from reports.documents.evidence import Attachment, seal
from reports.documents.reading_back import UnreadableError, drawn_again
from reports.pdf import making
from reports.pdf.fallback import FontFile
from reports.sealing import keys
from reports.sealing.signing import sign
from reports.verifying.judging import Judgement, Known, Outcome, judge
from tests.report_key import KEY
from tests.reports import samples, sealed, structure
from tests.reports.kinds import EVIDENCE
from tests.sequenced import SIGNER

DOSSIER = seal(samples.dossier_evidence()).text


@pytest.mark.parametrize("code", EVIDENCE)
def test_each_kind_is_genuine_when_it_is_sealed(code: str) -> None:
    pdf = sign(sealed.unsealed(EVIDENCE[code]()), KEY).content
    assert judge(pdf, sealed.KNOWN).outcome is Outcome.GENUINE


def judged(pdf: bytes, known: Known = sealed.KNOWN) -> Judgement:
    return judge(pdf, known)


def test_a_sealed_dossier_and_a_sealed_trail_are_genuine() -> None:
    for pdf in (sealed.dossier(), sealed.trail()):
        found = judged(pdf)
        assert (found.outcome, found.words[:7]) == (Outcome.GENUINE, "Genuine")
        assert found.seal is not None
        assert found.seal.length == len(pdf)
    assert judged(sealed.dossier()).number == samples.ISSUE.number


def test_what_was_sealed_is_a_prefix_of_the_sealed_file() -> None:
    drawn = sealed.unsealed(samples.dossier_evidence())
    assert sealed.dossier().startswith(drawn)


def _place(pdf: bytes, part: str) -> int:
    """Somewhere inside of a part of the file."""
    if part == "signature":
        return pdf.rindex(b"/Contents <") + 200
    with structure.opened(pdf) as opened:
        streams: dict[str, Any] = {
            "page": opened.pages[2].obj.Contents,
            "metadata": opened.Root.Metadata,
            "evidence": structure.attached(opened)["evidence.json"].EF.F,
            "colours": opened.Root.OutputIntents[0].DestOutputProfile,
            "letters": structure.fonts(opened)[0].FontDescriptor.FontFile2,
        }
        raw = streams[part].read_raw_bytes()
    return pdf.index(raw) + len(raw) // 2


@pytest.mark.parametrize(
    "part", ["page", "metadata", "evidence", "colours", "letters", "signature"]
)
def test_one_changed_bit_is_found(part: str) -> None:
    pdf = bytearray(sealed.dossier())
    pdf[_place(bytes(pdf), part)] ^= 1
    found = judged(bytes(pdf))
    assert found.outcome is Outcome.ALTERED, found.words


@pytest.mark.parametrize("at", [10, 5_000, 40_000, -60, -700])
def test_one_changed_bit_anywhere_is_found(at: int) -> None:
    pdf = bytearray(sealed.trail())
    pdf[at] ^= 1
    assert judged(bytes(pdf)).outcome is Outcome.ALTERED


def test_a_changed_page_is_named() -> None:
    pdf = sealed.dossier()
    drawn = bytearray(sealed.unsealed(samples.dossier_evidence()))
    with structure.opened(bytes(drawn)) as opened:
        opened.pages[1].obj.Contents = opened.make_stream(b"q Q")
        target = BytesIO()
        opened.save(target)
    forged = sign(target.getvalue(), KEY).content
    found = judged(forged)
    assert found.outcome is Outcome.ALTERED
    assert "page 2" in found.words
    assert judged(pdf).outcome is Outcome.GENUINE


@pytest.mark.parametrize("more", [b"x", b"\n", b"%%EOF\n", b" " * 5_000])
def test_bytes_behind_the_seal_are_found(more: bytes) -> None:
    assert judged(sealed.dossier() + more).outcome is Outcome.ALTERED


def test_an_update_behind_the_seal_is_found() -> None:
    """As an editor writes it that keeps the old revision."""
    from pyhanko.pdf_utils.incremental_writer import (  # noqa: PLC0415
        IncrementalPdfFileWriter,
    )

    writer: Any = IncrementalPdfFileWriter(BytesIO(sealed.dossier()))
    writer.root["/Lang"] = writer.root["/Type"]
    writer.update_root()
    target = BytesIO()
    writer.write(target)
    assert target.getvalue().startswith(sealed.dossier())
    assert judged(target.getvalue()).outcome is Outcome.ALTERED


def test_zeros_behind_the_signature_cannot_hold_anything() -> None:
    pdf = bytearray(sealed.dossier())
    end = pdf.rindex(b"000000>")
    pdf[end : end + 2] = b"AB"
    assert judged(bytes(pdf)).outcome is Outcome.ALTERED


def test_evidence_that_was_exchanged_is_found() -> None:
    """Sealed again with the right key, by whoever stole it: the pages tell."""
    other = replace(samples.ISSUE, reason="A garden party of the plant.")
    inside = seal(samples.dossier_evidence(issue=other)).text
    drawn = sealed.unsealed(samples.dossier_evidence())
    with structure.opened(drawn) as opened:
        file = structure.attached(opened)["evidence.json"].EF.F
        file.write(inside)
        target = BytesIO()
        opened.save(target)
    assert judged(sign(target.getvalue(), KEY).content).outcome is Outcome.ALTERED


def test_a_forgery_sealed_by_somebody_else_is_not_genuine() -> None:
    key = keys.parse(keys.make("Hallmark report seal of the tests"))
    evidence = samples.dossier_evidence()
    own = sign(sealed.unsealed(evidence), key).content
    assert "another certificate than it names" in judged(own).words
    assert judged(own).outcome is Outcome.ALTERED
    found = judged(sealed.dossier(), Known([key.sha256]))
    assert found.outcome is Outcome.ALTERED
    assert "not the service's" in found.words


def test_without_a_certificate_nothing_says_whose_seal_it_is() -> None:
    found = judged(sealed.dossier(), Known())
    assert found.outcome is Outcome.UNCLEAR
    assert KEY.sha256 in found.words


def test_a_document_without_a_seal_is_not_judged() -> None:
    found = judged(sealed.unsealed(samples.dossier_evidence()))
    assert found.outcome is Outcome.UNCLEAR
    assert "no seal" in found.words


def test_a_list_of_entries_must_be_the_one_that_the_evidence_names() -> None:
    right = Attachment("entries.jsonl.gz", "application/gzip", b"the list")
    evidence = samples.audit_evidence(inside=3)
    full = FullList(right.name, 3, right.sha256)
    evidence = replace(evidence, full_list=full)
    assert judged(sealed.sealed(evidence, [right])).outcome is Outcome.GENUINE
    wrong = replace(right, content=b"another")
    found = judged(sealed.sealed(evidence, [wrong]))
    assert (found.outcome, "entries.jsonl.gz" in found.words) == (1, True)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"root": "b" * 64}, "another moment"),
        ({"sequenced": 7}, "another moment"),
        ({"note": samples.POSITION.note.replace("18442", "18443")}, "does not hold"),
        ({"vkey": "nonsense"}, "does not hold"),
    ],
)
def test_the_checkpoint_inside_is_checked(changed: Any, words: str) -> None:
    position = replace(samples.POSITION, **changed)
    if "note" in changed:
        position = replace(position, sequenced=18_443)
    found = judged(sealed.sealed(samples.dossier_evidence(position=position)))
    assert found.outcome is Outcome.ALTERED
    assert words in found.words


def test_the_key_of_another_ledger_is_noticed() -> None:
    from governance.ledger.keys import NOTE, Signer  # noqa: PLC0415

    other = Signer("hallmark.test/ledger", NOTE, bytes(32)).verifier
    mine = Known([KEY.sha256], [SIGNER.verifier])
    assert judged(sealed.dossier(), mine).outcome is Outcome.GENUINE
    found = judged(sealed.dossier(), Known([KEY.sha256], [other]))
    assert (found.outcome, "another ledger" in found.words) == (1, True)


def test_a_font_that_is_missing_here_is_no_alteration(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read = making.read
    lost = (FontFile("Nowhere Sans", "a" * 64),)
    monkeypatch.setattr(
        "reports.pdf.making.read", lambda content: replace(read(content), fonts=lost)
    )
    found = judged(sealed.dossier())
    assert found.outcome is Outcome.UNCLEAR
    assert "Nowhere Sans" in found.words


def test_another_version_of_a_tool_is_no_alteration(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = tuple({**dict(making.tools()), "reportlab": "99.1"}.items())
    monkeypatch.setattr("reports.pdf.making.tools", lambda: made)
    pdf = sealed.sealed(samples.dossier_evidence())
    monkeypatch.undo()
    assert judged(pdf).outcome is Outcome.GENUINE  # the bytes came out alike
    monkeypatch.setattr("reports.verifying.comparing.difference", lambda a, b: "x")
    found = judged(pdf)
    assert found.outcome is Outcome.UNCLEAR
    assert "reportlab 99.1" in found.words


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
def test_what_is_no_evidence_is_unreadable(evidence: bytes) -> None:
    with pytest.raises(UnreadableError):
        drawn_again(evidence, sealed.CONDITIONS)


def _empty() -> bytes:
    target = BytesIO()
    with Pdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"PK\x03\x04", b"\x00" * 1_000, _empty()]
)
def test_what_is_no_report_is_not_judged(content: bytes) -> None:
    found = judged(content)
    assert found.outcome is Outcome.UNCLEAR
    assert "no report of Hallmark" in found.words


def test_a_report_that_was_cut_off_is_altered_or_unclear() -> None:
    pdf = sealed.dossier()
    for length in range(1_000, len(pdf), 9_973):
        assert judged(pdf[:length]).outcome is not Outcome.GENUINE


def test_it_runs_as_a_command_without_django(tmp_path: Path) -> None:
    files = {"report.pdf": sealed.dossier(), "cert.pem": KEY.certificate_pem.encode()}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    script = (
        "import sys; from reports.verify import main; code = main(sys.argv[1:]); "
        "assert 'django' not in sys.modules; sys.exit(code)"
    )
    report, cert = (str(tmp_path / name) for name in files)
    done = subprocess.run(
        [sys.executable, "-c", script, report, "--cert", cert],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert samples.ISSUE.number in done.stdout
    assert KEY.sha256 in done.stdout


def test_files_that_are_not_there_are_unusable(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify.main([str(tmp_path / "a")]) == 2
    assert "No such file" in capsys.readouterr().err
    (tmp_path / "cert").write_text("nothing")
    assert verify.main([str(tmp_path / "a"), "--cert", str(tmp_path / "cert")]) == 2
    with pytest.raises(SystemExit) as end:
        verify.main([])
    assert end.value.code == 2
