"""Change requests as pages and the API show them; restricted to what one may see."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from governance import change_ends, changes, history, scopes
from governance.change_ends import Stood
from governance.change_kinds import DifferenceRow, Fact, kind_of
from governance.changes import Decision, Standing
from governance.exceptions import NotVisible
from governance.gates import Row
from governance.history import EventLine
from governance.models import ChangeEnd, ChangeRequest, User

MOST = 200


@dataclass(frozen=True)
class Signed:
    """A decision with the entry that holds its reason."""

    decision: Decision
    line: EventLine | None


@dataclass(frozen=True)
class Shown:
    """Everything about one change request: now while it waits, else as it ended."""

    change: ChangeRequest
    standing: Standing
    title: str
    facts: tuple[Fact, ...]  # what an approval binds
    line: EventLine | None  # of the request: its reason
    end: EventLine | None
    is_gated: bool
    gate: tuple[Row, ...]
    revision: int | None  # of the policy that was asked
    signed: tuple[Signed, ...]
    differences: tuple[DifferenceRow, ...]
    left_off: int  # rows of the difference that were too many to be kept
    now: str  # what runs there, or ran there
    as_of: str  # now, end, or unknown: it ended before anything was kept
    is_whole: bool  # what was kept is what its entry names

    @property
    def held(self) -> int:
        """How many conditions of the gate are met."""
        return sum(row.is_met for row in self.gate)


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
    kind = kind_of(change)
    end: ChangeEnd | None = getattr(change, "end", None)
    stood = change_ends.read(end) if end else _stands(change, standing)
    return Shown(
        change=change,
        standing=standing,
        title=kind.title(change),
        facts=kind.facts(change),
        line=by_entry.get(change.entry),
        end=_line(end.entry, by_entry) if end else None,
        is_gated=kind.is_gated,
        gate=stood.gate,
        revision=stood.revision,
        signed=tuple(
            Signed(one, by_entry.get(one.approval.entry)) for one in standing.decisions
        ),
        differences=stood.rows,
        left_off=stood.left_off,
        now=stood.now,
        as_of=("end" if stood.is_kept else "unknown") if end else "now",
        is_whole=change_ends.is_whole(end) if end else True,
    )


def _stands(change: ChangeRequest, standing: Standing) -> Stood:
    """While it waits everything is asked now."""
    difference = kind_of(change).difference(change)
    policy = standing.policy
    return Stood(
        is_kept=False,
        now=difference.now,
        rows=difference.rows,
        left_off=0,
        gate=tuple(changes.gate(change, policy)) if policy else (),
        needed=standing.needed,
        revision=policy.revision if policy else None,
        decisions={},
    )


def _line(entry: UUID, known: dict[UUID, EventLine]) -> EventLine | None:
    """The entry of the end: about the request itself, or about what it became."""
    if entry in known:
        return known[entry]
    found = history.tell(history.entries().filter(uuid=entry))
    return found[0] if found else None
