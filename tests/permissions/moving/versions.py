"""Steps about versions: registering and validating them."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from registry.models import Validation
from registry.operations.give_verdict import give_verdict
from registry.operations.open_validation import open_validation
from registry.operations.record_test import record_test
from tests.make import WHY
from tests.permissions import expected
from tests.permissions.moving.stepping import Stepping
from tests.registry import building

BUILD, VALIDATE = "project.contribute", "project.validate"
MOST = 8  # each has weights of its own, of which there are eleven


class VersionSteps(Stepping):
    """Who builds on what, and who judges it."""

    @precondition(lambda self: len(self.versions) < MOST)
    @rule(data=st.data(), training=st.integers(0, 1), continues=st.booleans())
    def register(self, data: st.DataObject, training: int, *, continues: bool) -> None:
        who = self.who(data, BUILD, lambda one: self.model.needs(one, BUILD))
        older = tuple(st.integers(0, len(self.versions) - 1) for _ in range(continues))
        parents = tuple(data.draw(one, label="parent") for one in older)
        made = self.step(
            who,
            "version.registered",
            self.base.trainings[training].pk,
            self.model.needs(who, BUILD),
            lambda actor: building.version(
                actor,
                self.project,
                experiment=self.base.trainings[training],
                upload=building.onnx(seed=len(self.versions) + 1),
                parents=[self.versions[at] for at in parents],
            ),
        )
        if made:
            self.versions.append(made)
            self.model.versions.append(expected.Version(who, training, parents))

    @rule(data=st.data())
    def begin_to_validate(self, data: st.DataObject) -> None:
        at = self.a_version(data)
        who = self.who(data, VALIDATE, lambda one: self.model.open_validation(one, at))
        version = self.versions[at]
        if self.step(
            who,
            "validation.opened",
            version.pk,
            self.model.open_validation(who, at),
            lambda actor: open_validation(actor=actor, version=version),
        ):
            self.model.versions[at].is_open = True

    @precondition(lambda self: any(v.is_open for v in self.model.versions))
    @rule(data=st.data(), outcome=st.sampled_from(["accepted", "rejected"]))
    def judge(self, data: st.DataObject, outcome: str) -> None:
        open_ones = [n for n, v in enumerate(self.model.versions) if v.is_open]
        at = data.draw(st.sampled_from(open_ones), label="version")
        who = self.who(data, VALIDATE, lambda one: self.model.validate(one, at))
        version, objections = self.versions[at], self.model.validate(who, at)
        row = Validation.objects.get(version=version, closed_at=None)
        if outcome == "accepted" and not objections:
            self._record(who, row)
        if self.step(
            who,
            "validation.decided",
            version.pk,
            objections,
            lambda actor: give_verdict(
                actor=actor, validation=row, outcome=outcome, reason=WHY
            ),
        ):
            self.model.versions[at].is_open = False
            self.model.versions[at].verdict = outcome

    def _record(self, who: str, row: Validation) -> None:
        for test in row.tests.order_by("number"):
            self.step(
                who,
                "validation.test_recorded",
                row.version_id,
                set(),
                lambda actor, test=test: record_test(  # type: ignore[misc]
                    actor=actor, test=test, outcome="passed", actual="As expected."
                ),
            )
