"""Approve a request for access, give less than it asks, or refuse it."""

from datetime import timedelta

from django.utils import timezone

from governance import access, access_requests, grant_facts, scopes
from governance.actions import Action
from governance.exceptions import AccessDenied, IllegalMove, InvalidInput, NotVisible
from governance.faces import meet
from governance.models import AccessRequest, Grant, User
from governance.recording import Record, governed
from governance.rights import PROJECT_ROLES, Role

State = AccessRequest.State
_ACTIONS = {
    State.APPROVED: Action.ACCESS_APPROVED,
    State.REDUCED: Action.ACCESS_REDUCED,
    State.REFUSED: Action.ACCESS_REFUSED,
}


def decide_access_request(  # noqa: PLR0913 - what is decided, how much less, and why
    *,
    actor: User,
    access_request: AccessRequest,
    decision: str,
    reason: str,
    role: str = "",
    days: int | None = None,
) -> AccessRequest:
    """`approved` gives what was asked, `reduced` the smaller `role` or fewer `days`.

    Refuses one's own request, one that is no longer open, one of an account that was
    closed, and to give more than was asked.
    """
    if decision not in _ACTIONS:
        raise InvalidInput("decision", "Approve, reduce, or refuse.")
    chosen = State(decision)
    action = _ACTIONS[chosen]
    with governed(actor, action, access_request, reason=reason) as record:
        row: AccessRequest = record.subject
        if meet([row.person_id], [record.actor.pk]):
            raise AccessDenied("Nobody decides their own request. Ask another owner.")
        _refuse_over(row)
        if chosen is not State.REFUSED:
            _give(record, row, *_given(row, chosen, role, days))
        row.state, row.decided_by = chosen, record.actor
        row.decided_at, row.decision_uuid = timezone.now(), record.uuid
        row.save()
    return row


def _refuse_over(row: AccessRequest) -> None:
    standing = access_requests.standing(row)
    if standing is not State.OPEN:
        raise IllegalMove(f"This request is {standing.label.lower()} already.")


def _given(
    row: AccessRequest, chosen: AccessRequest.State, role: str, days: int | None
) -> tuple[Role, int]:
    """The role and the days: as asked, or less in one of them and more in none."""
    asked = Role(row.role)
    if chosen is State.APPROVED:
        return asked, row.days
    if role and role not in PROJECT_ROLES:
        raise InvalidInput("role", "Choose one of the project's roles, or none.")
    given = Role(role) if role else asked
    length = row.days if days is None else days
    if not given.rights <= asked.rights:
        raise InvalidInput(
            "role", f"{given.label} allows more than {asked.label}, which was asked."
        )
    if not 1 <= length <= row.days:
        raise InvalidInput("days", f"Give 1 to {row.days} days; that was asked.")
    if given is asked and length == row.days:
        raise InvalidInput("days", "This is all that was asked. Approve it instead.")
    return given, length


def _give(record: Record, row: AccessRequest, role: Role, days: int) -> None:
    if not row.person.is_active:
        raise IllegalMove(f"The account {row.person} is closed. Refuse the request.")
    project = scopes.every().filter(pk=row.project_id).first()
    if project is None:
        raise NotVisible
    held, until = _held(row, role), timezone.now() + timedelta(days=days)
    if held is None or held.valid_until is None or held.valid_until >= until:
        row.grant = access.give(
            project,
            row.person,
            role,
            granted_by=record.actor,
            valid_until=until,
            entry=record.uuid,
        )
        grant_facts.tell(record, new=row.grant)
        return
    row.grant = access.change_end(
        held, project, until, granted_by=record.actor, entry=record.uuid
    )
    grant_facts.tell(record, old=held, new=row.grant)


def _held(row: AccessRequest, role: Role) -> Grant | None:
    """The grant that would last longer: theirs, of the same role, begun already."""
    grants = Grant.objects.in_force(timezone.now())
    return grants.filter(user=row.person, scope=row.project_id, role=role).first()
