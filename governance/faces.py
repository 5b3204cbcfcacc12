"""The people behind accounts: those whom four eyes count as one."""

from collections.abc import Iterable
from uuid import UUID

from governance.models import Custody, User


def faces(accounts: Iterable[UUID]) -> frozenset[UUID]:
    """All accounts of the people behind accounts; three queries.

    A service account counts as everybody who ever answered for it: they held its
    secrets. A second account of the same subject of the provider, from another issuer,
    is the same person.
    """
    keys = set(accounts)
    keys |= {row.owner_id for row in Custody.objects.filter(account__in=keys)}
    rows = User.objects.filter(pk__in=keys).values_list("pk", "subject")
    known = dict(rows)
    subjects = [subject for subject in known.values() if subject]
    same = User.objects.filter(subject__in=subjects).values_list("pk", flat=True)
    return frozenset(known) | frozenset(same)


def behind(person: UUID) -> frozenset[UUID]:
    """All accounts that count as a person: theirs, and those they ever answered for.

    The other way round from `faces`; four queries.
    """
    mine = faces([person])
    programs = Custody.objects.filter(owner__in=mine).values_list("account", flat=True)
    return mine | frozenset(programs)


def meet(some: Iterable[UUID], others: Iterable[UUID]) -> bool:
    """Whether somebody has an account among both."""
    return bool(faces(some) & faces(others))
