"""Erasing a value: gone from everywhere that is ours, and every proof still holds."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from pytest_django import Settings

from governance import history, verification
from governance.actions import Action
from governance.exceptions import AccessDenied, Conflict, InvalidInput, ReasonMissing
from governance.ledger.canonical import canonical
from governance.ledger.disclosures import Disclosure as Opened
from governance.models import Disclosure, Entry, Job, Leaf, User
from governance.operations.correct_entry import correct_entry
from governance.operations.erase_disclosure import Erasure, erase_disclosure
from registry.models import Comment, Project, Version
from registry.operations.add_comment import add_comment
from reports.operations.fail_report import fail_report
from tests import make
from tests.registry import building
from tests.reports import building as reports
from tests.roles import as_owner
from tests.sequenced import sequence

SECRET = "Frau Käthe Müller-Lüdenscheidt rang an"
COMMENT = "changes.comment.1"


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def version(builder: User, project: Project) -> Version:
    return building.version(builder, project)


@pytest.fixture
def entry(builder: User, version: Version) -> Entry:
    """The entry of a comment that names somebody, with its number."""
    return commented(builder, version)


def commented(actor: User, version: Version, text: str = SECRET) -> Entry:
    add_comment(actor=actor, subject=version, text=text)
    sequence()
    return Entry.objects.filter(action=Action.COMMENT_ADDED).latest("pk")


def erase(actor: User, entry: Entry, path: str = COMMENT) -> Erasure:
    return erase_disclosure(actor=actor, entry=entry, path=path, reason=make.WHY)


def test_the_value_and_its_copy_go_and_an_entry_says_so(
    officer: User, entry: Entry
) -> None:
    before, body = Entry.objects.count(), bytes(entry.body)
    done = erase(officer, entry)
    assert not Disclosure.objects.filter(entry_uuid=entry.uuid, path=COMMENT).exists()
    comment = Comment.objects.get()
    assert (comment.text, comment.shown_text) == ("", "(erased)")
    (told,) = make.entries_since(before)
    assert told.uuid == done.entry
    said = json.loads(bytes(told.body))
    leaf = Leaf.objects.get(entry=entry)
    assert said["refs"] == [{"index": leaf.seq, "leaf": bytes(entry.leaf_hash).hex()}]
    assert said["changes"]["path"] == [COMMENT, None]
    assert bytes(Entry.objects.get(pk=entry.pk).body) == body
    open_values = str(list(Disclosure.objects.values_list("value", flat=True)))
    assert SECRET not in open_values


def test_the_ledger_still_holds(officer: User, entry: Entry) -> None:
    erase(officer, entry)
    sequence()
    assert verification.verify().wrong == ()


def test_history_pages_and_api_say_that_it_was_erased(
    builder: User, officer: User, entry: Entry, version: Version, browser_of: Any
) -> None:
    done = erase(officer, entry)
    sequence()
    line = history.events(action=Action.COMMENT_ADDED, limit=1)[0]
    assert [c.new for c in line.changes if c.field == "comment"] == ["(erased)"]
    client = browser_of(builder)
    for where in (
        reverse("governance:entry", args=[entry.uuid]),
        reverse("governance:audit"),
        reverse("registry:version", args=[version.pk]),
        f"/api/v1/entries/{entry.uuid}",
        f"/api/v1/versions/{version.pk}/comments",
    ):
        text = client.get(where).content.decode()
        assert "(erased)" in text, where
        assert SECRET not in text
        assert "Lüdenscheidt" not in text
    page = client.get(reverse("governance:entry", args=[done.entry]))
    assert "comment" in page.content.decode()


def test_a_guess_without_the_salt_opens_nothing(officer: User, entry: Entry) -> None:
    row = Disclosure.objects.get(entry_uuid=entry.uuid, path=COMMENT)
    sealed = json.loads(bytes(entry.body))["changes"]["comment"][1]
    salt = bytes(row.salt)
    assert Opened(COMMENT, salt, SECRET).opens(sealed)
    erase(officer, entry)
    for guessed in (bytes(16), b"", b"\xff" * 16):
        assert not Opened(COMMENT, guessed, SECRET).opens(sealed)
    assert salt.hex() not in str(list(Disclosure.objects.values_list("path", "value")))


def test_erasing_twice_is_a_conflict(officer: User, entry: Entry) -> None:
    erase(officer, entry)
    before = Entry.objects.count()
    with pytest.raises(Conflict, match="erased already"):
        erase(officer, entry)
    assert Entry.objects.count() == before


@pytest.mark.parametrize("path", ["", "actor.id", "changes.comment_id.1", "no.such"])
def test_a_path_that_is_no_disclosure_is_named(
    officer: User, entry: Entry, path: str
) -> None:
    with pytest.raises(InvalidInput, match=r"actor\.name, changes\.comment\.1"):
        erase(officer, entry, path)


def test_an_entry_without_a_number_waits(
    officer: User, builder: User, version: Version
) -> None:
    add_comment(actor=builder, subject=version, text=SECRET)
    waiting = Entry.objects.latest("pk")
    with pytest.raises(Conflict, match="Wait a second"):
        erase(officer, waiting)
    assert Comment.objects.get().text == SECRET
    assert Disclosure.objects.filter(entry_uuid=waiting.uuid, path=COMMENT).exists()


def test_it_needs_a_reason_that_does_not_repeat_the_value(
    officer: User, entry: Entry
) -> None:
    with pytest.raises(ReasonMissing):
        erase_disclosure(actor=officer, entry=entry, path=COMMENT, reason="short")
    with pytest.raises(InvalidInput, match="repeats the value") as refused:
        erase_disclosure(
            actor=officer, entry=entry, path=COMMENT, reason=f"Asked: {SECRET.upper()}"
        )
    assert refused.value.field == "reason"
    assert Comment.objects.get().text == SECRET


@pytest.mark.parametrize("who", ["builder", "engineer", "auditor", "outsider"])
def test_who_lacks_the_right_is_refused_and_nothing_goes(
    people: dict[str, User], entry: Entry, who: str
) -> None:
    with pytest.raises(AccessDenied):
        erase(people[who], entry)
    assert Comment.objects.get().text == SECRET
    assert Entry.objects.latest("pk").action == Action.ACCESS_DENIED


def test_names_can_be_erased_and_the_account_that_keeps_one_is_listed(
    officer: User, builder: User, entry: Entry
) -> None:
    done = erase(officer, entry, "actor.name")
    assert [(kept.kind, kept.id) for kept in done.kept] == [("account", builder.pk)]
    line = history.tell([entry])[0]
    assert line.actor_name == "(erased)"
    told = Entry.objects.get(uuid=done.entry)
    assert str(builder.pk).encode() in bytes(told.body)
    assert b'"builder"' not in bytes(told.body)


def test_the_statement_of_a_correction_can_be_erased(
    builder: User, officer: User, entry: Entry
) -> None:
    made = correct_entry(
        actor=builder, entry=entry, statement=f"It was {SECRET}", reason=make.WHY
    )
    sequence()
    correction = Entry.objects.get(uuid=made)
    erase(officer, correction, "changes.statement.1")
    assert history.tell([correction])[0].statement == "(erased)"


def test_the_reason_of_an_erasure_can_be_erased(officer: User, entry: Entry) -> None:
    first = erase(officer, entry)
    sequence()
    erase_disclosure(
        actor=officer,
        entry=Entry.objects.get(uuid=first.entry),
        path="why",
        reason="The reason itself named somebody.",
    )
    sequence()
    assert verification.verify().wrong == ()


def test_the_words_of_a_failed_job_go_too(
    builder: User, officer: User, entry: Entry
) -> None:
    job = Job.objects.create(
        kind="report",
        about_type="report",
        about_id=entry.object_id,
        effect_key="one",
        requested_by=builder,
        error=f"It failed: {SECRET}",
    )
    erase(officer, entry)
    job.refresh_from_db()
    assert job.error == "(erased)"


def test_the_failure_of_a_report_goes_too(
    builder: User, officer: User, version: Version
) -> None:
    report = reports.ask_dossier(builder, version)
    reporter = User.objects.system("reporter")
    fail_report(actor=reporter, report=report, failure=SECRET)
    sequence()
    failed = Entry.objects.filter(action=Action.REPORT_FAILED).latest("pk")
    erase(officer, failed, "changes.failure.1")
    report.refresh_from_db()
    assert report.failure == "(erased)"


def test_sealed_reports_that_hold_it_are_listed_and_not_touched(
    builder: User, officer: User, entry: Entry, version: Version
) -> None:
    report = reports.run(reports.ask_dossier(builder, version))
    other = reports.run(reports.ask_trail(builder, version.project))
    before = reports.content(report, "evidence")
    assert canonical(SECRET)[1:-1] in before
    done = erase(officer, entry)
    assert [kept.name for kept in done.kept] == [report.number]
    assert reports.content(report, "evidence") == before
    told = bytes(Entry.objects.get(uuid=done.entry).body)
    assert f"report {report.number}".encode() in told
    assert other.number.encode() not in told
    again = reports.run(reports.ask_dossier(builder, version))
    assert canonical(SECRET)[1:-1] not in reports.content(again, "evidence")


def test_the_question_names_what_keeps_the_value(
    builder: User, officer: User, entry: Entry, version: Version, browser_of: Any
) -> None:
    report = reports.run(reports.ask_dossier(builder, version))
    where = reverse("governance:erase", args=[entry.uuid]) + f"?path={COMMENT}"
    page = browser_of(officer).get(where).content.decode()
    assert f"holding it: report {report.number}" in page
    assert "Backups" in page
    assert SECRET not in page


def test_an_admin_erases_what_they_may_not_read(
    admin: User, entry: Entry, browser_of: Any
) -> None:
    client = browser_of(admin)
    where = reverse("governance:erase", args=[entry.uuid]) + f"?path={COMMENT}"
    assert SECRET not in client.get(where).content.decode()
    answer = client.post(where, {"reason": make.WHY}, follow=True)
    assert "The value is erased." in answer.content.decode()
    assert Comment.objects.get().text == ""


def test_the_operator_erases_by_command(entry: Entry) -> None:
    number = str(Leaf.objects.get(entry=entry).seq)
    said = StringIO()
    call_command("redact", number, COMMENT, "--reason", make.WHY, stdout=said)
    assert Comment.objects.get().text == ""
    assert "Erased changes.comment.1" in said.getvalue()
    for wrong in ("999999", "nonsense", "01a2084b-0196-77d6-962d-ab9ddf615a91"):
        with pytest.raises(CommandError, match=wrong):
            call_command("redact", wrong, COMMENT, "--reason", make.WHY)


@pytest.mark.parametrize(
    "change",
    [
        "text = 'something else', erased_at = created_at",
        "text = ''",
        "text = '', erased_at = created_at, about_type = 'project'",
        "erased_at = created_at",
    ],
)
def test_the_database_allows_no_other_change_of_a_comment(
    entry: Entry, change: str
) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        _update_comments(change)


def test_what_is_erased_stays_erased(officer: User, entry: Entry) -> None:
    erase(officer, entry)
    for change in ("text = 'back'", "erased_at = NULL", "text = ''"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            _update_comments(change)


def _update_comments(change: str) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE registry_comment SET {change}")  # noqa: S608 - ours
