"""Making a project: who may, what is recorded, what is refused."""

from typing import Any

import pytest

from governance.exceptions import AccessDenied, InvalidInput
from governance.models import Entry, User
from registry.models import Project, ProjectUserObjectPermission
from registry.operations.create_project import create_project
from tests import make


@pytest.fixture
def creator(people: dict[str, User]) -> User:
    make.site_roles(people)
    return people["builder"]


def test_the_maker_owns_the_project_and_one_entry_says_so(creator: User) -> None:
    before = Entry.objects.count()
    project = create_project(actor=creator, name="  hydraulic system ")
    (entry,) = make.entries_since(before)
    assert (entry.action, entry.object_id) == ("project.created", project.pk)
    assert entry.project_id == project.pk
    assert project.name == "hydraulic system"
    assert list(Project.objects.visible_to(creator)) == [project]
    assert ProjectUserObjectPermission.objects.filter(
        user=creator, content_object=project, permission__codename="contribute"
    ).exists()


def test_others_see_nothing_of_it(creator: User, people: dict[str, User]) -> None:
    create_project(actor=creator, name="hydraulic system")
    assert not Project.objects.visible_to(people["outsider"]).exists()


def test_who_may_not_create_projects_is_refused_and_that_is_recorded(
    creator: User, people: dict[str, User]
) -> None:
    before = Entry.objects.count()
    with pytest.raises(AccessDenied):
        create_project(actor=people["outsider"], name="mine")
    assert [entry.action for entry in make.entries_since(before)] == ["access.denied"]
    assert not Project.objects.exists()


@pytest.mark.parametrize(
    "name", ["", "   ", "x" * 101, "two\nlines", "null\x00", "\ud800"]
)
def test_a_bad_name_is_refused_and_changes_nothing(creator: User, name: Any) -> None:
    before = Entry.objects.count()
    with pytest.raises(InvalidInput) as refused:
        create_project(actor=creator, name=name)
    assert refused.value.field == "name"
    assert Entry.objects.count() == before


def test_the_same_name_twice_is_refused(creator: User) -> None:
    create_project(actor=creator, name="hydraulic system")
    with pytest.raises(InvalidInput, match="already"):
        create_project(actor=creator, name="hydraulic system")
    assert Project.objects.count() == 1
