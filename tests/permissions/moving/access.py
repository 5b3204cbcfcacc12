"""Steps about access: time, sharing, ends, accounts."""

from datetime import timedelta

from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import rule

from governance.models import Grant
from governance.operations.close_account import close_account, reopen_account
from governance.operations.extend_grant import extend_grant
from governance.operations.share_project import share_project
from governance.operations.unshare_project import unshare_project
from tests.make import WHY
from tests.permissions import expected
from tests.permissions.moving.base import CREW
from tests.permissions.moving.stepping import Stepping

ROLES = ("viewer", "data_scientist", "validator", "engineer", "officer", "owner")
ENDS = st.sampled_from([None, timedelta(hours=1), timedelta(days=3)])
SHARE, CLOSE = "project.share", "site.manage_accounts"
HOURS = st.sampled_from([0, 1])


class AccessSteps(Stepping):
    """Who gives what to whom, until when."""

    @rule(by=st.sampled_from([{"minutes": 2}, {"hours": 2}, {"days": 2}, {"days": 20}]))
    def time_passes(self, by: dict[str, int]) -> None:
        self.pass_time(timedelta(**by))

    @rule(data=st.data(), role=st.sampled_from(ROLES), ends=ENDS, begins=HOURS)
    def share(
        self, data: st.DataObject, role: str, ends: timedelta | None, begins: int
    ) -> None:
        to = data.draw(st.sampled_from([*self.people, CREW]), label="to")
        who = self.who(data, SHARE, lambda one: self.model.share(one, to, role))
        now = timezone.now()
        since = now + timedelta(hours=begins)
        until = since + ends if ends else None
        made = self.step(
            who,
            "project.shared",
            self.project.pk,
            self.model.share(who, to, role),
            lambda actor: share_project(
                actor=actor,
                project=self.project,
                member=to,
                role=role,
                valid_from=since if begins else None,
                valid_until=until,
                reason=WHY,
            ),
        )
        if made:
            self._given(made, expected.Access(to, role, since, until))

    def _given(self, row: Grant, access: expected.Access) -> None:
        self.grants.append(row)
        self.accesses.append(access)
        self.model.accesses.append(access)

    def a_grant(self, data: st.DataObject) -> tuple[Grant, expected.Access]:
        """Any; half the time one of the newest three."""
        most = len(self.grants) - 1
        least = data.draw(st.sampled_from([0, max(0, most - 2)]), label="from")
        at = data.draw(st.integers(least, most), label="grant")
        return Grant.objects.get(pk=self.grants[at].pk), self.accesses[at]

    @rule(data=st.data())
    def unshare(self, data: st.DataObject) -> None:
        grant, access = self.a_grant(data)
        who = self.who(data, SHARE, lambda one: self.model.unshare(one, access))
        if self.step(
            who,
            "project.unshared",
            self.project.pk,
            self.model.unshare(who, access),
            lambda actor: unshare_project(
                actor=actor, project=self.project, grant=grant, reason=WHY
            ),
        ):
            access.is_over = True

    @rule(data=st.data(), ends=ENDS)
    def extend(self, data: st.DataObject, ends: timedelta | None) -> None:
        grant, access = self.a_grant(data)
        until = timezone.now() + ends if ends else None
        who = self.who(data, SHARE, lambda one: self.model.extend(one, access, until))
        made = self.step(
            who,
            "project.extended",
            self.project.pk,
            self.model.extend(who, access, until),
            lambda actor: extend_grant(
                actor=actor,
                project=self.project,
                grant=grant,
                valid_until=until,
                reason=WHY,
            ),
        )
        if made:
            access.is_over = True
            since = max(access.begins, self.model.now)
            self._given(made, expected.Access(access.holder, access.role, since, until))

    @rule(data=st.data(), closing=st.booleans())
    def close_or_reopen(self, data: st.DataObject, *, closing: bool) -> None:
        person = data.draw(st.sampled_from(list(self.people)), label="person")
        who = self.who(
            data, CLOSE, lambda one: self.model.close(one, person, closing=closing)
        )
        do = close_account if closing else reopen_account
        row = self.people[person]
        if self.step(
            who,
            "person.closed" if closing else "person.reopened",
            row.pk,
            self.model.close(who, person, closing=closing),
            lambda actor: do(actor=actor, person=row, reason=WHY),
        ):
            (self.model.closed.add if closing else self.model.closed.remove)(person)
