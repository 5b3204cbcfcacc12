"""The operator's commands: judge a file, and make a report again."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from governance.models import Entry, User
from governance.operations.erase_disclosure import erase_disclosure
from registry.models import Project, Version
from registry.operations.add_comment import add_comment
from reports.models import Report
from tests import make
from tests.reports import building, samples, sealed
from tests.sequenced import begin, sequence


@pytest.fixture
def report(officer: User, version: Version) -> Report:
    begin()
    add_comment(actor=officer, subject=version, text="Ask Jane Doe about rig three.")
    return building.run(building.ask_dossier(officer, version))


def verified(content: bytes, folder: Path) -> int:
    file = folder / "report.pdf"
    file.write_bytes(content)
    try:
        call_command("verify_report", str(file))
    except SystemExit as end:
        return int(str(end.code))
    return 0


def regenerated(report: Report) -> int:
    try:
        call_command("regenerate_report", report.number)
    except SystemExit as end:
        return int(str(end.code))
    return 0


def test_a_report_is_found_and_nothing_happened_since(
    report: Report, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verified(building.content(report, "pdf"), tmp_path) == 0
    told = capsys.readouterr().out
    assert "Genuine" in told
    assert f"as {report.number}" in told
    assert "nothing newer" in told
    assert "0 disclosures erased" in told


def test_a_changed_file_ends_with_1_and_a_stranger_with_2(
    report: Report, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pdf = bytearray(building.content(report, "pdf"))
    pdf[9_000] ^= 1
    assert verified(bytes(pdf), tmp_path) == 1
    assert "keeps no such file" in capsys.readouterr().out
    assert verified(b"hello", tmp_path) == 2


def test_a_report_of_another_ledger_is_not_genuine(
    report: Report, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from dataclasses import replace  # noqa: PLC0415

    from governance.ledger.checkpoints import Checkpoint  # noqa: PLC0415
    from governance.ledger.keys import NOTE, Signer  # noqa: PLC0415
    from governance.ledger.notes import sign_note  # noqa: PLC0415

    other = Signer("other.test/ledger", NOTE, bytes(32))
    note = sign_note(Checkpoint(other.name, 18_442, samples.ROOT).text, [other])
    position = replace(samples.POSITION, note=note, vkey=other.verifier.vkey)
    pdf = sealed.sealed(samples.dossier_evidence(position=position))
    assert verified(pdf, tmp_path) == 1
    assert "another ledger" in capsys.readouterr().out


def test_erased_values_are_counted_and_the_report_stays_genuine(
    report: Report, officer: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sequence()
    entry = Entry.objects.get(action="comment.added")
    path = "changes.comment.1"
    erase_disclosure(actor=officer, entry=entry, path=path, reason=make.WHY)
    assert verified(building.content(report, "pdf"), tmp_path) == 0
    assert "1 disclosure erased" in capsys.readouterr().out
    assert regenerated(report) == 0
    told = capsys.readouterr().out
    assert "Genuine" in told
    assert "1 disclosure erased since" in told
    assert "comments" in told


def test_a_report_comes_out_again(
    report: Report, capsys: pytest.CaptureFixture[str]
) -> None:
    assert regenerated(report) == 0
    told = capsys.readouterr().out
    assert "each byte follows" in told
    assert "the database still says the same" in told


def test_a_stored_file_that_was_exchanged_is_refused(
    report: Report, tmp_path: Path
) -> None:
    pdf = building.content(report, "pdf")
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    (stored,) = [path for path in files if path.read_bytes() == pdf]
    stored.chmod(0o600)
    stored.write_bytes(b"another")
    with pytest.raises(CommandError, match="no longer has the digest"):
        call_command("regenerate_report", report.number)


def test_a_number_that_is_none_and_a_report_that_is_not_built(
    officer: User, project: Project
) -> None:
    with pytest.raises(CommandError, match="no report HM-1"):
        call_command("regenerate_report", "HM-1")
    waiting = building.ask_trail(officer, project)
    with pytest.raises(CommandError, match="is not built"):
        call_command("regenerate_report", waiting.number)
