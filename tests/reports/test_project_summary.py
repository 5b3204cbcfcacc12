"""Project compliance summary: every control by its evidence, and the score."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.models import User
from registry.models import Project
from registry.storage import blobs
from reports.documents.evidence import seal
from reports.documents.project_summary import evidence as facts
from reports.documents.project_summary.collect import collect
from reports.documents.project_summary.controls import CONTROLS, answers
from reports.documents.project_summary.evidence import SummaryEvidence
from reports.documents.project_summary.findings import conclusion
from reports.documents.project_summary.kind import KIND
from reports.documents.project_summary.matrix import matrix
from reports.documents.project_summary.render import counts
from reports.documents.project_summary.standing import overdue
from reports.documents.scope import Scope
from reports.pdf.matrix import Matrix
from tests import make
from tests.deployments.building import FakeRuntime
from tests.reports import building, reading, samples, telling
from tests.reports import deployment_samples as releases
from tests.reports import summary_samples as made

PLACES = {control.name: at for at, control in enumerate(CONTROLS)}


def answer(name: str, evidence: SummaryEvidence) -> tuple[str, str]:
    """What a control found about the first version."""
    found = answers(evidence)[0][PLACES[name]]
    return found.tone, found.words


def of(**changed: Any) -> SummaryEvidence:
    """A project with one version, which differs in something."""
    return made.summary_evidence(made.version(**changed))


def test_what_nobody_measures_is_no_evidence_and_lowers_the_verdict() -> None:
    found = conclusion(made.summary_evidence())
    assert (found.tone, found.sentence) == (
        "open",
        "Cannot be judged yet: 10 of 11 controls are met",
    )
    assert "Monitoring: no evidence" in found.detail


def test_a_version_that_answers_nowhere_needs_no_monitoring() -> None:
    evidence = made.summary_evidence(made.version(environments=()), live=())
    assert conclusion(evidence).sentence == "Compliant: 11 of 11 controls are met"
    assert (
        answer("Monitoring", evidence)[0] == answer("Approval", evidence)[0] == "none"
    )


LATE_REVIEW = replace(made.REVIEW, name="Winter", at="", who="")
OLD_REVIEW = replace(made.REVIEW, at="2025-11-01 10:00:00 UTC")
OLD_DOSSIER = facts.DossierFact("HM-DOS-1", "2025-11-01 10:00:00 UTC", "", ())
STALE = facts.DossierFact(
    "HM-DOS-1", "2026-11-01 10:00:00 UTC", "", ("released as cooler-prod 2",)
)
OLD_VERDICT = made.validation(at="2025-11-01 10:00:00 UTC")


@pytest.mark.parametrize(
    ("name", "evidence", "tone", "words"),
    [
        ("Snapshot", of(differences=("metrics.x: other",)), "not_met", "metrics.x"),
        ("Data", of(datasets=0), "no_evidence", "names no dataset"),
        ("Data", of(wrong_datasets=("rig",)), "not_met", "rig"),
        ("Validation", of(validation=made.NEVER), "no_evidence", "Nobody has"),
        ("Validation", of(validation=made.validation("open")), "no_evidence", "Open"),
        ("Validation", of(validation=made.validation("rejected")), "not_met", "Reject"),
        ("Validation", of(validation=OLD_VERDICT), "not_met", "since 2026-11-01"),
        ("Findings", of(validation=made.NEVER), "no_evidence", "Nobody has looked"),
        ("Findings", of(findings=(made.finding(),)), "condition", "One open finding"),
        ("Findings", of(findings=(made.finding("High"),)), "not_met", "1 serious"),
        (
            "Findings",
            of(findings=(made.finding(due="2026-11-22"),)),
            "not_met",
            "1 overdue",
        ),
        ("Owner", made.summary_evidence(owners=()), "no_evidence", "no owner"),
        (
            "Owner",
            made.summary_evidence(
                owners=(facts.OwnerFact("builder", is_active=False),)
            ),
            "not_met",
            "closed",
        ),
        ("Risk tier", made.summary_evidence(tier=None), "no_evidence", "as low"),
        ("Access", made.summary_evidence(access_reviews=()), "no_evidence", "ever"),
        (
            "Access",
            made.summary_evidence(access_reviews=(OLD_REVIEW,)),
            "not_met",
            "More than 12 months ago",
        ),
        (
            "Access",
            made.summary_evidence(access_reviews=(made.REVIEW, LATE_REVIEW)),
            "condition",
            "Winter is overdue",
        ),
        ("Dossier", of(dossier=None), "no_evidence", "No dossier"),
        ("Dossier", of(dossier=STALE), "condition", "released as cooler-prod 2"),
        ("Dossier", of(dossier=OLD_DOSSIER), "not_met", "older than 12 months"),
    ],
)
def test_a_control_says_what_is_wrong(
    name: str, evidence: SummaryEvidence, tone: str, words: str
) -> None:
    found = answer(name, evidence)
    assert found[0] == tone
    assert words in found[1]
    assert reading.tells(KIND.render(evidence), found[1])


def test_a_validation_that_is_due_again_today_is_overdue_everywhere() -> None:
    """The list of what is overdue and the control agree on the day itself."""
    for at, late in (("2025-11-23", True), ("2025-11-24", False)):
        given = made.validation(at=f"{at} 09:00:00 UTC")
        evidence = made.summary_evidence(made.version(validation=given))
        assert (answer("Validation", evidence)[0] == "not_met") == late
        assert ("Validation" in {one.what for one in overdue(evidence)}) == late


def hurried(review: Any) -> SummaryEvidence:
    """The second version answers by an emergency release."""
    return made.summary_evidence(
        made.version(2), releases=(releases.hurried(review),), live=("hurried",)
    )


@pytest.mark.parametrize(
    ("review", "tone"),
    [
        (releases.review(), "met"),
        (releases.review("not_justified"), "not_met"),
        (None, "not_met"),
    ],
)
def test_an_emergency_is_judged_by_its_review(review: Any, tone: str) -> None:
    evidence = hurried(review)
    assert answer("Emergencies", evidence)[0] == tone
    assert answer("Approval", evidence)[0] == tone
    assert reading.tells(KIND.render(evidence), "Emergency: PROD spare 1")


def test_an_unapproved_release_makes_it_not_compliant() -> None:
    bare = replace(releases.release(1, 1, 2), change=None)
    found = conclusion(made.summary_evidence(releases=(bare,)))
    assert found.sentence == "Not compliant: 9 of 11 controls are met"
    assert "Approval: not met" in found.detail


def test_low_risk_is_validated_every_second_year() -> None:
    low = replace(made.TIER, tier="Low risk")
    evidence = made.summary_evidence(made.version(validation=OLD_VERDICT), tier=low)
    assert answer("Validation", evidence)[0] == "met"
    assert reading.tells(KIND.render(evidence), "2027-11-01")


def test_what_is_overdue_stands_first_to_be_seen() -> None:
    late = made.finding(due="2026-11-20")
    evidence = made.summary_evidence(
        made.version(validation=OLD_VERDICT, findings=(late,)),
        access_reviews=(LATE_REVIEW,),
        releases=(releases.hurried(None),),
    )
    told = [(one.what, one.due) for one in overdue(evidence)]
    assert told == [
        ("Validation", "2026-11-01"),
        ("Access review", "2026-11-10"),
        ("Emergency review", "2026-11-17"),
        ("Medium finding 1", "2026-11-20"),
    ]
    assert reading.tells(KIND.render(evidence), "Group C is missing from the data.")


def test_conditions_stand_with_their_owner_and_their_day() -> None:
    held = made.validation("accepted_with_conditions", conditions=made.CONDITIONS)
    evidence = made.summary_evidence(made.version(validation=held))
    assert answer("Validation", evidence)[0] == "condition"
    pdf = KIND.render(evidence)
    assert reading.tells(pdf, f"validator: {made.CONDITIONS}", "keeps no owner")


def test_an_empty_project_says_so() -> None:
    evidence = made.empty_evidence()
    found = conclusion(evidence)
    assert found.sentence == "The project has no version: there is nothing to judge"
    assert found.tone == "open"
    assert reading.tells(
        KIND.render(evidence),
        "The first one registered will stand here.",
        "The inventory is empty: no version is registered.",
        "Nothing is overdue.",
    )


def test_the_trend_reads_the_score_of_the_former_issue() -> None:
    evidence = made.summary_evidence()
    former = replace(samples.FORMER, counts=counts(made.empty_evidence()))
    told = replace(evidence, issue=replace(evidence.issue, former=former))
    assert reading.tells(
        KIND.render(told), "Controls by status, now and before", "10 met"
    )
    unread = replace(told.issue, former=replace(former, counts=()))
    assert reading.tells(KIND.render(replace(told, issue=unread)), "cannot be read")


def test_the_matrix_says_every_cell_in_words() -> None:
    (figure,) = (
        one for one in matrix(made.summary_evidence()) if isinstance(one, Matrix)
    )
    assert "hydraulic_model_1, PROD, newest: Snapshot met" in figure.alt
    assert "Monitoring no evidence" in figure.alt


def test_a_long_matrix_goes_over_pages_with_its_head() -> None:
    many = [made.version(number) for number in range(1, 60)]
    pdf = KIND.render(made.summary_evidence(*many))
    assert reading.tells(pdf, "hydraulic_model_59")


def test_the_same_evidence_gives_the_same_bytes() -> None:
    assert KIND.render(made.summary_evidence()) == KIND.render(made.summary_evidence())


# From rows


@pytest.fixture
def told(people: dict[str, User], project: Project, fake: FakeRuntime) -> telling.Story:
    return telling.story(people, project, fake)


def built(told: telling.Story, name: str = "officer", day: int = 30) -> Any:
    """The verdict, the evidence and the PDF, asked for by somebody."""
    with told.day(day):
        report = building.run(telling.ask(told.people[name], told.project, KIND.code))
    assert report.state == "done", report.error
    evidence = json.loads(building.content(report, "evidence"))
    return report.verdict, evidence, building.content(report, "pdf")


def test_a_whole_story_is_told_with_its_gaps(told: telling.Story) -> None:
    versions = telling.usual(told)
    telling.governed_well(told, versions)
    telling.hasty(told, versions)
    verdict, evidence, pdf = built(told)
    assert verdict == "Not compliant: 5 of 11 controls are met"
    labels = [(one["label"], one["environments"]) for one in evidence["versions"]]
    assert labels == [(f"hydraulic_model_{n}", ["PROD"]) for n in (3, 2, 1)]
    newest = evidence["versions"][0]
    assert newest["validation"]["conditions"] == telling.CONDITIONS
    assert newest["validation"]["entry"]["action"] == "validation.decided"
    assert newest["findings"][0]["entry"]["action"] == "finding.raised"
    assert evidence["versions"][2]["dossier"]["since"] == ["released as spare-two 1"]
    assert evidence["tier"]["entry"]["why"] == "People stand near."
    assert evidence["access_reviews"][0]["entry"]["action"] == "access_review.attested"
    assert evidence["owners"] == [{"is_active": True, "name": "builder"}]
    tier = f"High risk, set by officer on {evidence['tier']['at'][:10]}."
    number = evidence["tier"]["entry"]["number"]
    assert reading.tells(
        pdf,
        telling.CONDITIONS,
        "Nobody was in the office.",
        f"{tier} Entry {number}.",
    )


def test_a_changed_file_is_found(told: telling.Story) -> None:
    versions = telling.usual(told)
    path = blobs().local_path(versions[2].files.get(role="model").sha256)
    path.chmod(0o644)
    path.write_bytes(b"something else")
    verdict, evidence, _ = built(told)
    assert verdict.startswith("Not compliant")
    assert "model.onnx" in evidence["versions"][0]["differences"][0]


def test_a_project_with_nothing_gives_a_report(told: telling.Story) -> None:
    verdict, evidence, _ = built(told, day=1)
    assert verdict == "The project has no version: there is nothing to judge"
    assert evidence["versions"] == evidence["releases"] == []


def test_the_second_issue_shows_the_trend(told: telling.Story) -> None:
    telling.usual(told)
    built(told, day=20)
    _, evidence, pdf = built(told, day=21)
    assert evidence["issue"]["former"]["counts"][0][0] == "Controls met"
    assert reading.tells(pdf, "Controls by status, now and before")


def test_other_projects_are_neither_told_nor_counted(told: telling.Story) -> None:
    telling.usual(told)
    with told.day(20):
        other = make.project(told.people["builder"], "another")
        make.share(told.people["builder"], other, "officer", "officer")
        asked = telling.ask(told.people["officer"], other, KIND.code)
        evidence = json.loads(building.content(building.run(asked), "evidence"))
    assert evidence["versions"] == evidence["releases"] == []


def read(told: telling.Story, day: int = 40) -> SummaryEvidence:
    """What is collected, past the request."""
    end = told.begin + timedelta(days=day)
    scope = Scope(told.project, None, end, samples.ISSUE, lambda share, words: None)
    found = collect(scope, None).evidence
    assert isinstance(found, SummaryEvidence)
    return found


def test_the_same_rows_give_the_same_evidence(told: telling.Story) -> None:
    telling.hasty(told, telling.usual(told))
    assert seal(read(told)).sha256 == seal(read(told)).sha256


def test_more_versions_cost_no_more_queries(told: telling.Story) -> None:
    versions = telling.usual(told)
    telling.once_hasty(told, versions[0])
    with CaptureQueriesContext(connection) as few:
        assert len(read(told).versions) == 2
    telling.hasty(told, versions)
    with CaptureQueriesContext(connection) as many:
        assert len(read(told).versions) == 3
    assert len(many) <= len(few) <= 45
