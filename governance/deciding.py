"""Whether somebody may do an action to a thing: what stands behind each `Needs`."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from governance import access, limits
from governance.actions import RULES, Action, Needs
from governance.models import AccessToken, User
from governance.rights import Right, deploy_right

# The right on the site, and on a project.
_RIGHTS: dict[Needs, tuple[Right | None, Right]] = {
    Needs.READ: (Right.AUDIT, Right.VIEW),
    Needs.CORRECT: (Right.COMMENT, Right.COMMENT),
    Needs.ACCOUNT: (Right.MANAGE_ACCOUNTS, Right.SHARE),
    Needs.STOP: (None, Right.SHARE),
    Needs.STOP_REPORTS: (Right.HOLD_REPORTS, Right.HOLD_REPORTS),
}


def decide(
    actor: User, action: Action, subject: Any, environment: str | None = None
) -> access.Decision:
    """Whether somebody may do this to the subject; pages ask it before they offer it.

    `governed` asks it again, inside its transaction.
    """
    needs = RULES[action].needs
    if needs is Needs.SYSTEM:
        return access.Decision(actor.is_system, f"{actor} is no system account.")
    if isinstance(needs, Needs) and needs in _OWN:
        return _OWN[needs](actor, subject)
    if needs is Needs.CORRECT and subject.scope_id is None:
        return _writer(actor, subject)
    right = right_of(action, subject.scope_id, environment)
    if right is None:
        return access.Decision(allowed=False, because="Nothing allows this.")
    return access.may(actor, right, subject.scope_id)


def right_of(
    action: Action, scope: UUID | None, environment: str | None = None
) -> Right | None:
    """The right that stands behind an action on this scope; None where none does."""
    needs = RULES[action].needs
    if isinstance(needs, Right):
        return needs
    if needs in {Needs.SYSTEM, Needs.SELF}:
        return None
    if needs is Needs.DEPLOY:
        return deploy_right(environment or "")
    on_site, on_project = _RIGHTS[needs]
    return on_site if scope is None else on_project


def _writer(actor: User, subject: Any) -> access.Decision:
    """Entries of no project are corrected by those who wrote them, and nobody else."""
    wrote = getattr(subject, "written_by", None) == actor.pk and access.is_open(actor)
    because = limits.refusal_of_own(actor, None)
    if wrote and not because:
        return access.Decision(allowed=True, because="You wrote this entry.")
    because = because or "An entry of no project is corrected by whoever wrote it."
    return access.Decision(allowed=False, because=because)


def _itself(actor: User, subject: Any) -> access.Decision:
    """The account that is the subject, or whose token is; the owner of a service's."""
    because = limits.refusal_of_own(actor, subject.scope_id)
    if because:
        return access.Decision(allowed=False, because=because)
    same = _answering(subject) == actor.pk and access.is_open(actor)
    return access.Decision(same, "Only the account itself, or its owner, may do this.")


def _answering(subject: Any) -> UUID:
    """The key of the account whose own the subject is."""
    account = subject.user if isinstance(subject, AccessToken) else subject
    if isinstance(account, User) and account.owner_id is not None:
        return account.owner_id
    key: UUID = getattr(subject, "user_id", subject.pk)
    return key


def _stopping(actor: User, subject: Any) -> access.Decision:
    """Like `_itself`; whoever may share its project stops a service account, too."""
    own = _itself(actor, subject)
    if own.allowed or subject.scope_id is None:
        return own
    return access.may(actor, Right.SHARE, subject.scope_id)


def _stopping_reports(actor: User, subject: Any) -> access.Decision:
    """Who asked for it stops it, within reach of their token; else it takes a right."""
    mine = getattr(subject, "asked_by", None) == actor.pk
    within = not limits.refusal_of_own(actor, subject.scope_id)
    if mine and within and access.is_open(actor):
        return access.Decision(allowed=True, because="You asked for it.")
    return access.may(actor, Right.HOLD_REPORTS, subject.scope_id)


_OWN: dict[Needs, Callable[[User, Any], access.Decision]] = {
    Needs.SELF: _itself,
    Needs.STOP: _stopping,
    Needs.STOP_REPORTS: _stopping_reports,
}
