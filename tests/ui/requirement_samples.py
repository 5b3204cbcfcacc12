"""The requirements as the product ships them, and a revision somebody altered."""

from typing import Any

from reports.requirement_pages import line_of
from reports.requirements.in_force import Revision, shipped
from tests.ui import samples as s

NOW = shipped()
OLD = Revision(1, s.DIGEST, "published 2026-10-01 08:00:00 UTC by admin", [], True)
REQUIREMENTS: dict[str, Any] = {
    "section": "requirements",
    "now": NOW,
    "lines": [line_of(one) for one in NOW.requirements],
    "before": [],
    "is_edited": False,
    "may_publish": s.MAY,
}
ALTERED: dict[str, Any] = REQUIREMENTS | {
    "now": Revision(2, s.DIGEST, OLD.published, NOW.items, False),
    "before": [OLD],
    "is_edited": True,
    "may_publish": s.MAY_NOT,
}
