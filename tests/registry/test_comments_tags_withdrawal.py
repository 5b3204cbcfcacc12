"""Comments, tags and withdrawal: small changes, each with one entry."""

import json

import pytest

from governance.exceptions import (
    AccessDenied,
    Conflict,
    InvalidInput,
    NotVisible,
    ReasonMissing,
)
from governance.models import Entry, User
from registry.models import Comment, Project, Tag, Version
from registry.operations.add_comment import add_comment
from registry.operations.add_tag import add_tag
from registry.operations.remove_tag import remove_tag
from registry.operations.withdraw_version import withdraw_version
from tests import make

GOOD = "This is a good model for predicting hydraulic cooling condition"


def test_a_comment_is_kept_and_its_text_can_be_erased_from_the_ledger(
    validator: User, version: Version
) -> None:
    before = Entry.objects.count()
    comment = add_comment(actor=validator, subject=version, text=f" {GOOD} ")
    assert (comment.text, comment.about_id) == (GOOD, version.pk)
    (entry,) = make.entries_since(before)
    assert (entry.action, entry.object_id) == ("comment.added", version.pk)
    assert GOOD.encode() not in bytes(entry.body)


@pytest.mark.parametrize("text", ["", " \n ", "x" * 2001, "bell\x07", "null\x00"])
def test_a_bad_comment_is_refused(validator: User, version: Version, text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        add_comment(actor=validator, subject=version, text=text)
    assert refused.value.field == "text"
    assert not Comment.objects.exists()


@pytest.mark.parametrize("who", ["business", "outsider", "auditor"])
def test_who_may_not_comment_is_refused(
    people: dict[str, User], version: Version, who: str
) -> None:
    with pytest.raises(AccessDenied):
        add_comment(actor=people[who], subject=version, text=GOOD)


def test_a_tag_is_put_changed_and_taken_off_with_an_entry_each(
    builder: User, version: Version
) -> None:
    before = Entry.objects.count()
    add_tag(actor=builder, subject=version, name="stage", value="candidate")
    add_tag(actor=builder, subject=version, name="stage", value="chosen")
    remove_tag(actor=builder, subject=version, name="stage")
    changes = [
        json.loads(bytes(entry.body))["changes"]["tag"]
        for entry in make.entries_since(before)
    ]
    assert changes == [
        [None, "stage: candidate"],
        ["stage: candidate", "stage: chosen"],
        ["stage: chosen", None],
    ]
    assert not Tag.objects.exists()


@pytest.mark.parametrize(
    ("name", "value", "field"),
    [
        ("", "x", "name"),
        ("-x", "x", "name"),
        ("a" * 51, "", "name"),
        ("a", "b\nc", "value"),
    ],
)
def test_a_bad_tag_is_refused(
    builder: User, version: Version, name: str, value: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        add_tag(actor=builder, subject=version, name=name, value=value)
    assert refused.value.field == field


def test_the_same_tag_twice_is_a_conflict_and_a_missing_one_not_found(
    builder: User, version: Version
) -> None:
    add_tag(actor=builder, subject=version, name="stage", value="candidate")
    before = Entry.objects.count()
    with pytest.raises(Conflict):
        add_tag(actor=builder, subject=version, name="stage", value="candidate")
    with pytest.raises(NotVisible):
        remove_tag(actor=builder, subject=version, name="owner")
    assert Entry.objects.count() == before


def test_who_may_not_contribute_may_not_tag(validator: User, version: Version) -> None:
    with pytest.raises(AccessDenied):
        add_tag(actor=validator, subject=version, name="stage")


def test_a_withdrawn_version_stays_and_says_so(builder: User, version: Version) -> None:
    before = Entry.objects.count()
    withdraw_version(actor=builder, version=version, reason=make.WHY)
    again = Version.objects.select_related("withdrawal").get(pk=version.pk)
    assert again.is_withdrawn
    (entry,) = make.entries_since(before)
    assert (entry.action, entry.object_id) == ("version.withdrawn", version.pk)
    with pytest.raises(Conflict):
        withdraw_version(actor=builder, version=version, reason=make.WHY)


def test_withdrawing_asks_why_and_for_the_right(
    builder: User, engineer: User, version: Version, project: Project
) -> None:
    with pytest.raises(ReasonMissing):
        withdraw_version(actor=builder, version=version, reason="bad")
    with pytest.raises(AccessDenied):
        withdraw_version(actor=engineer, version=version, reason=make.WHY)
    assert not Version.objects.get(pk=version.pk).is_withdrawn
