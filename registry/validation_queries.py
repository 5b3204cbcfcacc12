"""Reads of validations, restricted to what the actor may see."""

from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Prefetch, QuerySet

from governance import access
from governance.exceptions import NotVisible
from governance.models import User
from registry.models import (
    Finding,
    FindingReply,
    Validation,
    ValidationResult,
    ValidationTest,
    Version,
)

_Row = TypeVar("_Row", bound=Model)
MOST = 200


@dataclass(frozen=True)
class TestLine:
    """A test with the result that counts, and how many there were."""

    test: ValidationTest
    result: ValidationResult | None
    results: int


def validations(actor: User, version: Version) -> list[Validation]:
    """The validations of a version, newest first."""
    rows = Validation.objects.filter(version=version).select_related(
        "opened_by", "verdict__given_by"
    )
    visible = access.visible(rows, actor, field="project")
    return list(visible.order_by("-pk")[:MOST])


def validation_for(actor: User, validation_id: UUID) -> Validation:
    """One validation with its version, or NotVisible."""
    rows = Validation.objects.select_related(
        "version__project", "version__withdrawal", "opened_by", "verdict__given_by"
    )
    return _one(rows, actor, validation_id, "project")


def test_for(actor: User, test_id: UUID) -> ValidationTest:
    """One test with its validation, or NotVisible."""
    rows = ValidationTest.objects.select_related("validation__version__project")
    return _one(rows, actor, test_id, "validation__project")


def finding_for(actor: User, finding_id: UUID) -> Finding:
    """One finding with its validation, or NotVisible."""
    rows = _findings().select_related("validation__version__project")
    return _one(rows, actor, finding_id, "validation__project")


def tests(validation: Validation) -> list[TestLine]:
    """The plan in its order; the caller has been allowed to see the validation."""
    results = ValidationResult.objects.select_related("recorded_by").order_by("-pk")
    rows = validation.tests.order_by("number").prefetch_related(
        Prefetch("results", queryset=results)
    )
    return [_line(test, list(test.results.all())) for test in rows]


def _line(test: ValidationTest, results: list[ValidationResult]) -> TestLine:
    return TestLine(test, results[0] if results else None, len(results))


def findings(validation: Validation) -> list[Finding]:
    """Its findings by number; the caller has been allowed to see the validation."""
    return list(_findings().filter(validation=validation).order_by("number"))


def _findings() -> QuerySet[Finding]:
    replies = FindingReply.objects.select_related("author").order_by("pk")
    return Finding.objects.select_related(
        "owner", "raised_by", "test", "closure__closed_by"
    ).prefetch_related(Prefetch("replies", queryset=replies))


def _one(rows: QuerySet[_Row], actor: User, row_id: UUID, field: str) -> _Row:
    found = access.visible(rows, actor, field=field).filter(pk=row_id).first()
    if found is None:
        raise NotVisible
    return found
