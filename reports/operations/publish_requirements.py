"""Publish the requirements that reports speak to."""

from collections.abc import Sequence

from governance.actions import Action
from governance.exceptions import InvalidInput
from governance.models import User
from governance.recording import governed
from governance.subjects import SITE
from reports.models import RequirementSet
from reports.requirements.clauses import FIELD, Item, checked, digest_of
from reports.requirements.in_force import newest


def publish_requirements(
    *, actor: User, requirements: object, reason: str
) -> RequirementSet:
    """A new revision of the whole list; every report asked for from now on prints it.

    Refuses what is no list of requirements (see `clauses.checked`), sections that no
    report has, and a revision that changes nothing.
    """
    items = checked(requirements)
    with governed(actor, Action.REQUIREMENTS_PUBLISHED, SITE, reason=reason) as record:
        before = newest()
        if before.is_whole and before.items == items:
            raise InvalidInput(FIELD, "This is what is in force already.")
        row = RequirementSet(
            revision=before.number + 1, items=items, published_by=actor
        )
        row.digest = digest_of(row.revision, items)
        row.save(force_insert=True)
        record.about(row)
        record.change("revision", before.number, row.revision)
        record.change("requirements", len(before.items), len(items))
        for name, ids in _differences(before.items, items).items():
            record.change(name, None, ", ".join(ids) or "none")
        record.hash("requirements", row.digest)
    return row


def _differences(old: Sequence[Item], new: Sequence[Item]) -> dict[str, list[str]]:
    """Which ids came, changed and went."""
    before = {item["id"]: item for item in old}
    now = {item["id"]: item for item in new}
    both = before.keys() & now.keys()
    return {
        "added": sorted(now.keys() - before.keys()),
        "changed": sorted(one for one in both if before[one] != now[one]),
        "removed": sorted(before.keys() - now.keys()),
    }
