"""What else belongs to an action: work that an upper layer orders with it.

Registered in AppConfig.ready and called by `governed` inside its transaction, after the
block and before the entry. It may order jobs by `record.enqueue`; it changes nothing.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING

from governance.actions import Action

if TYPE_CHECKING:
    from governance.recording import Record

Followup = Callable[["Record"], None]
_FOLLOWUPS: dict[Action, list[Followup]] = defaultdict(list)


def register(action: Action, followup: Followup) -> None:
    """Call `followup` with the record of every such action."""
    if followup not in _FOLLOWUPS[action]:
        _FOLLOWUPS[action].append(followup)


def follow(record: "Record") -> None:
    """Call what is registered for the record's action."""
    for followup in _FOLLOWUPS.get(record.action, ()):
        followup(record)
