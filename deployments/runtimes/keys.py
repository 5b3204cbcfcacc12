"""Scoring keys: which tokens may score on which project, and until when.

The gateway cannot ask the database, so each key carries the moment at which either the
token or the last grant behind it ends. A change before that is published by a job.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models.functions import Coalesce
from django.utils import timezone

from governance import tokens
from governance.models import AccessToken, Grant, User
from governance.rights import Right, roles_with
from governance.subjects import SITE_ID

SCOPE = "score"
Ends = dict[UUID, datetime | None]  # by person; None: open


def scoring_keys(projects: Iterable[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """For each project the keys that open its endpoints; three queries for all."""
    wanted = set(projects)
    ends = _ends(wanted)
    found = _tokens({person for known in ends.values() for person in known})
    return {
        project: [
            _key(token, ends[project][token.user_id])
            for token in found
            if token.user_id in ends[project] and _reaches(token, project)
        ]
        for project in wanted
    }


def _ends(projects: set[UUID]) -> dict[UUID, Ends]:
    """Who may score where, until when, over all their grants in force."""
    rows = (
        Grant.objects.in_force(timezone.now())
        .filter(scope__in=[*projects, SITE_ID], role__in=roles_with(Right.SCORE))
        .annotate(person=Coalesce("user", "group__user"))
        .exclude(person=None)  # a group without members
        .values_list("scope", "person", "valid_until")
    )
    found: dict[UUID, Ends] = defaultdict(dict)
    for scope, person, until in rows:
        for project in projects if scope == SITE_ID else [scope]:
            found[project][person] = _later(found[project], person, until)
    _answer(found)
    return found


def _answer(found: dict[UUID, Ends]) -> None:
    """A service account scores on its project as long as its owner may score there."""
    accounts = {account for ends in found.values() for account in ends}
    programs = User.objects.filter(pk__in=accounts, kind=User.Kind.SERVICE)
    facts = programs.values_list("pk", "owner", "home_project")
    for account, owner, home in facts:
        for project, ends in found.items():
            if account not in ends:
                continue
            until = ends.pop(account)
            if project == home and owner in ends:
                ends[account] = _earlier(until, ends[owner])


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    if one is None or other is None:
        return one or other
    return min(one, other)


def _later(known: Ends, person: UUID, until: datetime | None) -> datetime | None:
    if person not in known:
        return until
    before = known[person]
    return None if before is None or until is None else max(before, until)


def _tokens(people: set[UUID]) -> list[AccessToken]:
    live = tokens.live(timezone.now()).filter(user__in=people).order_by("pk")
    return [token for token in live if SCOPE in token.scopes]


def _reaches(token: AccessToken, project: UUID) -> bool:
    """Whether a token that is narrowed still scores there."""
    here = token.project_id in {None, project}
    return here and (not token.rights or Right.SCORE in token.rights)


def _key(token: AccessToken, until: datetime | None) -> dict[str, Any]:
    end = token.expires_at if until is None else min(until, token.expires_at)
    return {
        "id": str(token.pk),
        "sha256": token.sha256,
        "expires": end.timestamp(),
    }
