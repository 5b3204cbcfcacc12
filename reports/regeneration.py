"""A report made again: its bytes from its evidence, its evidence from the database.

The first must always agree. The second may differ for good reasons, which are named:
values that were erased since, and what the registry says anew about the same thing.
"""

import json
from dataclasses import dataclass
from typing import Any, Final

from governance.exceptions import IllegalMove
from reports.documents.building import collected
from reports.documents.evidence import seal
from reports.models import Report, ReportFile
from reports.storage import content_of
from reports.verification import certificates, erased_since
from reports.verifying.judging import Known, Outcome, judge

Role = ReportFile.Role
LATER: Final = frozenset({"issue", "position", "at"})  # of the moment of building


@dataclass(frozen=True)
class Regenerated:
    """What came out, in words."""

    holds: bool
    bytes_words: str
    evidence_words: str


def regenerated(report: Report) -> Regenerated:
    """Refuses a report that is not built, and one whose files are gone."""
    if report.built_at is None:
        raise IllegalMove(f"{report} is not built.")
    files = {file.role: content_of(file) for file in report.files.all()}
    found = judge(files[Role.PDF], Known(certificates()))
    now = json.loads(seal(collected(report)).text)
    changed = _changed(json.loads(files[Role.EVIDENCE]), now)
    return Regenerated(
        found.outcome is Outcome.GENUINE, found.words, _told(report, changed)
    )


def _changed(then: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """The parts of the evidence that the database tells otherwise today."""
    names = sorted((then.keys() | now.keys()) - LATER)
    return [name for name in names if then.get(name) != now.get(name)]


def _told(report: Report, changed: list[str]) -> str:
    if not changed:
        return "the database still says the same"
    erased = erased_since(report)
    words = f"the database says otherwise today about: {', '.join(changed)}"
    if erased:
        words += f"; {erased} disclosure{'' if erased == 1 else 's'} erased since"
    return words
