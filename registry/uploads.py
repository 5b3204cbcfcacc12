"""What comes in with a request, and the check that comes before reading it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from governance import access
from governance.actions import RULES, Action
from governance.exceptions import AccessDenied
from governance.models import Subject, User
from governance.recording import record_denial
from governance.rights import Right
from registry import queries


@dataclass(frozen=True)
class Upload:
    """A file on its way in: the name is only a label, the bytes come in chunks."""

    name: str
    chunks: Iterable[bytes]


def require_right_first(actor: User, action: Action, subject: Subject) -> None:
    """Refuse before bytes are read: whoever may not register shall not fill the disk.

    `governed` asks again under lock; this only spares the work in between.
    """
    needs = RULES[action].needs
    if not isinstance(needs, Right):
        raise TypeError(f"{action} needs no right of a project")
    decision = access.may(actor, needs, subject.scope_id)
    if not decision.allowed:
        record_denial(actor, action, subject, decision.because)
        raise AccessDenied(decision.because, needs, subject.scope_id)


def require_project_right(actor: User, action: Action, project_id: UUID) -> None:
    """`require_right_first` on a project that is known by its id."""
    require_right_first(actor, action, queries.project_for(actor, project_id))
