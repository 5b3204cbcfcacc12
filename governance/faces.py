"""Who is behind an account: rules about two people ask here whether they are two."""

from collections.abc import Iterable
from uuid import UUID

from governance.models import User


def faces(accounts: Iterable[UUID]) -> frozenset[UUID]:
    """All accounts of the people behind accounts.

    A service account counts as its owner too, and a second account of the same subject
    of the provider, from another issuer, is the same person.
    """
    rows = list(User.objects.filter(pk__in=list(accounts)))
    owners = [owner for row in rows if (owner := getattr(row, "owner_id", None))]
    rows += User.objects.filter(pk__in=owners)
    subjects = [row.subject for row in rows if row.subject]
    same = User.objects.filter(subject__in=subjects).values_list("pk", flat=True)
    return frozenset(row.pk for row in rows) | frozenset(same)


def meet(some: Iterable[UUID], others: Iterable[UUID]) -> bool:
    """Whether somebody has an account among both."""
    return bool(faces(some) & faces(others))
