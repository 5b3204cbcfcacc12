"""Ask others to approve a change."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from governance import access, changes, policies
from governance.actions import Action
from governance.change_kinds import kind_of, needs_approval
from governance.exceptions import Conflict, IllegalMove, InvalidInput
from governance.faces import faces
from governance.models import ChangeRequest, Subject, User
from governance.recording import Record, governed

DAYS, MAX_DAYS = 14, 90
MAX_WAITING = 100


@dataclass(frozen=True, slots=True)
class Target:
    """Where a change goes: an environment, and a place in it or a new place's name."""

    environment: str
    name: str
    id: UUID | None = None


def request_change(  # noqa: PLR0913 - who, what, where, why, until when, and then
    *,
    actor: User,
    project: Subject,
    kind: str,
    about: Subject,
    target: Target,
    reason: str,
    auto_apply: bool = False,
    days: int = DAYS,
) -> ChangeRequest:
    """A change request, bound to what is there now; nothing changes yet.

    Refuses an environment that asks for no approval, what the kind of change refuses, a
    second request for the same, an end too far away, and to apply by itself what the
    one who asks may not apply.
    """
    if not 1 <= days <= MAX_DAYS:
        raise InvalidInput("days", f"A request is open for 1 to {MAX_DAYS} days.")
    with governed(actor, Action.CHANGE_REQUESTED, project, reason=reason) as record:
        change = ChangeRequest(
            number=_next_number(project.pk),
            kind=kind,
            project_id=project.pk,
            about_type=about.subject_type,
            about_id=about.pk,
            about_label=about.subject_label,
            environment=target.environment,
            target_id=target.id,
            target_name=target.name,
            auto_apply=auto_apply,
            requested_by=actor,
            expires_at=timezone.now() + timedelta(days=days),
        )
        _refuse(change)
        _bind(change)
        change.entry = record.uuid
        built = faces(kind_of(change).builders(change))
        change.builders = sorted(map(str, built))
        change.save(force_insert=True)
        _tell(record, change)
    return change


def _next_number(project_id: UUID) -> int:
    """The project's row is locked, so nobody takes the number in between."""
    rows = ChangeRequest.objects.filter(project_id=project_id)
    last: int | None = rows.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _refuse(change: ChangeRequest) -> None:
    kind = kind_of(change)
    kind.refuse(change)
    if change.auto_apply:
        decision = access.may(
            change.requested_by, kind.right(change), change.project_id
        )
        if not decision.allowed:
            raise InvalidInput(
                "auto_apply", f"It cannot apply itself in your name. {decision.because}"
            )
    _refuse_second(change)


def _refuse_second(change: ChangeRequest) -> None:
    """One request for the same; and no more open ones than somebody can look at."""
    waiting = ChangeRequest.objects.filter(
        project_id=change.project_id, end=None, expires_at__gt=timezone.now()
    )
    if waiting.count() >= MAX_WAITING:
        raise Conflict(f"{MAX_WAITING} requests wait in this project. End some first.")
    same = waiting.filter(
        kind=change.kind,
        about_id=change.about_id,
        environment=change.environment,
        target_id=change.target_id,
        target_name=change.target_name,
    )
    for other in same:
        if changes.standing(other).is_pending:
            raise Conflict(f"{other} asks for the same already.")


def _bind(change: ChangeRequest) -> None:
    policy = policies.in_force(change.environment, change.project_id)
    if not needs_approval(policy, change.kind):
        raise IllegalMove(
            f"{change.environment} asks for no approval of this here. "
            "Nobody needs to be asked."
        )
    change.bound = changes.bound_now(change, policy)
    change.binding = changes.digest_of(change.bound)


def _tell(record: Record, change: ChangeRequest) -> None:
    record.about(change)
    record.change("asked", None, kind_of(change).asks(change))
    record.change("environment", None, change.environment)
    record.change("expires_at", None, change.expires_at.isoformat())
    record.change("auto_apply", None, change.auto_apply)
    record.change("policy", None, change.bound["policy"]["revision"])
    record.hash("binding", change.binding)
    record.hash("policy", change.bound["policy"]["sha256"])
