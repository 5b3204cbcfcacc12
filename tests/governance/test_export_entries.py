"""Evidence bundles out of the product: who gets which, and that they hold."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from governance import keeper
from governance.actions import Action
from governance.exceptions import AccessDenied, Conflict, InvalidInput
from governance.exporting import Between, Everything, Wanted, of_object, of_project
from governance.ledger import standalone
from governance.ledger.canonical import parse_object
from governance.ledger.keys import NOTE, Signer
from governance.ledger.verification_report import Report
from governance.ledger.verifier import verify
from governance.models import Disclosure, Entry, Leaf, Subject, User
from governance.operations import export_entries as operation
from governance.operations.export_entries import export_entries
from governance.subjects import SITE, Site
from registry.models import Project
from tests import make
from tests.roles import as_sequencer
from tests.sequenced import SIGNER, VKEY, begin, sequence


@pytest.fixture
def signed(project: Project) -> int:
    """How many entries the newest checkpoint has."""
    begin()
    sequence()
    return Leaf.objects.count()


def exported(
    actor: User, subject: Subject | Site, wanted: Wanted, folder: Path, **how: Any
) -> Report:
    """Export, then verify the file with the log's key alone."""
    path = folder / "bundle.zip"
    with path.open("wb+") as file:
        export_entries(actor=actor, subject=subject, wanted=wanted, file=file, **how)
    return verify(path, [VKEY])


def member(path: Path, name: str) -> bytes:
    """One file of a bundle."""
    return zipfile.ZipFile(path).read(name)


def test_an_auditor_exports_everything_and_it_is_complete(
    signed: int, auditor: User, tmp_path: Path
) -> None:
    report = exported(auditor, SITE, Everything(), tmp_path)
    assert report.exit_code == 0, report
    assert report.entries == signed
    told = f"Entries 0 to {signed - 1} are complete, unchanged and in their order."
    assert told in report.statements


def test_every_value_that_was_not_erased_comes_with_it(
    signed: int, auditor: User, tmp_path: Path
) -> None:
    before = Disclosure.objects.count()
    Disclosure.objects.filter(path="why").delete()
    report = exported(auditor, SITE, Everything(), tmp_path)
    assert (
        report.disclosed
        == Disclosure.objects.exclude(
            entry_uuid__in=Entry.objects.filter(leaf=None).values("uuid")
        ).count()
    )
    assert report.disclosed < before
    assert b"Because the test needs it." not in (tmp_path / "bundle.zip").read_bytes()


def test_a_viewer_exports_the_entries_of_their_project_alone(
    signed: int, business: User, project: Project, tmp_path: Path
) -> None:
    report = exported(business, project, of_project(project.pk), tmp_path)
    assert report.exit_code == 0, report
    lines = member(tmp_path / "bundle.zip", "entries.ndjson").splitlines()
    of_it = Entry.objects.filter(project_id=project.pk, leaf__isnull=False)
    assert len(lines) == of_it.count() > 0
    assert {parse_object(line)["project"] for line in lines} == {str(project.pk)}
    assert any("does not show that these are all" in limit for limit in report.limits)


def test_a_range_and_what_is_about_one_thing_can_be_exported(
    signed: int, auditor: User, project: Project, tmp_path: Path
) -> None:
    report = exported(auditor, SITE, Between(2, 4), tmp_path, since=3)
    assert (report.exit_code, report.entries) == (0, 3)
    report = exported(auditor, SITE, of_object(project.pk), tmp_path)
    assert report.exit_code == 0
    assert report.entries == Entry.objects.filter(object_id=project.pk).count()


def test_the_export_is_an_entry_with_the_digest_of_the_file(
    signed: int, business: User, project: Project, tmp_path: Path
) -> None:
    count = Entry.objects.count()
    exported(business, project, of_project(project.pk), tmp_path)
    (entry,) = make.entries_since(count)
    body = parse_object(bytes(entry.body))
    assert entry.action == Action.LEDGER_EXPORTED
    assert entry.project_id == project.pk
    assert body["changes"]["kind"] == [None, "selection"]
    assert body["changes"]["asked"][1] == f"what project, project {project.pk}"
    assert len(body["hashes"]["bundle"]) == 64


def test_the_same_export_is_the_same_bytes(
    signed: int, auditor: User, tmp_path: Path
) -> None:
    exported(auditor, SITE, Everything(), tmp_path)
    first = (tmp_path / "bundle.zip").read_bytes()
    exported(auditor, SITE, Everything(), tmp_path)
    assert (tmp_path / "bundle.zip").read_bytes() == first


@pytest.mark.parametrize("name", ["builder", "officer", "business", "outsider"])
def test_only_auditors_export_beyond_a_project(
    signed: int, people: dict[str, User], name: str
) -> None:
    count, file = Entry.objects.count(), io.BytesIO()
    with pytest.raises(AccessDenied):
        export_entries(actor=people[name], subject=SITE, wanted=Everything(), file=file)
    (denial,) = make.entries_since(count)
    assert denial.action == Action.ACCESS_DENIED
    assert not file.getvalue()


def test_an_outsider_exports_no_project(
    signed: int, outsider: User, project: Project
) -> None:
    with pytest.raises(AccessDenied):
        export_entries(
            actor=outsider,
            subject=project,
            wanted=of_project(project.pk),
            file=io.BytesIO(),
        )


@pytest.mark.parametrize(
    ("wanted", "how", "told"),
    [
        (Between(0, 10_000), {}, "The checkpoint holds entries 0 to"),
        (Between(3, 2), {}, "not 3 to 2"),
        (Everything(), {"since": 10_000}, "not 10,000 or more"),
        (Everything(), {"limit": 2}, "a page exports at most 2"),
    ],
)
def test_what_cannot_be_exported_leaves_no_entry(
    signed: int, auditor: User, wanted: Wanted, how: dict[str, int], told: str
) -> None:
    count = Entry.objects.count()
    limits: Any = how
    with pytest.raises(InvalidInput, match=told):
        export_entries(
            actor=auditor, subject=SITE, wanted=wanted, file=io.BytesIO(), **limits
        )
    assert Entry.objects.count() == count


def test_an_unsigned_log_is_not_exported(auditor: User, project: Project) -> None:
    with pytest.raises(Conflict, match="not signed yet"):
        export_entries(
            actor=auditor, subject=SITE, wanted=Everything(), file=io.BytesIO()
        )


def test_the_command_writes_a_bundle_and_never_over_a_file(
    signed: int, project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "out.zip"
    call_command("export_ledger", "--project", project.name, "-o", str(target))
    assert "entries as a selection" in capsys.readouterr().out
    assert verify(target, [VKEY]).exit_code == 0
    with pytest.raises(CommandError, match="exists"):
        call_command("export_ledger", "--all", "-o", str(target))
    assert [path.name for path in tmp_path.iterdir()] == ["out.zip"]


def test_the_command_can_leave_personal_data_out(signed: int, tmp_path: Path) -> None:
    target = tmp_path / "out.zip"
    call_command(
        "export_ledger", "--range", "0", "5", "--without-disclosures", "-o", str(target)
    )
    report = verify(target, [VKEY])
    assert (report.exit_code, report.entries, report.disclosed) == (0, 6, 0)
    assert not member(target, "disclosures.ndjson")


def test_an_unknown_project_is_named(signed: int, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nowhere does not exist"):
        call_command(
            "export_ledger", "--project", "nowhere", "-o", str(tmp_path / "out.zip")
        )


def saved(client: Client, where: str, folder: Path, data: dict[str, str]) -> Path:
    """The file that a page answers with."""
    answer: Any = client.post(where, data)
    assert answer.status_code == 200, answer
    assert "attachment" in answer["Content-Disposition"]
    path = folder / "page.zip"
    path.write_bytes(b"".join(answer.streaming_content))
    return path


def test_the_page_of_a_project_gives_the_file(
    signed: int, business: User, project: Project, browser_of: Any, tmp_path: Path
) -> None:
    client = browser_of(business)
    where = f"/projects/{project.pk}/events/export/?action=project.shared"
    assert b"that fit the filters" in client.get(where).content
    report = verify(saved(client, where, tmp_path, {"personal": "with"}), [VKEY])
    shared = Entry.objects.filter(action="project.shared")
    assert (report.exit_code, report.entries) == (0, shared.count())


def test_the_audit_page_gives_a_complete_range(
    signed: int, auditor: User, browser_of: Any, tmp_path: Path
) -> None:
    client = browser_of(auditor)
    assert b"A complete range of numbers" in client.get("/audit/export/").content
    data = {"what": "range", "first": "1", "last": "3", "personal": "without"}
    report = verify(saved(client, "/audit/export/", tmp_path, data), [VKEY])
    assert (report.exit_code, report.entries) == (0, 3)


def test_a_filter_never_writes_a_name_or_a_word_into_the_file(
    signed: int, auditor: User, browser_of: Any, tmp_path: Path
) -> None:
    where = "/audit/export/?actor=builder&text=needs"
    data = {"what": "filter", "personal": "without"}
    path = saved(browser_of(auditor), where, tmp_path, data)
    assert verify(path, [VKEY]).exit_code == 0
    asked = parse_object(member(path, "manifest.json"))["asked"]
    assert asked["actor"] == str(User.objects.get(username="builder").pk)
    assert b"needs" not in member(path, "manifest.json")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"what": "range", "personal": "with"}, b"first and a last number"),
        ({"what": "range", "first": "0", "last": "99999", "personal": "with"}, b"0 to"),
        ({"what": "all", "personal": "with", "since": "99999"}, b"not 99,999 or more"),
        ({"what": "nothing", "personal": "with"}, b"Select a valid choice"),
    ],
)
def test_a_page_says_what_it_cannot_export(
    signed: int, auditor: User, browser_of: Any, data: dict[str, str], told: bytes
) -> None:
    answer = browser_of(auditor).post("/audit/export/", data)
    assert answer.status_code == 400
    assert told in answer.content


@pytest.mark.parametrize("what", ["all", "nothing"])
def test_a_wrong_form_tells_no_counts_to_who_may_not_export(
    signed: int, business: User, browser_of: Any, what: str
) -> None:
    where = "/audit/export/?text=Because"
    answer = browser_of(business).post(where, {"what": what, "personal": "with"})
    assert answer.status_code == 403
    assert b"the filters" not in answer.content


def test_a_page_names_its_limit(
    signed: int, auditor: User, browser_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("governance.views.exports.PAGE_LIMIT", 3)
    answer = browser_of(auditor).post(
        "/audit/export/", {"what": "all", "personal": "with"}
    )
    assert answer.status_code == 400
    assert b"a page exports at most 3" in answer.content
    assert b"manage.py export_ledger" in answer.content
    assert operation.PAGE_LIMIT == 20_000


def test_everybody_who_is_logged_in_gets_verifier_keys_and_command(
    signed: int, outsider: User, browser_of: Any
) -> None:
    client = browser_of(outsider)
    page = client.get("/audit/verify/").content.decode()
    assert standalone.sha256() in page
    assert VKEY.replace("+", "&#x2B;") in page or VKEY in page
    assert f"python3 {standalone.NAME} verify bundle.zip" in page
    answer = client.get(f"/audit/verify/{standalone.NAME}")
    assert answer.content == standalone.standalone()
    assert Client().get("/audit/verify/").status_code == 302


def test_the_command_trusts_the_key_in_force_and_none_before(
    signed: int, outsider: User, browser_of: Any
) -> None:
    new = Signer(SIGNER.name, NOTE, bytes(range(1, 33)))
    with as_sequencer():
        keeper.rotate(SIGNER, new, make.WHY)
    page = browser_of(outsider).get("/audit/verify/")
    assert page.context["keys"] == [new.verifier.vkey, VKEY]
    assert new.verifier.vkey in page.context["command"]
    assert VKEY not in page.context["command"]
