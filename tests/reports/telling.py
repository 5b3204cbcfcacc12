"""A story of some weeks to report about: every way that a version goes to PROD."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

import time_machine
from django.utils import timezone

from deployments.models import Deployment, Emergency, Release
from deployments.operations.delete_deployment import delete_deployment
from deployments.operations.emergency_release import emergency_release
from deployments.operations.review_emergency import review_emergency
from deployments.operations.roll_back import roll_back
from governance.jobs import run_job
from governance.models import User
from governance.operations.close_campaign import close_campaign
from governance.operations.decide_grant_review import decide_grant_review
from governance.operations.open_campaign import open_campaign
from governance.operations.set_risk_tier import set_risk_tier
from registry.models import Experiment, Project, Version
from registry.operations.give_verdict import give_verdict
from registry.operations.open_validation import open_validation
from reports.calendar import Days
from reports.models import Report
from reports.operations.request_report import request_report
from tests import make
from tests.deployments import building, promoting
from tests.deployments.building import FakeRuntime
from tests.registry import building as registry_building
from tests.registry import validating
from tests.reports.building import run

METRICS = (0.902, 0.931, 0.918)
LOSSES = (0.4123, 0.3807, 0.3955)
CONDITIONS = "Only below 60 degrees, until winter data is there."


@dataclass
class Story:
    """Who acts in it, and the clock; each day begins at nine."""

    people: dict[str, User]
    project: Project
    fake: FakeRuntime
    begin: datetime

    @contextmanager
    def day(self, number: int, hour: int = 9) -> Iterator[None]:
        """Some day of the story; days go on only."""
        at = self.begin + timedelta(days=number, hours=hour)
        with time_machine.travel(at, tick=True):
            yield

    def versions(self) -> list[Version]:
        """Three versions of one model, each trained otherwise."""
        builder = self.people["builder"]
        return [self._version(builder, at) for at in range(len(METRICS))]

    def _version(self, builder: User, at: int) -> Version:
        trained: Experiment = registry_building.experiment(
            builder,
            self.project,
            name=f"Cooler, boosting {at + 1}",
            metrics={"grouped/accuracy": METRICS[at], "grouped/log_loss": LOSSES[at]},
            parameters={"target column": "cool", "seed": 7, "rounds": 100 + 50 * at},
        )
        upload = registry_building.onnx(seed=at + 1)
        return registry_building.version(
            builder, self.project, experiment=trained, upload=upload
        )

    def up(self, release: Release) -> Release:
        """Its job is done; it answers, or it failed."""
        run_job(building.job_of(release).pk)
        return release

    def promoted(self, version: Version, reason: str, **where: Any) -> Release:
        """Asked for by the engineer, sent back once, approved by the officer."""
        engineer, officer = self.people["engineer"], self.people["officer"]
        change = promoting.asked(engineer, version, reason=reason, **where)
        promoting.reviewed(
            officer, change, "changes", reason="Which rows were held back? Write it."
        )
        promoting.reviewed(
            officer, change, reason="Read, with its numbers on groups held back."
        )
        return self.up(promoting.applied(engineer, change, reason=reason))

    def hurried(self, version: Version, reason: str, **where: Any) -> Release:
        """Past approval, by the engineer."""
        values = {"environment": "PROD", "reason": reason} | where
        engineer = self.people["engineer"]
        release = emergency_release(actor=engineer, version=version, **values)
        return self.up(release)

    def reviewed(self, release: Release, outcome: str, reason: str) -> None:
        """By the officer."""
        review_emergency(
            actor=self.people["officer"],
            emergency=Emergency.objects.get(release=release),
            outcome=outcome,
            reason=reason,
        )

    def back(self, place: Deployment, to: Release, reason: str) -> Release:
        """A rollback by the engineer."""
        engineer = self.people["engineer"]
        return self.up(
            roll_back(actor=engineer, deployment=place, to_release=to, reason=reason)
        )


def story(people: dict[str, User], project: Project, fake: FakeRuntime) -> Story:
    """Nothing has happened yet; it begins tomorrow."""
    tomorrow = timezone.now().date() + timedelta(days=1)
    return Story(people, project, fake, datetime.combine(tomorrow, time(), UTC))


def usual(told: Story) -> list[Version]:
    """To PROD by the usual way, back again, a failure and a deletion: all approved."""
    engineer = told.people["engineer"]
    with told.day(0):
        versions = told.versions()
        trial = building.brought_up(
            engineer, versions[0], reason="A first look on DEV at how it answers."
        )
    with told.day(2):
        promoting.short_policy(told.people["admin"])
        first = told.promoted(versions[0], "The board released it for the plant.")
    place = Deployment.objects.get(pk=first.deployment_id)
    with told.day(9):
        why = "It finds weak coolers earlier; the validator accepted it."
        told.promoted(versions[1], why, deployment=place)
    with told.day(11, hour=15):
        why = "Alarms on rig three doubled since the change of Monday."
        told.back(place, first, why)
    with told.day(13):
        told.fake.broken = "The worker ended: not enough memory."
        building.brought_up(engineer, versions[2], name="cooler-trial")
        told.fake.broken = ""
    with told.day(14):
        delete_deployment(
            actor=engineer,
            deployment=building.fresh(trial.deployment),
            reason="The trial on DEV is over.",
        )
    return versions


def hasty(told: Story, versions: list[Version]) -> None:
    """Past approval: once reviewed, once not justified, once not reviewed in time."""
    place = Deployment.objects.get(name="cooler-prod")
    with told.day(16):
        why = "Pump two leaks, the older version misses it."
        first = told.hurried(versions[2], why, deployment=place)
    with told.day(17):
        told.reviewed(first, "justified", "The leak was real; the risk was smaller.")
    with told.day(18):
        second = told.hurried(versions[1], "Nobody was in the office.", name="spare")
    with told.day(22):
        told.reviewed(second, "not_justified", "Somebody was in the office.")
    with told.day(24):
        told.hurried(versions[0], "The spare rig needs an answer.", name="spare-two")


def once_hasty(told: Story, version: Version) -> None:
    """One emergency, reviewed in time: what costs a query once has cost it then."""
    with told.day(15):
        made = told.hurried(version, "The oldest rig had nothing.", name="oldest")
        told.reviewed(made, "justified", "It had nothing, and it has one now.")


def governed_well(told: Story, versions: list[Version]) -> None:
    """Verdicts with and without conditions, a finding, a tier, a review, a dossier."""
    people, project = told.people, told.project
    validator, officer = people["validator"], people["officer"]
    with told.day(15):
        validating.verdict(validator, versions[0])
        set_risk_tier(
            actor=officer, project=project, tier="high", reason="People stand near."
        )
    with told.day(15, hour=12):
        opened = open_validation(actor=validator, version=versions[2])
        validating.results(validator, opened)
        validating.finding(validator, opened, severity="medium")
        give_verdict(
            actor=validator,
            validation=opened,
            outcome="accepted_with_conditions",
            conditions=CONDITIONS,
            reason="It is better where it was measured; winter was not.",
        )
    with told.day(15, hour=14):
        reviewed_access(told)
    with told.day(15, hour=16):
        report = request_report(
            actor=officer,
            kind="dossier",
            project=project,
            version=versions[0],
            reason=make.WHY,
        )
        run(report)


def reviewed_access(told: Story) -> None:
    """The builder opens it; an admin keeps the builder, the builder everybody else."""
    builder, admin = told.people["builder"], told.people["admin"]
    campaign = open_campaign(
        actor=builder,
        scope=told.project,
        name="Yearly",
        due_at=timezone.now() + timedelta(days=7),
        reason=make.WHY,
    )
    for item in campaign.items.all():
        who = admin if item.grant.user_id == builder.pk else builder
        decide_grant_review(actor=who, item=item, verdict="kept", reason=make.WHY)
    close_campaign(actor=builder, campaign=campaign, reason=make.WHY)


def ask(actor: User, project: Project, kind: str, **given: Any) -> Report:
    """A report about the project, over the last sixty days where it has a period."""
    today = timezone.now().date()
    if kind == "deployment-history":
        given.setdefault("days", Days(today - timedelta(days=60), today))
    values: dict[str, Any] = {"kind": kind, "project": project, "reason": make.WHY}
    return request_report(actor=actor, **values | given)
