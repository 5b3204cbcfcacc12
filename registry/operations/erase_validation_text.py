"""The copies of an erased text in the rows of a validation."""

from typing import Any

from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone

from governance.actions import Action
from governance.redaction import Erased
from registry.models import (
    Finding,
    FindingClosure,
    FindingReply,
    ValidationResult,
    ValidationTest,
    Verdict,
)

# By action and path: whose column holds the text, and which change names the row.
COPIES: dict[tuple[str, str], tuple[type[models.Model], str, str]] = {
    (Action.VALIDATION_TEST_ADDED, "changes.title.1"): (
        ValidationTest,
        "title",
        "test_id",
    ),
    (Action.VALIDATION_TEST_ADDED, "changes.expected.1"): (
        ValidationTest,
        "expected",
        "test_id",
    ),
    (Action.VALIDATION_TEST_RECORDED, "changes.actual.1"): (
        ValidationResult,
        "actual",
        "result_id",
    ),
    (Action.FINDING_RAISED, "changes.finding.1"): (Finding, "text", "finding_id"),
    (Action.FINDING_REPLIED, "changes.reply.1"): (FindingReply, "text", "reply_id"),
    (Action.FINDING_CLOSED, "why"): (FindingClosure, "reason", "closure_id"),
    (Action.VALIDATION_DECIDED, "why"): (Verdict, "reason", "verdict_id"),
    (Action.VALIDATION_DECIDED, "changes.conditions.1"): (
        Verdict,
        "conditions",
        "verdict_id",
    ),
}


def erase_validation_text(erased: Erased) -> list[type[models.Model]]:
    """Empty the text inside the erasure of its entry's value, and mark the row.

    The one change of these rows that the database allows.
    """
    found = COPIES.get((erased.entry.action, erased.path))
    if found is None:
        return []
    model, column, field = found
    values: dict[str, Any] = {column: ""}
    rows = model._default_manager.filter(pk=erased.body["changes"][field][1])  # noqa: SLF001 - documented
    changed = rows.update(erased_at=Coalesce("erased_at", timezone.now()), **values)
    return [model] if changed else []
