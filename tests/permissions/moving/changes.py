"""Steps about changes: policies, requests, signed decisions, and what they become."""

from datetime import timedelta
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from deployments.models import Release
from governance.jobs import run_job
from governance.models import ChangeEnd, ChangeRequest, Entry, Job, User
from governance.operations.publish_policy import publish_policy
from governance.operations.withdraw_change import withdraw_change
from tests.deployments import promoting
from tests.make import WHY
from tests.permissions import expected
from tests.permissions.moving.releases import ReleaseSteps

DAYS = st.sampled_from([1, 14])
VERDICTS = st.sampled_from([*["approve"] * 6, "changes", "reject"])
POLICIES = st.sampled_from([(1, False), (2, False), (1, True)])
REVIEW, PUBLISH = "change.review", "site.publish_policy"
SITE = UUID(int=0)


class ChangeSteps(ReleaseSteps):
    """Who asks, who decides, who applies."""

    @rule(data=st.data(), policy=POLICIES)
    def publish(self, data: st.DataObject, policy: tuple[int, bool]) -> None:
        who = self.who(data, PUBLISH, lambda one: self.model.publish(one, policy))
        verdict = [{"condition": "validation"}] if policy[1] else []
        if self.step(
            who,
            "policy.published",
            SITE,
            self.model.publish(who, policy),
            lambda actor: publish_policy(
                actor=actor,
                environment="PROD",
                tier="low",
                approvals=policy[0],
                conditions=[*promoting.SNAPSHOT, *verdict],
                reason=WHY,
            ),
        ):
            self.model.policy = policy
            self.model.revision += 1

    @rule(data=st.data(), days=DAYS, applies_itself=st.booleans())
    def request(self, data: st.DataObject, days: int, *, applies_itself: bool) -> None:
        self._request(data, days, applies_itself=applies_itself)

    @rule(data=st.data())
    def promote(self, data: st.DataObject) -> None:
        """The whole way, each step by somebody who mostly may take it."""
        if not self._request(data, 14, applies_itself=False):
            return
        row, change = self.changes[-1], self.model.changes[-1]
        for _ in range(self.model.policy[0]):
            self._review(data, row, change, "approve")
        self._apply(data, row, change)
        if self.model.moving("PROD") and self.mostly(data):
            self.bring_up("PROD", breaks=False)

    def _request(
        self, data: st.DataObject, days: int, *, applies_itself: bool
    ) -> ChangeRequest | None:
        at = self.a_version(data)

        def foretold(one: str) -> set[str]:
            return self.model.request(one, at, applies_itself=applies_itself)

        who = self.who(data, "change.request", foretold)
        made: ChangeRequest | None = self.step(
            who,
            "change.requested",
            self.project.pk,
            foretold(who),
            lambda actor: promoting.asked(
                actor,
                self.versions[at],
                deployment=self.endpoint("PROD"),
                name="cooler-prod",
                auto_apply=applies_itself,
                days=days,
            ),
        )
        if made:
            self.changes.append(made)
            self.model.changes.append(
                expected.Change(
                    requester=who,
                    version=at,
                    is_new=not self.model.places["PROD"],
                    revision=self.model.revision,
                    expires=self.model.now + timedelta(days=days),
                    applies_itself=applies_itself,
                )
            )
        return made

    @precondition(lambda self: self.changes)
    @rule(data=st.data(), verdict=VERDICTS)
    def go_on_with_a_change(self, data: st.DataObject, verdict: str) -> None:
        """Any change; mostly one that waits, and then what comes next."""
        every = range(len(self.changes))
        waits = [n for n in every if self.model.is_pending(self.model.changes[n])]
        chosen = waits if waits and self.mostly(data) else [*every]
        at = data.draw(st.sampled_from(chosen), label="change")
        row, change = self.changes[at], self.model.changes[at]
        if self.model.state(change) == "approved" and self.mostly(data):
            self._apply(data, row, change)
        elif self.mostly(data):
            self._review(data, row, change, verdict)
        else:
            data.draw(st.sampled_from([self._withdraw, self._apply]), label="else")(
                data, row, change
            )

    def _review(
        self,
        data: st.DataObject,
        row: ChangeRequest,
        change: expected.Change,
        verdict: str,
    ) -> None:
        who = self.who(data, REVIEW, lambda one: self.model.review(one, change))
        told = {"approve": "approved", "changes": "sent_back", "reject": "rejected"}
        if not self.step(
            who,
            f"change.{told[verdict]}",
            row.pk,
            self.model.review(who, change),
            lambda actor: promoting.reviewed(actor, row, verdict),
        ):
            return
        change.signed.append((who, verdict))
        if verdict == "reject":
            change.end = "rejected"
        elif change.applies_itself and self.model.state(change) == "approved":
            self._apply_itself(row, change)

    def _apply_itself(self, row: ChangeRequest, change: expected.Change) -> None:
        """An approval that opens the way orders the work, done in the asker's name."""
        allowed = not self.model.apply(change.requester, change)
        before = Entry.objects.count()
        ordered = Job.objects.filter(kind="apply_change", about_id=row.pk)
        run_job(ordered.get(state=Job.State.QUEUED).pk)
        if allowed:
            assert self.written(before) == ["release.promoted"]
            self._applied(row, change, change.requester)
        else:
            assert set(self.written(before)) <= {"job.failed", "access.denied"}
            assert "job.failed" in self.written(before)

    def _applied(self, row: ChangeRequest, change: expected.Change, who: str) -> None:
        change.end = "applied"
        release = Release.objects.get(
            pk=str(ChangeEnd.objects.get(change=row).became_id)
        )
        self.put_on("PROD", release, expected.Release(change.version, who, change))

    def _withdraw(
        self, data: st.DataObject, row: ChangeRequest, change: expected.Change
    ) -> None:
        who = self.who(data, REVIEW, lambda one: self.model.withdraw(one, change))
        objections = self.model.withdraw(who, change)

        def do(actor: User) -> bool:
            withdraw_change(actor=actor, change=row, reason=WHY)
            return True

        if self.step(who, "change.withdrawn", row.pk, objections, do):
            change.end = "withdrawn"

    def _apply(
        self, data: st.DataObject, row: ChangeRequest, change: expected.Change
    ) -> None:
        who = self.who(data, "deploy.prod", lambda one: self.model.apply(one, change))
        if self.step(
            who,
            "release.promoted",
            row.target_id or self.project.pk,
            self.model.apply(who, change),
            lambda actor: promoting.applied(actor, row),
        ):
            self._applied(row, change, who)
