"""What the ends of a change request share; called inside their `governed`."""

from typing import Any

from governance import change_ends, changes
from governance.change_kinds import kind_of
from governance.exceptions import Conflict, IllegalMove
from governance.models import ChangeEnd, ChangeRequest, Subject
from governance.recording import Record


def stood(change: ChangeRequest) -> dict[str, Any]:
    """How the request stands at this moment, to be kept; before anything changes."""
    standing = changes.standing(change)
    gate = changes.gate(change, standing.policy) if standing.policy else []
    return change_ends.written(standing, kind_of(change).difference(change), gate)


def end(
    record: Record,
    change: ChangeRequest,
    state: ChangeEnd.State,
    kept: dict[str, Any],
    became: Subject | None = None,
) -> None:
    """The request is over, once: the key of the row says so."""
    record.hash(change_ends.HASH, change_ends.digest_of(kept))
    ChangeEnd.objects.create(
        change=change,
        state=state,
        person=record.requester,
        entry=record.uuid,
        became_type=became.subject_type if became else "",
        became_id=became.pk if became else None,
        stood=kept,
    )


def approved(change: ChangeRequest) -> ChangeRequest:
    """The request under lock, if it can be applied now.

    Everything is asked again: who approved may still approve, what they signed is what
    is there, the gate is open.
    """
    row = ChangeRequest.objects.select_for_update(of=("self",)).get(pk=change.pk)
    over = ChangeEnd.objects.filter(change=row).first()
    if over is not None and over.state == ChangeEnd.State.APPLIED:
        raise Conflict(f"{row} was applied already.")
    standing = changes.standing(row)
    if standing.state is not changes.State.APPROVED:
        why = " ".join(standing.words)
        raise IllegalMove(f"{row} is not approved: {standing.state.lower()}. {why}")
    why = changes.unfit(row)
    if why:
        raise IllegalMove(f"{row.environment} stays shut. {why}")
    return row


def applied(
    record: Record, change: ChangeRequest, kept: dict[str, Any], became: Subject
) -> None:
    """The request became this; the entry names it and what was approved."""
    end(record, change, ChangeEnd.State.APPLIED, kept, became)
    record.change("change", None, str(change))
    record.change("change_id", None, str(change.pk))
    record.hash("binding", change.binding)
