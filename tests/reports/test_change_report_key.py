"""Giving the reports their sealing key: an operation and two commands."""

import stat
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from governance.exceptions import AccessDenied, Conflict, IllegalMove, ReasonMissing
from governance.models import Entry, User
from registry.models import Project
from reports.models import Report, SealCertificate
from reports.operations.change_report_key import change_report_key
from reports.sealing import keys
from reports.sealing.force import key_in_force
from reports.verifying import signatures
from tests import make
from tests.report_key import KEY, PEM
from tests.reports import building

OTHER = keys.make("Another seal")


@pytest.fixture
def operator(db: None) -> User:
    return User.objects.system("operator")


def test_a_certificate_is_kept_with_one_entry_that_names_it(operator: User) -> None:
    before = Entry.objects.count()
    row = change_report_key(actor=operator, key=KEY, reason=make.WHY)
    (entry,) = make.entries_since(before)
    assert entry.action == "report.key_changed"
    assert KEY.sha256.encode() in bytes(entry.body)
    assert (row.sha256, row.pem) == (KEY.sha256, KEY.certificate_pem)
    assert "PRIVATE" not in row.pem


def test_persons_may_not_and_a_reason_is_needed(operator: User, admin: User) -> None:
    with pytest.raises(AccessDenied):
        change_report_key(actor=admin, key=KEY, reason=make.WHY)
    with pytest.raises(ReasonMissing):
        change_report_key(actor=operator, key=KEY, reason="")
    assert not SealCertificate.objects.exists()


def test_a_certificate_is_not_given_twice(operator: User) -> None:
    change_report_key(actor=operator, key=KEY, reason=make.WHY)
    before = Entry.objects.count()
    with pytest.raises(Conflict):
        change_report_key(actor=operator, key=KEY, reason=make.WHY)
    assert (Entry.objects.count(), SealCertificate.objects.count()) == (before, 1)


def test_rows_are_never_changed(operator: User) -> None:
    change_report_key(actor=operator, key=KEY, reason=make.WHY)
    with pytest.raises(DatabaseError), transaction.atomic():
        SealCertificate.objects.update(pem="another")
    with pytest.raises(DatabaseError), transaction.atomic():
        SealCertificate.objects.all()._raw_delete("default")  # noqa: SLF001 - past Django's collector


def test_the_first_key_is_entered_by_the_worker_once(operator: User) -> None:
    before = Entry.objects.count()
    assert key_in_force("reporter").sha256 == KEY.sha256
    assert key_in_force("reporter").sha256 == KEY.sha256
    (entry,) = make.entries_since(before)
    assert entry.action == "report.key_changed"


def test_a_key_that_is_not_in_force_seals_nothing(
    operator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    key_in_force("reporter")
    monkeypatch.setenv("REPORT_KEY", OTHER)
    with pytest.raises(IllegalMove, match="rotate_report_key"):
        key_in_force("reporter")


def test_without_a_key_a_report_fails_and_says_what_to_do(
    officer: User, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REPORT_KEY")
    report = building.run(building.ask_trail(officer, project))
    assert report.state == Report.State.FAILED
    assert "Set REPORT_KEY or REPORT_KEY_FILE" in report.failure


def test_a_report_says_its_level_and_the_entry_too(
    officer: User, project: Project
) -> None:
    report = building.run(building.ask_trail(officer, project))
    assert report.seal_level == "PAdES B-B"
    assert "No timestamp authority" in report.seal_note
    entry = Entry.objects.get(action="report.built")
    assert b"PAdES B-B No timestamp authority" in bytes(entry.body)
    found = signatures.check(building.content(report, "pdf"))
    assert found.sha256 == KEY.sha256


def test_a_key_is_made_once_for_its_owner_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "key.pem"
    call_command("make_report_key", str(file), "--name", "Plant seal")
    key = keys.read(file)
    told = capsys.readouterr().out
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert key.sha256 in told
    assert "PRIVATE" not in told
    with pytest.raises(CommandError, match="File exists"):
        call_command("make_report_key", str(file))
    assert keys.read(file).sha256 == key.sha256


def test_a_rotation_puts_another_certificate_in_force(
    operator: User,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key_in_force("reporter")
    file = tmp_path / "new.pem"
    file.write_text(OTHER)
    call_command("rotate_report_key", str(file), "--reason", make.WHY)
    new = keys.parse(OTHER)
    assert new.sha256 in capsys.readouterr().out
    with pytest.raises(IllegalMove):
        key_in_force("reporter")
    monkeypatch.setenv("REPORT_KEY", OTHER)
    assert key_in_force("reporter").sha256 == new.sha256
    body = bytes(Entry.objects.latest("pk").body)
    assert KEY.sha256.encode() in body
    assert new.sha256.encode() in body


@pytest.mark.parametrize(
    ("content", "reason", "words"),
    [("nonsense", make.WHY, "as PEM"), (PEM, make.WHY, "already"), (OTHER, "x", "10")],
)
def test_a_rotation_that_is_refused_changes_nothing(
    operator: User, tmp_path: Path, content: str, reason: str, words: str
) -> None:
    key_in_force("reporter")
    file = tmp_path / "new.pem"
    file.write_text(content)
    before = Entry.objects.count()
    with pytest.raises(CommandError, match=words):
        call_command("rotate_report_key", str(file), "--reason", reason)
    assert (Entry.objects.count(), SealCertificate.objects.count()) == (before, 1)
