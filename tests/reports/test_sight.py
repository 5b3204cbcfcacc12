"""A report holds what its project holds, whoever asks: so it may be shared and kept.

Whoever may build reports of a project sees all of it. Were the evidence of a kind to
depend on who asks (an auditor reads every entry of the site), joining a report and
downloading one of somebody else would show people what is not theirs.
"""

from dataclasses import replace
from typing import get_type_hints

import pytest
import time_machine
from django.utils import timezone

from governance.models import User
from governance.operations.open_campaign import open_campaign
from governance.subjects import SITE
from registry.models import Version
from registry.operations.add_comment import add_comment
from reports.calendar import Days
from reports.documents.building import collector
from reports.documents.catalogue import KINDS
from reports.documents.evidence import Issue, seal
from reports.documents.issuing import HOLDS, issue_of
from reports.documents.kind import Kind
from reports.documents.scope import Collected, Period, Scope
from reports.models import Report
from tests import make
from tests.reports import building
from tests.sequenced import sequence

EACH = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
ASKING = ("builder", "validator", "engineer", "officer", "auditor")
OF_THE_SITE = "Only those who read the site may know why."


def issue_for(person: User, version: Version, kind: Kind) -> Issue:
    """As a request that this person makes now has it."""
    report = Report(kind=kind.code, project=version.project, requested_by=person)
    report.version = version if kind.about == "version" else None
    report.created_at = timezone.now()
    return issue_of(report, kind)


@EACH
def test_a_kind_is_told_what_it_is_about_and_not_who_asks(kind: Kind) -> None:
    hints = get_type_hints(collector(kind))
    assert hints == {"scope": Scope, "period": Period | None, "return": Collected}
    assert User not in get_type_hints(Scope).values()


@EACH
def test_everybody_gets_the_same_evidence_and_nothing_of_another_project(
    people: dict[str, User], version: Version, kind: Kind
) -> None:
    hidden = make.project(people["builder"], "another rig")
    add_comment(actor=people["validator"], subject=version, text="Which runs?")
    open_campaign(
        actor=people["admin"],
        scope=SITE,
        name="November",
        due_at=timezone.now() + 7 * building.DAY,
        reason=OF_THE_SITE,
    )
    sequence()
    days = Days(version.created_at.date(), version.created_at.date())
    period = Period(days.beginning, days.end) if kind.has_period else None
    told = set()
    with time_machine.travel(building.now() + building.DAY, tick=False):
        for name in ASKING:
            issue = issue_for(people[name], version, kind)
            assert issue.requested_by == name
            assert issue.seen_as.startswith(f"{name} asked for it. ")
            assert issue.seen_as.endswith(HOLDS)
            plain = replace(issue, requested_by="", seen_as="")
            scope = Scope(
                version.project,
                version,
                building.now(),
                plain,
                lambda share, words: None,
            )
            told.add(seal(collector(kind)(scope, period).evidence).text)
    (evidence,) = told
    for foreign in (hidden.name, str(hidden.pk), OF_THE_SITE):
        assert foreign.encode() not in evidence
