"""What is kept of the entries while they go by, so that memory stays small."""

from collections import Counter
from dataclasses import dataclass, field

from governance import history
from governance.actions import RULES, Action
from governance.history import EventLine
from governance.ledger.hashing import leaf_hash
from governance.models import Entry
from reports.documents.audit_trail.evidence import EDGE, PRINTED, PRIVILEGED, Counts
from reports.documents.evidence import Event
from reports.documents.reading import event

# An entry written past every operation may name an action that no catalogue holds.
WITH_REASON = frozenset(code for code, rule in RULES.items() if rule.reason_required)


@dataclass
class Tally:
    """Sums, the ends of the list, the privileged entries and the broken ones."""

    inside: int = 0
    waiting: int = 0
    refused: int = 0
    privileged_count: int = 0
    without_reason: int = 0
    erased: int = 0
    days: Counter[str] = field(default_factory=Counter)
    actions: Counter[tuple[str, str]] = field(default_factory=Counter)
    privileged: list[Event] = field(default_factory=list)
    head: list[Event] = field(default_factory=list)
    tail: list[Event] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def take(self, entry: Entry, line: EventLine) -> Event:
        told = event(line)
        self.inside += 1
        self.waiting += line.number is None
        self.refused += line.action == Action.ACCESS_DENIED
        self.erased += line.why == history.ERASED
        self.days[told.at[:10]] += 1
        self.actions[line.action, line.actor_name] += 1
        if leaf_hash(bytes(entry.body)) != bytes(entry.leaf_hash):
            self.broken.append(f"number {told.place}, recorded {told.at}")
        self._judge(line, told)
        self._keep(told)
        return told

    def _judge(self, line: EventLine, told: Event) -> None:
        needs_reason = line.action in WITH_REASON
        self.without_reason += needs_reason and not line.why
        if needs_reason or line.action == Action.ACCESS_DENIED:
            self.privileged_count += 1
            if len(self.privileged) < PRIVILEGED:
                self.privileged.append(told)

    def _keep(self, told: Event) -> None:
        if len(self.head) < PRINTED:
            self.head.append(told)
        self.tail.append(told)
        if len(self.tail) > 2 * EDGE:
            del self.tail[:EDGE]

    def counts(self, outside: int) -> Counts:
        return Counts(
            inside=self.inside,
            outside=outside,
            waiting=self.waiting,
            refused=self.refused,
            privileged=self.privileged_count,
            without_reason=self.without_reason,
            erased=self.erased,
            by_day=tuple(sorted(self.days.items())),
            by_action=tuple((a, w, n) for (a, w), n in sorted(self.actions.items())),
        )
