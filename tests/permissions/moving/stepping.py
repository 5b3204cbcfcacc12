"""How a step is taken: done for real, foretold by the model, and the two compared."""

from collections.abc import Callable
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from deployments.models import Deployment, Release
from governance.exceptions import AccessDenied, GovernanceError
from governance.models import ChangeRequest, Entry, Grant, User
from tests import make
from tests.permissions import expected
from tests.permissions.expected import DENIED, REFUSED
from tests.permissions.moving.base import SITE_ROLES, Base
from tests.permissions.world import rolled_back

MOSTLY = st.sampled_from([True, True, True, False])
Key = tuple[str, str, UUID]  # who, what, on what


class Stepping(RuleBasedStateMachine):
    """One example: what is there, what the model says, and how a step is taken."""

    base: Base

    def __init__(self) -> None:
        super().__init__()
        base = self.base
        self.savepoint = rolled_back()
        self.savepoint.__enter__()
        base.clock.move_to(base.model.now)
        self.model = deepcopy(base.model)
        self.people, self.project = base.people, base.project
        self.versions = list(base.versions)
        self.accesses = self.model.accesses[SITE_ROLES:]
        rows = Grant.objects.filter(scope=base.project.pk).select_related("user")
        found = {(row.member, row.role): row for row in rows}
        self.grants = [found[a.holder, a.role] for a in self.accesses]
        self.changes: list[ChangeRequest] = []
        self.releases: dict[str, list[Release]] = {p: [] for p in expected.DEPLOY}
        self.told: dict[Key, datetime] = {}

    def teardown(self) -> None:
        self.savepoint.__exit__(None, None, None)

    def who(
        self, data: st.DataObject, right: str, foretold: Callable[[str], set[str]]
    ) -> str:
        """Mostly one who may; or one who holds the right and may not; or anybody."""
        able = [name for name in self.people if not foretold(name)]
        near = [n for n in self.people if n not in able and self.model.may(n, right)]
        chosen = data.draw(st.sampled_from([able, able, near, []]), label="of")
        return data.draw(st.sampled_from(chosen or list(self.people)), label="who")

    def mostly(self, data: st.DataObject) -> bool:
        """Three times out of four."""
        return data.draw(MOSTLY, label="mostly")

    def a_version(self, data: st.DataObject) -> int:
        return data.draw(st.integers(0, len(self.versions) - 1), label="version")

    def endpoint(self, place: str) -> Deployment | None:
        return Deployment.objects.filter(environment=place).first()

    def pass_time(self, by: timedelta) -> None:
        self.base.clock.shift(by)
        self.model.pass_time(by)

    def step(
        self,
        who: str,
        action: str,
        subject: UUID,
        objections: set[str],
        do: Callable[[User], Any],
    ) -> Any:
        """Do it, and compare: what came of it, and what was written."""
        before = Entry.objects.count()
        try:
            made = do(self.people[who])  # the object that stays in memory
        except GovernanceError as error:
            self._compare(error, objections, before, (who, action, subject))
            return None
        assert not objections, f"{who} {action} was let through: {objections}"
        assert self.written(before) == [action]
        return made

    def written(self, before: int) -> list[str]:
        return [entry.action for entry in make.entries_since(before)]

    def _compare(
        self, error: GovernanceError, objections: set[str], before: int, key: Key
    ) -> None:
        kind = DENIED if isinstance(error, AccessDenied) else REFUSED
        assert kind in objections, f"{key}: {error}"
        assert self.written(before) == self._refusal(kind, key)

    def _refusal(self, kind: str, key: Key) -> list[str]:
        """A denial is an entry, one a minute; any other refusal is none."""
        last = self.told.get(key)
        if kind == REFUSED or (last and self.model.now - last < timedelta(minutes=1)):
            return []
        self.told[key] = self.model.now
        return ["access.denied"]
