"""Change when somebody's role on a project ends."""

from datetime import datetime

from governance import access, grant_facts, service_rules, terms
from governance.actions import Action
from governance.exceptions import InvalidInput, NotVisible
from governance.models import Grant, Subject, User
from governance.operations.share_project import refuse_own
from governance.recording import governed


def extend_grant(
    *,
    actor: User,
    project: Subject,
    grant: Grant,
    valid_until: datetime | None,
    reason: str,
) -> Grant:
    """Let a grant last longer, end earlier, or, without an end, stay open.

    The old grant ends and one like it takes its place, so that the rows tell both. That
    one is returned. Refuses an end that does not lie ahead, the end it has already, an
    end for the last owner, a longer time for the actor or a group of theirs, more than
    366 days or no end for a service account, and a grant that is over.
    """
    if grant.scope != project.pk:
        raise NotVisible
    terms.check(grant.valid_from, valid_until)
    if valid_until == grant.valid_until:
        raise InvalidInput("valid_until", "It ends then already.")
    with governed(actor, Action.PROJECT_EXTENDED, project, reason=reason) as record:
        if _lasts_longer(grant, valid_until):
            refuse_own(actor, grant.user or grant.group)
        if grant.user is not None and grant.user.is_service:
            service_rules.check_end(valid_until)
        made = access.change_end(
            grant,
            record.subject,
            valid_until,
            granted_by=actor,
            entry=record.uuid,
        )
        grant_facts.tell(record, old=grant, new=made)
    return made


def _lasts_longer(grant: Grant, valid_until: datetime | None) -> bool:
    if grant.valid_until is None:
        return False
    return valid_until is None or valid_until > grant.valid_until
