"""The people behind accounts: those whom four eyes count as one."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from governance.models import Custody, User


def faces(accounts: Iterable[UUID]) -> frozenset[UUID]:
    """All accounts of the people behind accounts; see `faces_of`."""
    return frozenset().union(*faces_of(accounts).values())


def faces_of(accounts: Iterable[UUID]) -> dict[UUID, frozenset[UUID]]:
    """The same for each account; three queries for any number of them.

    A service account counts as everybody who ever answered for it: they held its
    secrets. A second account of the same subject of the provider, from another issuer,
    is the same person.
    """
    behind = {account: {account} for account in accounts}
    for row in Custody.objects.filter(account__in=list(behind)):
        behind[row.account_id].add(row.owner_id)
    keys = {key for found in behind.values() for key in found}
    subjects = dict(User.objects.filter(pk__in=keys).values_list("pk", "subject"))
    same: dict[str | None, set[UUID]] = defaultdict(set)
    named = User.objects.filter(subject__in=filter(None, subjects.values()))
    for key, subject in named.values_list("pk", "subject"):
        same[subject].add(key)
    return {
        account: frozenset(
            one
            for key in found
            if key in subjects
            for one in {key} | same[subjects[key]]
        )
        for account, found in behind.items()
    }


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
