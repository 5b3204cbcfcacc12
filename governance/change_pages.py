"""Change requests as pages and the API show them; restricted to what one may see."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from governance import changes, gates, history, scopes
from governance.changes import Decision, DifferenceRow, Standing
from governance.exceptions import NotVisible
from governance.gates import Row
from governance.history import EventLine
from governance.models import ChangeRequest, User

MOST = 200


@dataclass(frozen=True)
class Signed:
    """A decision with the entry that holds its reason."""

    decision: Decision
    line: EventLine | None


@dataclass(frozen=True)
class Shown:
    """Everything about one change request."""

    change: ChangeRequest
    standing: Standing
    asks: str
    line: EventLine | None  # of the request: its reason
    end: EventLine | None
    gate: tuple[Row, ...]
    signed: tuple[Signed, ...]
    differences: tuple[DifferenceRow, ...]
    now: str  # what runs there

    @property
    def held(self) -> int:
        """How many conditions of the gate are met."""
        return sum(row.finding.is_met for row in self.gate)


def rows(actor: User) -> QuerySet[ChangeRequest]:
    """Requests of every project that the actor may see, newest first."""
    seen = scopes.visible_ids(actor)
    found = ChangeRequest.objects.filter(project_id__in=seen)
    return found.select_related("requested_by").order_by("-pk")


def find(actor: User, change_id: UUID) -> ChangeRequest:
    """One of them, or NotVisible."""
    found = rows(actor).filter(pk=change_id).first()
    if found is None:
        raise NotVisible
    return found


def shown(change: ChangeRequest) -> Shown:
    """All about one request that the actor may see."""
    standing = changes.standing(change)
    told = history.tell(history.entries(subject=change.pk)[:MOST])
    by_entry = {line.uuid: line for line in told}
    kind = changes.kind_of(change)
    difference = kind.difference(change)
    end = getattr(change, "end", None)
    return Shown(
        change=change,
        standing=standing,
        asks=kind.asks(change),
        line=by_entry.get(change.entry),
        end=_line(end.entry, by_entry) if end else None,
        gate=tuple(_gate(change, standing)),
        signed=tuple(
            Signed(one, by_entry.get(one.approval.entry)) for one in standing.decisions
        ),
        differences=difference.rows,
        now=difference.now,
    )


def _line(entry: UUID, known: dict[UUID, EventLine]) -> EventLine | None:
    """The entry of the end: about the request itself, or about what it became."""
    if entry in known:
        return known[entry]
    found = history.tell(history.entries().filter(uuid=entry))
    return found[0] if found else None


def _gate(change: ChangeRequest, standing: Standing) -> list[Row]:
    """Checked now while it waits; an ended request shows what was asked of it."""
    if standing.policy is not None:
        return gates.rows(standing.policy, changes.asked_of(change))
    return []
