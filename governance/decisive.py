"""The grant that decides on a right: one query, for `access` alone.

Written as SQL, because every operation asks it while it holds a lock: the ORM needs
1.5 ms to put this statement together, the database a tenth of that to answer it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.dateparse import parse_datetime

from governance.models import User
from governance.rights import Role

# Two halves, so that each finds its rows by its own index; `Grant.objects.in_force`
# says the same about time.
DECISIVE = """
    WITH held AS (
        SELECT g.* FROM governance_grant g WHERE g.user_id = %s
        UNION ALL
        SELECT g.* FROM governance_grant g
        JOIN governance_user_groups member ON member.group_id = g.group_id
        WHERE member.user_id = %s
    )
    SELECT held.scope, held.role, held.valid_until, team.name, giver.username
    FROM held JOIN governance_user giver ON giver.id = held.granted_by_id
        LEFT JOIN auth_group team ON team.id = held.group_id
    WHERE held.scope IN ({scopes}) AND held.role IN ({roles})
        AND held.ended_at IS NULL AND held.valid_from <= %s
        AND (held.valid_until IS NULL OR held.valid_until > %s)
        AND EXISTS (SELECT 1 FROM governance_user me WHERE me.id = %s AND me.is_active)
    ORDER BY held.id LIMIT 1
"""


IN_FORCE = """
    AND g.role IN ({roles}) AND g.ended_at IS NULL AND g.valid_from <= %s
    AND (g.valid_until IS NULL OR g.valid_until > %s)
    AND EXISTS (SELECT 1 FROM governance_user me WHERE me.id = %s AND me.is_active)
"""
SCOPES = f"""
    SELECT g.scope FROM governance_grant g WHERE g.user_id = %s {IN_FORCE}
    UNION ALL
    SELECT g.scope FROM governance_grant g WHERE g.group_id {{teams}} {IN_FORCE}
    LIMIT %s
"""  # noqa: S608 - our own words; every value is a parameter
# PostgreSQL knows the usual number of grants of a group, not those of these groups:
# joined, it would read through the grants of all others. An array is read first.
MEMBERSHIP = "(SELECT m.group_id FROM governance_user_groups m WHERE m.user_id = %s)"
TEAMS = {"postgresql": f"= ANY(ARRAY{MEMBERSHIP})", "sqlite": f"IN {MEMBERSHIP}"}


@dataclass(frozen=True, slots=True)
class Held:
    """A grant in force, as it is told to people. group: empty for a person's own."""

    scope: UUID
    role: Role
    valid_until: datetime | None
    group: str
    granted_by: str


def find(
    actor: User, scopes: Sequence[UUID], roles: Sequence[Role], at: datetime
) -> Held | None:
    """The oldest grant in force that gives the actor one of the roles on a scope."""
    if not roles or not scopes:
        return None
    statement = DECISIVE.format(scopes=_marks(scopes), roles=_marks(roles))
    person, now = _key(actor.pk), connection.ops.adapt_datetimefield_value(at)
    names = [role.value for role in roles]
    keys = [_key(scope) for scope in scopes]
    with connection.cursor() as cursor:
        cursor.execute(statement, [person, person, *keys, *names, now, now, person])
        row = cursor.fetchone()
    return _held(*row) if row else None


def scopes(
    actor: User, roles: Sequence[Role], at: datetime, *, most: int
) -> list[UUID]:
    """The scope of each grant in force that gives the actor one of the roles."""
    if not roles:
        return []
    teams = TEAMS[connection.vendor]
    statement = SCOPES.format(roles=_marks(roles), teams=teams)
    person, now = _key(actor.pk), connection.ops.adapt_datetimefield_value(at)
    half = [person, *(role.value for role in roles), now, now, person]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*half, *half, most])
        return [_uuid(scope) for (scope,) in cursor.fetchall()]


def _uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def _held(
    scope: Any, role: str, until: Any, group: str | None, granted_by: str
) -> Held:
    if isinstance(until, str):  # SQLite keeps UTC as text
        read = parse_datetime(until)
        until = read.replace(tzinfo=UTC) if read else None
    return Held(_uuid(scope), Role(role), until, group or "", granted_by)


def _key(value: UUID) -> UUID | str:
    return value if connection.features.has_native_uuid_field else value.hex


def _marks(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))
