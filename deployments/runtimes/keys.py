"""Scoring keys: which tokens may score on which project, and until when.

The gateway cannot ask the database, so each key carries the moment at which either the
token or the last grant behind it ends. A change before that is published by a job.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from governance.models import AccessToken, Grant
from governance.rights import Right, roles_with
from governance.subjects import SITE_ID

SCOPE = "score"
Ends = dict[UUID, datetime | None]  # by person; None: open


def scoring_keys(projects: Iterable[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """For each project the keys that open its endpoints; two queries for all."""
    wanted = set(projects)
    ends = _ends(wanted)
    tokens = _tokens({person for found in ends.values() for person in found})
    return {
        project: [
            _key(token, ends[project][token.user_id])
            for token in tokens
            if token.user_id in ends[project]
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
    return found


def _later(known: Ends, person: UUID, until: datetime | None) -> datetime | None:
    if person not in known:
        return until
    before = known[person]
    return None if before is None or until is None else max(before, until)


def _tokens(people: set[UUID]) -> list[AccessToken]:
    live = AccessToken.objects.filter(
        Q(revoked_at=None),
        user__in=people,
        user__is_active=True,
        expires_at__gt=timezone.now(),
    ).order_by("pk")
    return [token for token in live if SCOPE in token.scopes]


def _key(token: AccessToken, until: datetime | None) -> dict[str, Any]:
    end = token.expires_at if until is None else min(until, token.expires_at)
    return {
        "id": str(token.pk),
        "sha256": token.sha256,
        "expires": end.timestamp(),
    }
