"""A correction is a new entry beside the old one; both are shown."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance import annotations, history, verification
from governance.actions import Action
from governance.exceptions import AccessDenied, Conflict, InvalidInput, ReasonMissing
from governance.models import Entry, Leaf, User
from governance.operations.correct_entry import MAX_STATEMENT, correct_entry
from governance.operations.create_token import create_token
from registry.models import Project
from tests import make
from tests.sequenced import sequence

NOW_TRUE = "Shared for the winter tests."


@pytest.fixture
def entry(project: Project) -> Entry:
    """The entry of a share, with its number."""
    sequence()
    return Entry.objects.filter(action=Action.PROJECT_SHARED).latest("pk")


def corrected(actor: User, entry: Entry, statement: str = NOW_TRUE) -> Entry:
    made = correct_entry(actor=actor, entry=entry, statement=statement, reason=make.WHY)
    return Entry.objects.get(uuid=made)


def test_a_correction_points_at_the_old_entry_by_number_and_leaf(
    builder: User, entry: Entry
) -> None:
    before, body = Entry.objects.count(), bytes(entry.body)
    made = corrected(builder, entry)
    assert Entry.objects.count() == before + 1
    assert bytes(Entry.objects.get(pk=entry.pk).body) == body
    leaf = Leaf.objects.get(entry=entry)
    (ref,) = json.loads(bytes(made.body))["refs"]
    assert ref == {"index": leaf.seq, "leaf": bytes(entry.leaf_hash).hex()}
    assert NOW_TRUE.encode() not in bytes(made.body)
    assert (made.object_type, made.object_id, made.project_id) == (
        entry.object_type,
        entry.object_id,
        entry.project_id,
    )


def test_the_ledger_holds_after_a_correction(builder: User, entry: Entry) -> None:
    corrected(builder, entry)
    sequence()
    assert verification.verify().wrong == ()


def test_an_entry_without_a_number_cannot_be_corrected_yet(
    builder: User, project: Project
) -> None:
    waiting = Entry.objects.latest("pk")
    with pytest.raises(Conflict, match="Wait a second"):
        corrected(builder, waiting)


@pytest.mark.parametrize(
    "statement", ["", " \n", "x" * (MAX_STATEMENT + 1), "bell\x07", "null\x00"]
)
def test_a_bad_statement_is_refused(
    builder: User, entry: Entry, statement: str
) -> None:
    before = Entry.objects.count()
    with pytest.raises(InvalidInput) as refused:
        corrected(builder, entry, statement)
    assert refused.value.field == "statement"
    assert Entry.objects.count() == before


def test_a_correction_needs_a_reason(builder: User, entry: Entry) -> None:
    with pytest.raises(ReasonMissing):
        correct_entry(actor=builder, entry=entry, statement=NOW_TRUE, reason="short")


@pytest.mark.parametrize("who", ["business", "auditor", "admin", "outsider"])
def test_who_may_not_comment_may_not_correct(
    people: dict[str, User], entry: Entry, who: str
) -> None:
    with pytest.raises(AccessDenied):
        corrected(people[who], entry)
    denial = Entry.objects.latest("pk")
    assert (denial.action, denial.actor_id) == ("access.denied", people[who].pk)


def test_an_entry_of_no_project_is_corrected_by_whoever_wrote_it(
    builder: User, auditor: User
) -> None:
    create_token(actor=builder, name="laptop", scopes=["read"], days=1)
    sequence()
    entry = Entry.objects.filter(action=Action.TOKEN_CREATED).latest("pk")
    with pytest.raises(AccessDenied, match="whoever wrote it"):
        corrected(auditor, entry)
    assert corrected(builder, entry).action == Action.ANNOTATION_CORRECTED


def test_a_correction_can_be_corrected(builder: User, entry: Entry) -> None:
    first = corrected(builder, entry)
    sequence()
    second = corrected(builder, first, "Shared for the spring tests.")
    line = annotations.linked([second], history.visible_entries(builder))[0]
    assert line.original is not None
    assert line.original.uuid == first.uuid


def test_both_are_shown_with_links_between_them(
    builder: User, entry: Entry, browser_of: Any
) -> None:
    made = corrected(builder, entry)
    sequence()
    page = browser_of(builder).get(reverse("governance:audit")).content.decode()
    number = Leaf.objects.get(entry=made).seq
    assert "Corrected later by" in page
    assert f'href="{reverse("governance:entry", args=[made.uuid])}">{number:,}' in page
    assert NOW_TRUE in page
    assert "<s>shared" in page


def test_an_original_is_told_only_to_those_who_may_read_it(
    builder: User, officer: User, entry: Entry
) -> None:
    made = corrected(officer, entry)
    mine = Entry.objects.filter(actor_id=officer.pk)
    (line,) = annotations.linked([made], mine)
    assert (line.original, line.statement) == (None, NOW_TRUE)


def test_links_cost_the_same_for_one_entry_and_for_many(
    builder: User, entry: Entry
) -> None:
    def queries(rows: list[Entry]) -> int:
        with CaptureQueriesContext(connection) as seen:
            annotations.linked(rows, history.visible_entries(builder))
        return len(seen)

    corrected(builder, entry)
    few = queries(list(history.entries()[:1]))
    for number in range(9):
        corrected(builder, entry, f"Version {number}.")
    sequence()
    many = list(history.entries())
    assert len(many) > 10
    assert queries(many) == few


def test_the_api_corrects_and_tells_the_new_entry(
    builder: User, entry: Entry, browser_of: Any
) -> None:
    where = f"/api/v1/entries/{entry.uuid}"
    client = browser_of(builder)
    answer = client.post(
        f"{where}/corrections",
        {"statement": NOW_TRUE, "reason": make.WHY},
        content_type="application/json",
    )
    assert answer.status_code == 201
    assert answer.json()["refs"] == [Leaf.objects.get(entry=entry).seq]
    told = client.get(where).json()
    assert [later["id"] for later in told["later"]] == [answer.json()["id"]]
    assert told["body"].encode() == bytes(entry.body)
