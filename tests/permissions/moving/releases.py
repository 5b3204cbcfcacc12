"""Steps about releases: deploy, roll back, emergencies, and the work behind them."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from deployments.models import Deployment, Emergency, Release
from deployments.operations.deploy_version import deploy_version
from deployments.operations.emergency_release import emergency_release
from deployments.operations.review_emergency import review_emergency
from deployments.operations.roll_back import roll_back
from governance.jobs import run_job
from governance.models import Entry
from tests.deployments import building
from tests.make import WHY
from tests.permissions import expected
from tests.permissions.expected import DEPLOY
from tests.permissions.moving.stepping import Stepping

EMERGENCY = "deploy.emergency"
PLACES = st.sampled_from(["DEV", "DEV", "TEST", "PROD"])


class ReleaseSteps(Stepping):
    """Who puts what where."""

    def put_on(self, place: str, row: Release, release: expected.Release) -> None:
        self.releases[place].append(row)
        self.model.places[place].append(release)

    @rule(data=st.data(), place=PLACES)
    def deploy(self, data: st.DataObject, place: str) -> None:
        at, there = self.a_version(data), self.endpoint(place)
        who = self.who(
            data, DEPLOY[place], lambda one: self.model.deploy(one, place, at)
        )
        made = self.step(
            who,
            "release.deployed",
            there.pk if there else self.project.pk,
            self.model.deploy(who, place, at),
            lambda actor: deploy_version(
                actor=actor,
                version=self.versions[at],
                environment=place,
                deployment=there,
                name=f"cooler-{place.lower()}",
                reason=WHY,
            ),
        )
        if made:
            self.put_on(place, made, expected.Release(at, who))

    @rule(data=st.data())
    def make_an_emergency_release(self, data: st.DataObject) -> None:
        at, there = self.a_version(data), self.endpoint("PROD")
        who = self.who(data, EMERGENCY, lambda one: self.model.emergency(one, at))
        made = self.step(
            who,
            "release.emergency",
            there.pk if there else self.project.pk,
            self.model.emergency(who, at),
            lambda actor: emergency_release(
                actor=actor,
                version=self.versions[at],
                environment="PROD",
                deployment=there,
                name="" if there else "cooler-prod",
                reason=WHY,
            ),
        )
        if made:
            self.put_on("PROD", made, expected.Release(at, who, is_emergency=True))

    @precondition(lambda self: any(r.is_emergency for r in self.model.places["PROD"]))
    @rule(data=st.data(), outcome=st.sampled_from(["justified", "not_justified"]))
    def look_at_an_emergency(self, data: st.DataObject, outcome: str) -> None:
        made = [n for n, r in enumerate(self.model.places["PROD"]) if r.is_emergency]
        at = data.draw(st.sampled_from(made), label="release")
        release = self.model.places["PROD"][at]
        row = Emergency.objects.get(release=self.releases["PROD"][at])
        who = self.who(
            data, "change.review", lambda one: self.model.review_emergency(one, release)
        )
        if self.step(
            who,
            "release.emergency_reviewed",
            row.pk,
            self.model.review_emergency(who, release),
            lambda actor: review_emergency(
                actor=actor, emergency=row, outcome=outcome, reason=WHY
            ),
        ):
            release.is_reviewed = True

    @precondition(lambda self: any(self.releases.values()))
    @rule(data=st.data())
    def roll_back(self, data: st.DataObject) -> None:
        place = data.draw(
            st.sampled_from([p for p in self.releases if self.releases[p]])
        )
        at = data.draw(st.integers(0, len(self.releases[place]) - 1), label="release")
        row, release = self.releases[place][at], self.model.places[place][at]
        who = self.who(
            data, DEPLOY[place], lambda one: self.model.roll_back(one, place, release)
        )
        there = Deployment.objects.get(pk=row.deployment_id)
        made = self.step(
            who,
            "release.rolled_back",
            there.pk,
            self.model.roll_back(who, place, release),
            lambda actor: roll_back(
                actor=actor, deployment=there, to_release=row, reason=WHY
            ),
        )
        if made:
            self.put_on(place, made, expected.Release(release.version, who))

    @precondition(lambda self: any(map(self.model.moving, expected.DEPLOY)))
    @rule(breaks=st.sampled_from([False, False, False, True]))
    def work(self, *, breaks: bool) -> None:
        """The worker brings up what was ordered; now and then the model breaks."""
        place = next(p for p in expected.DEPLOY if self.model.moving(p))
        self.bring_up(place, breaks=breaks)

    def bring_up(self, place: str, *, breaks: bool) -> None:
        at = [release.state for release in self.model.places[place]].index("moving")
        release, row = self.model.places[place][at], self.releases[place][at]
        well = self.model.comes_up(place, release) and not breaks
        self.base.runtime.broken = "It breaks." if breaks else ""
        before = Entry.objects.count()
        run_job(building.job_of(row).pk)
        assert self.written(before) == [f"release.{'healthy' if well else 'failed'}"]
        self.model.went(place, release, well=well)
