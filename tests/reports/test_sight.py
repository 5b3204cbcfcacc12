"""A report holds what its project holds, whoever asks: so it may be shared and kept.

Whoever may build reports of a project sees all of it. Were the evidence of a kind to
depend on who asks (an auditor reads every entry of the site), joining a report and
downloading one of somebody else would show people what is not theirs.
"""

import pytest

from governance.models import User
from registry.models import Version
from registry.operations.add_comment import add_comment
from reports.calendar import Days
from reports.documents.building import collector
from reports.documents.catalogue import KINDS
from reports.documents.evidence import seal
from reports.documents.kind import Kind
from reports.documents.scope import Period, Scope
from tests import make
from tests.reports import building, samples
from tests.sequenced import sequence


def scope_of(version: Version) -> Scope:
    """The newest moment, as a request that is made now has it."""
    return Scope(
        project=version.project,
        version=version,
        until=building.now(),
        issue=samples.ISSUE,
        progress=lambda share, words: None,
    )


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_everybody_gets_the_same_evidence_and_nothing_of_another_project(
    people: dict[str, User], version: Version, kind: Kind
) -> None:
    hidden = make.project(people["builder"], "another rig")
    add_comment(actor=people["validator"], subject=version, text="Which runs?")
    sequence()
    scope = scope_of(version)
    days = Days(version.created_at.date(), version.created_at.date())
    period = Period(days.beginning, days.end) if kind.has_period else None
    names = ("builder", "validator", "engineer", "officer", "auditor")
    collect = collector(kind)
    told = {seal(collect(scope, people[n], period).evidence).text for n in names}
    (evidence,) = told
    assert hidden.name.encode() not in evidence
    assert str(hidden.pk).encode() not in evidence
