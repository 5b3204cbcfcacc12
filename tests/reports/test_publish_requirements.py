"""Publishing the requirements that reports speak to."""

import copy
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from governance.exceptions import AccessDenied, InvalidInput, ReasonMissing
from governance.models import Entry, User
from registry.models import Version
from reports.documents.catalogue import BY_CODE
from reports.models import RequirementSet
from reports.operations.publish_requirements import publish_requirements
from reports.requirements import in_force
from reports.requirements.clauses import checked
from tests import make
from tests.reports import building, reading

pytestmark = pytest.mark.usefixtures("project")  # with it come the site's roles
SHIPPED = in_force.shipped().items


def changed(**members: Any) -> list[dict[str, Any]]:
    """What was shipped, with the first one changed."""
    items = copy.deepcopy(SHIPPED)
    items[0] |= members
    return items


def publish(actor: User, items: object = None, **given: Any) -> RequirementSet:
    values: dict[str, Any] = {"reason": make.WHY} | given
    if items is None:
        items = changed(text="It is built for a purpose.")
    return publish_requirements(actor=actor, requirements=items, **values)


def test_what_is_shipped_could_be_published() -> None:
    assert checked(SHIPPED) == SHIPPED
    assert in_force.shipped().number == 0


def test_without_a_revision_the_shipped_list_counts() -> None:
    assert in_force.newest() == in_force.shipped()


def test_a_revision_counts_at_once_and_leaves_one_entry(admin: User) -> None:
    before = Entry.objects.count()
    row = publish(admin)
    (entry,) = make.entries_since(before)
    assert (entry.action, entry.object_id) == ("requirements.published", row.pk)
    assert row.digest.encode() in bytes(entry.body)
    assert b"sr-26-2.development" in bytes(entry.body)
    assert in_force.newest().number == 1
    assert in_force.newest().items == row.items
    assert publish(admin, SHIPPED).revision == 2


@pytest.mark.parametrize("name", ["builder", "officer", "auditor", "outsider"])
def test_others_may_not(people: dict[str, User], name: str) -> None:
    before = Entry.objects.count()
    with pytest.raises(AccessDenied):
        publish(people[name])
    assert [e.action for e in make.entries_since(before)] == ["access.denied"]
    assert not RequirementSet.objects.exists()


def test_a_reason_is_asked_for(admin: User) -> None:
    with pytest.raises(ReasonMissing):
        publish(admin, reason="")
    assert not RequirementSet.objects.exists()


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ([], "a list of 1 to 200"),
        ({}, "a list of 1 to 200"),
        (SHIPPED * 7, "a list of 1 to 200"),
        ([SHIPPED[0], SHIPPED[0]], "is there twice"),
        (["x"], "Requirement 1 has the members"),
        ([{**SHIPPED[0], "more": 1}], "Requirement 1 has the members"),
        (changed(id="Über"), "The id of requirement 1"),
        (changed(text=""), "text is empty"),
        (changed(text=7), "text is text of at most 600"),
        (changed(text="x" * 601), "text is text of at most 600"),
        (changed(valid_from="tomorrow"), "write valid_from and valid_to as"),
        (changed(valid_to="2020-01-01"), "valid_to lies after valid_from"),
        (changed(sections=[]), "sections names kinds of"),
        (changed(sections={"horoscope": []}), "sections names kinds of"),
        (changed(sections={"dossier": ["Stars"]}), "dossier has the sections"),
        (changed(sections={"dossier": "Summary"}), "dossier has the sections"),
        (changed(sections={"dossier": [["Summary"]]}), "dossier has the sections"),
    ],
)
def test_bad_lists_are_refused_and_change_nothing(
    admin: User, items: object, words: str
) -> None:
    before = Entry.objects.count()
    with pytest.raises(InvalidInput) as refusal:
        publish(admin, items)
    assert words in refusal.value.message
    assert refusal.value.field == "requirements"
    assert Entry.objects.count() == before
    assert not RequirementSet.objects.exists()


def test_what_counts_already_is_refused(admin: User) -> None:
    with pytest.raises(InvalidInput, match="in force already"):
        publish(admin, SHIPPED)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reports_requirementset SET digest = 'x'",
        "DELETE FROM reports_requirementset",
    ],
)
def test_the_database_refuses_to_change_a_revision(admin: User, statement: str) -> None:
    publish(admin)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_report_prints_the_revision_it_was_built_with(
    admin: User, officer: User, version: Version
) -> None:
    publish(admin)
    built = building.run(building.ask_dossier(officer, version))
    digest = in_force.newest().digest
    assert reading.tells(
        building.content(built, "pdf"),
        "Revision 1, published",
        "It is built for a purpose.",
        "Rescinded 2026-04-17",
        digest,
    )


def test_no_report_is_built_with_an_altered_revision(
    admin: User,
    officer: User,
    version: Version,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    publish(admin)
    monkeypatch.setattr(in_force, "digest_of", lambda *_: "another")
    failed = building.run(building.ask_dossier(officer, version))
    assert failed.state == "failed"
    assert "is not what was published" in failed.error


def test_only_kinds_that_a_requirement_names_print_it() -> None:
    shipped = in_force.shipped()
    told = {code: in_force.clauses_for(kind, shipped) for code, kind in BY_CODE.items()}
    assert "ai-act.86" not in {c.id for clauses in told.values() for c in clauses}
    assert "soc2.cc7-2" in {clause.id for clause in told["audit-trail"]}
    assert "soc2.cc7-2" not in {clause.id for clause in told["dossier"]}


def test_the_page_shows_what_counts_and_what_was_before(
    browser_of: Any, admin: User, officer: User
) -> None:
    publish(admin)
    publish(admin, SHIPPED)
    page = browser_of(officer).get("/requirements/").content.decode()
    assert "Revision 2" in page
    assert "revision 1 (published" in page
    assert "rescinded 2026-04-17" in page
    assert "no report yet" in page


def test_the_dialog_begins_with_what_counts_or_with_what_was_shipped(
    browser_of: Any, admin: User
) -> None:
    publish(admin)
    browser = browser_of(admin)
    page = browser.get("/requirements/publish/").content.decode()
    assert "It is built for a purpose." in page
    page = browser.get("/requirements/publish/?from=shipped").content.decode()
    assert "It is built for a purpose." not in page


def test_text_that_is_no_json_is_refused_at_its_field(
    browser_of: Any, admin: User
) -> None:
    given = {"requirements": "[", "reason": make.WHY}
    answer = browser_of(admin).post("/requirements/publish/", given)
    assert answer.status_code == 400
    assert "Enter a valid JSON." in answer.content.decode()


def test_a_revision_is_published_over_the_api(browser_of: Any, admin: User) -> None:
    browser, address = browser_of(admin), "/api/v1/requirements"
    items = changed(text="It is built for a purpose.")
    wanted = {"requirements": items, "reason": make.WHY}
    answer = browser.post(address, wanted, content_type="application/json")
    assert answer.status_code == 201, answer.content
    told = browser.get(address).json()
    assert (told["revision"], told["requirements"]) == (1, items)
