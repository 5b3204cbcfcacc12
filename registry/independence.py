"""Who validates has built nothing of the version. Nobody goes round this, no Admin."""

from governance.access import Decision, may
from governance.exceptions import AccessDenied
from governance.faces import meet
from governance.models import User
from governance.rights import Right
from registry.lineage import builders_of
from registry.models import Version

BUILT = (
    "You built something in the lineage of {version}. Somebody who built nothing of it "
    "validates it."
)


def is_independent(actor: User, version: Version) -> bool:
    """Whether somebody built nothing in the lineage, now, in no account."""
    return not meet([actor.pk], builders_of(version))


def require_independence(actor: User, version: Version) -> None:
    """Call it inside `governed`: the refusal takes all back and becomes an entry."""
    if not is_independent(actor, version):
        raise AccessDenied(BUILT.format(version=version))


def may_validate(actor: User, version: Version) -> Decision:
    """Whether somebody may validate the version; pages ask before they offer it.

    The operations ask both again, inside `governed`.
    """
    decision = may(actor, Right.VALIDATE, version.project_id)
    if decision.allowed and not is_independent(actor, version):
        return Decision(allowed=False, because=BUILT.format(version=version))
    return decision
