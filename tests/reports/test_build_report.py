"""From the request to the sealed files."""

import gzip
import hashlib
import json
from io import StringIO
from typing import NoReturn

import pytest
from django.core.management import CommandError, call_command

from governance.jobs import JobRun, run_job
from governance.models import Entry, Grant, User
from registry.models import Project, Version
from registry.operations.add_comment import add_comment
from registry.storage import blobs
from reports import jobs
from reports.documents.audit_trail import collect
from reports.sealing.force import key_in_force
from tests import make
from tests.deployments.building import FakeRuntime, brought_up
from tests.reports import building, reading


def test_building_seals_the_files_and_leaves_one_entry(
    officer: User, version: Version
) -> None:
    report = building.ask_dossier(officer, version)
    key_in_force("reporter")  # the first one leaves an entry of its own
    before = Entry.objects.count()
    built = building.run(report)
    (entry,) = make.entries_since(before)
    body = json.loads(bytes(entry.body))
    assert entry.action == "report.built"
    assert body["on_behalf_of"] == str(officer.pk)
    assert built.state == "done"
    assert body["hashes"]["pdf"] == built.files.get(role="pdf").sha256
    assert body["hashes"]["evidence"] == built.evidence_sha256
    evidence = building.content(built, "evidence")
    assert hashlib.sha256(evidence).hexdigest() == built.evidence_sha256


def test_building_twice_seals_once(officer: User, version: Version) -> None:
    built = building.run(building.ask_dossier(officer, version))
    before = Entry.objects.count()
    assert built.job is not None
    jobs.build_report(JobRun(built.job, User.objects.system("reporter")))
    assert Entry.objects.count() == before
    assert built.files.count() == 2


def test_a_dossier_tells_what_the_registry_and_the_ledger_hold(
    officer: User, validator: User, version: Version
) -> None:
    add_comment(actor=validator, subject=version, text="Which runs were held back?")
    built = building.run(building.ask_dossier(officer, version))
    assert built.verdict.startswith("Cannot be judged yet")
    assert built.ledger_root
    assert reading.tells(
        building.content(built, "pdf"),
        version.digest,
        "Which runs were held back?",
        f"registered {version}",
        "The stored parts give the sealed manifest digest.",
        make.WHY,
        built.evidence_sha256,
        built.ledger_root,
    )


def test_a_changed_file_does_not_hold(officer: User, version: Version) -> None:
    path = blobs().local_path(version.files.get(role="model").sha256)
    path.chmod(0o644)
    path.write_bytes(b"something else")
    built = building.run(building.ask_dossier(officer, version))
    assert (built.state, built.verdict_tone) == ("done", "not_met")
    assert built.verdict == "Does not hold: one check failed"


def test_releases_are_told_with_who_when_and_why(
    officer: User, engineer: User, version: Version, fake: FakeRuntime
) -> None:
    brought_up(engineer, version, reason="Warm-up before the plant test.")
    built = building.run(building.ask_dossier(officer, version))
    evidence = json.loads(building.content(built, "evidence"))
    (release,) = evidence["releases"]
    assert (release["deployment"], release["environment"]) == ("cooler-dev", "DEV")
    assert (release["who"], release["state"]) == ("engineer", "Healthy")
    assert release["why"] == "Warm-up before the plant test."
    actions = [event["action"] for event in evidence["events"]]
    assert actions == ["version.registered", "release.deployed", "release.healthy"]
    told = "The one release says who, when and why."
    assert reading.tells(building.content(built, "pdf"), told, release["why"])


def test_an_audit_trail_lists_the_entries_before_the_request(
    officer: User, project: Project
) -> None:
    built = building.run(building.ask_trail(officer, project))
    evidence = json.loads(building.content(built, "evidence"))
    actions = [event["action"] for event in evidence["first"]]
    assert actions == ["project.created", *["project.shared"] * 4]
    assert evidence["counts"]["inside"] == 5
    assert evidence["counts"]["outside"] == 1  # the request itself
    assert evidence["counts"]["privileged"] == 4
    assert built.verdict == "The listed record is whole: all 4 checks are met"
    assert evidence["position"]["sequenced"] == built.ledger_size


def test_entries_that_wait_for_a_number_are_said_to_wait(
    officer: User, project: Project
) -> None:
    report = building.ask_trail(officer, project)
    assert report.job is not None
    run_job(report.job.pk)  # no sequencer has run
    report.refresh_from_db()
    assert report.verdict == "The listed record is whole, with one condition"


def test_a_long_trail_has_its_list_in_a_file_of_its_own(
    officer: User, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collect, "PRINTED", 3)
    monkeypatch.setattr(collect, "EDGE", 1)
    built = building.run(building.ask_trail(officer, project))
    content = building.content(built, "list")
    lines = [json.loads(line) for line in gzip.decompress(content).splitlines()]
    evidence = json.loads(building.content(built, "evidence"))
    assert len(lines) == evidence["full_list"]["lines"] == 5
    assert hashlib.sha256(content).hexdigest() == evidence["full_list"]["sha256"]
    assert evidence["first"] == lines[:1]
    assert evidence["last"] == lines[-1:]


def test_who_lost_the_right_gets_no_report(officer: User, version: Version) -> None:
    report = building.ask_dossier(officer, version)
    Grant.objects.filter(user=officer).update(ended_at=report.created_at)
    before = Entry.objects.count()
    failed = building.run(report)
    assert [e.action for e in make.entries_since(before)] == ["report.failed"]
    assert failed.state == "failed"
    assert "You may not build and download reports." in failed.error
    assert not failed.files.exists()


def test_a_fault_is_tried_again_and_then_given_up_with_one_entry(
    officer: User, version: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> NoReturn:
        raise OSError("the disk is gone")

    monkeypatch.setattr(jobs, "build", breaks)
    report = building.ask_dossier(officer, version)
    before = Entry.objects.count()
    assert building.run(report).state == "queued"
    assert building.run(report).state == "queued"
    failed = building.run(report)
    assert failed.state == "failed"
    assert "the disk is gone" not in failed.error
    assert failed.error.startswith("It failed inside (OSError).")
    assert [e.action for e in make.entries_since(before)] == ["job.failed"]


def test_the_printed_command_computes_the_printed_root_later(
    officer: User, project: Project
) -> None:
    built = building.run(building.ask_trail(officer, project))
    building.run(building.ask_trail(officer, project))
    told = StringIO()
    call_command("verify_ledger", at=built.ledger_size, stdout=told)
    assert f"Root of the first {built.ledger_size} entries {built.ledger_root}" in (
        told.getvalue()
    )
    with pytest.raises(CommandError, match="have a number"):
        call_command("verify_ledger", at=1_000_000, stdout=told)
