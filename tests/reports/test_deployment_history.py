"""Deployment and rollback history: judged by its printed rule, built from rows."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deployments.models import Release
from governance import history
from governance.models import Entry, User
from governance.operations.erase_disclosure import erase_disclosure
from registry.models import Project
from reports.calendar import Days
from reports.documents.deployment_history.collect import collect
from reports.documents.deployment_history.findings import (
    conclusion,
    findings,
    standings,
)
from reports.documents.deployment_history.kind import KIND
from reports.documents.deployment_history.timeline import timeline
from reports.documents.release_facts import ReleaseFact
from reports.documents.release_judging import judge
from reports.documents.scope import Period, Scope
from reports.pdf.swimlanes import Swimlanes
from tests import make
from tests.deployments.building import FakeRuntime
from tests.reports import building, reading, samples, telling
from tests.reports import deployment_samples as made
from tests.sequenced import sequence


def judged(*releases: ReleaseFact, **more: Any) -> tuple[str, str]:
    """Tone and reason of the last release."""
    found = standings(made.deployment_evidence(*releases, **more))
    last = found[releases[-1].id]
    return last.tone, last.words


def test_all_in_order_is_all_approved() -> None:
    found = conclusion(made.deployment_evidence())
    assert (found.tone, found.sentence) == ("met", "All approved: all 7 checks are met")


def test_it_tells_every_part_of_the_story() -> None:
    pdf = KIND.render(made.deployment_evidence())
    assert reading.tells(
        pdf,
        "Promoted: hydraulic_model_1 to hydraulic_model_2",
        "I approve CR-1, hydraulic_model_1 for PROD.",
        f"Binds SHA-256 {samples.digest('binding')} under policy revision 2",
        made.WARM,
        "Alarms on rig three doubled.",
        "3.00 s, answered 2026-11-11 09:00:04 UTC",
        "Back to cooler-prod 1, which had answered since 2026-11-02 09:00:04 UTC",
        "The worker ended: not enough memory.",
        "The trial on DEV is over.",
        "Justified",
        "The leak was real.",
        "+0.029 better",
        "4 further parts the same.",
        "Its sealed snapshot is whole",
        "4 releases before the period",
        "within 120 seconds of a fresh login",
        f"41 {samples.digest('event 41')}",
    )


def test_an_empty_period_says_so() -> None:
    evidence = made.empty_evidence()
    assert conclusion(evidence).sentence == (
        "The period holds no release: there is nothing to judge"
    )
    assert reading.tells(
        KIND.render(evidence),
        "Nothing answered, and nothing was asked for.",
        "Nothing was rolled back in the period.",
        "No release was made in an emergency.",
    )


CHANGE = made.change(made.FIRST.digest)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (None, "No change request became this release."),
        (replace(CHANGE, is_bound=False), "does not give its digest"),
        (replace(CHANGE, artifact="0" * 64), "binds another snapshot"),
        (
            made.change(made.FIRST.digest, made.signature(is_party=True)),
            "0 of 1 approvals in CR-1 count",
        ),
        (
            made.change(made.FIRST.digest, made.signature(login_age=121)),
            "0 of 1 approvals in CR-1 count",
        ),
        (
            made.change(made.FIRST.digest, made.signature(is_bound=False)),
            "0 of 1 approvals in CR-1 count",
        ),
        (
            made.change(
                made.FIRST.digest, made.signature(), made.signature(verdict="changes")
            ),
            "0 of 1 approvals in CR-1 count",
        ),
    ],
)
def test_what_is_no_approval_is_unapproved(change: Any, words: str) -> None:
    tone, why = judged(replace(made.FIRST, change=change))
    assert tone == "not_met"
    assert words in why


def test_a_release_without_a_policy_is_not_counted_as_approved() -> None:
    bare = replace(made.SECOND, policy="", change=None)
    evidence = made.deployment_evidence(made.FIRST, bare)
    (check,) = [one for one in findings(evidence) if one.area == "Approvals"]
    assert check.finding == (
        "Every release that needed approval (1) has one that counts."
    )
    assert conclusion(evidence).sentence.startswith("Cannot be judged yet")


def test_a_review_of_ones_own_emergency_counts_for_nothing() -> None:
    tone, words = judged(made.hurried(made.review(is_other=False)))
    assert tone == "not_met"
    assert "own release" in words


def test_one_person_approves_once() -> None:
    twice = made.change(made.FIRST.digest, made.signature(), made.signature())
    both = made.change(made.FIRST.digest, made.signature(), made.signature("auditor"))
    assert judged(replace(made.FIRST, needed=2, change=twice))[0] == "not_met"
    assert judged(replace(made.FIRST, needed=2, change=both))[0] == "met"


def test_two_accounts_of_one_person_approve_once_and_a_program_never() -> None:
    again = made.signature("officer-again", person="officer")
    twice = made.change(made.FIRST.digest, made.signature(), again)
    assert judged(replace(made.FIRST, needed=2, change=twice))[0] == "not_met"
    program = made.change(made.FIRST.digest, made.signature("bot", is_person=False))
    assert judged(replace(made.FIRST, change=program))[0] == "not_met"


def test_second_accounts_and_programs_are_told_as_the_people_behind_them(
    told: telling.Story,
) -> None:
    """Approved rightly; then it shows that the officer had asked for it all."""
    telling.hasty(told, telling.usual(told))
    officer, engineer = told.people["officer"], told.people["engineer"]
    User.objects.filter(pk=engineer.pk).update(
        subject=officer.subject, issuer=f"{officer.issuer}/second"
    )
    after = read(told)
    signed = [s for r in after.releases if r.change for s in r.change.signatures]
    assert signed
    assert all(one.is_party for one in signed)
    words = [one.words for one in judge(after.releases).values()]
    assert sum("0 of 1 approvals" in one for one in words) == 2
    assert sum("It was engineer's own release." in one for one in words) == 2


def test_where_nothing_is_asked_for_nothing_is_unapproved() -> None:
    assert judged(replace(made.FIRST, needed=0, change=None))[0] == "none"


@pytest.mark.parametrize(
    ("older", "back", "words"),
    [
        ({"states": ()}, {}, "had not answered before"),
        ({"deployment_id": "other"}, {}, "another deployment or version"),
        ({"digest": "0" * 64}, {}, "another deployment or version"),
        ({"change": None}, {}, "is itself unapproved"),
        ({}, {"is_same_worker": False}, "does not run exactly"),
        ({}, {"goes_back_to": "nowhere"}, "is not on record"),
    ],
)
def test_what_is_no_valid_rollback_is_unapproved(
    older: dict[str, Any], back: dict[str, Any], words: str
) -> None:
    tone, why = judged(replace(made.FIRST, **older), replace(made.BACK, **back))
    assert tone == "not_met"
    assert words in why


def test_a_rollback_to_an_earlier_release_is_judged_by_it() -> None:
    found = standings(made.deployment_evidence(made.BACK, earlier=(made.FIRST,)))
    assert found[made.BACK.id].word == "Rollback"


@pytest.mark.parametrize(
    ("review", "tone", "check"),
    [
        (made.review(), "met", "met"),
        (made.review("not_justified"), "not_met", "met"),
        (made.review(is_late=True), "met", "condition"),
        (None, "not_met", "not_met"),
    ],
)
def test_an_emergency_needs_a_review_that_justifies_it(
    review: Any, tone: str, check: str
) -> None:
    release = made.hurried(review)
    evidence = made.deployment_evidence(release)
    assert judged(release)[0] == tone
    tones = {one.area: one.tone for one in findings(evidence)}
    assert tones["Emergencies"] == check
    assert reading.tells(KIND.render(evidence), "PROD asks for 1 approval by others")


@pytest.mark.parametrize(
    ("changed", "area", "words"),
    [
        ({"policy": ""}, "Policies", "No whole policy is on record"),
        ({"entry": None}, "Reasons", "No entry was found"),
        (
            {"states": (*made.states(2)[:2], replace(made.states(2)[2], detail=""))},
            "Warm-up",
            "without a warm-up",
        ),
        ({"states": made.FAILED.states}, "Failures", "without its failure"),
    ],
)
def test_missing_evidence_is_a_red_row_and_no_exception(
    changed: dict[str, Any], area: str, words: str
) -> None:
    evidence = made.deployment_evidence(replace(made.FIRST, **changed))
    check = next(one for one in findings(evidence) if one.area == area)
    assert check.tone == "no_evidence"
    assert conclusion(evidence).sentence.startswith("Cannot be judged yet")
    assert reading.tells(KIND.render(evidence), words, "No evidence")


def test_the_number_of_unapproved_releases_is_the_verdict() -> None:
    bare = replace(made.FIRST, change=None)
    found = conclusion(made.deployment_evidence(bare, replace(bare, id="other")))
    assert (found.tone, found.sentence) == ("not_met", "2 unapproved releases")


def test_hostile_reasons_are_printed_as_they_are() -> None:
    typed = "<img src='/etc/passwd'><b"
    release = replace(made.BACK, entry=samples.event(43, typed))
    pdf = KIND.render(made.deployment_evidence(made.FIRST, release))
    assert reading.text(pdf).count(reading.squeezed(typed)) == 2


def test_the_figure_says_its_numbers_in_words() -> None:
    (figure,) = (
        one
        for one in timeline(made.deployment_evidence())
        if isinstance(one, Swimlanes)
    )
    assert "release 3, hydraulic_model_1, asked for 2026-11-11" in figure.alt


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


def test_the_usual_way_is_told_and_approved(told: telling.Story) -> None:
    telling.usual(told)
    verdict, evidence, pdf = built(told)
    assert verdict == "All approved: all 7 checks are met"
    kinds = [one["kind"] for one in evidence["releases"]]
    assert kinds == ["deploy", "promote", "promote", "rollback", "deploy"]
    back = evidence["releases"][3]
    assert (back["before"], back["version"]) == (
        "hydraulic_model_2",
        "hydraulic_model_1",
    )
    assert [s["state"] for s in back["states"]] == ["Preparing", "Launching", "Healthy"]
    assert [f["release"] for f in evidence["differences"]] == [
        evidence["releases"][2]["id"],
        back["id"],
    ]
    entry = evidence["releases"][1]["change"]["signatures"][1]["entry"]
    assert entry["why"] == "Read, with its numbers on groups held back."
    assert reading.tells(
        pdf,
        "Alarms on rig three doubled since the change of Monday.",
        "The worker ended: not enough memory.",
        "The trial on DEV is over.",
        f"{entry['number']:,} {entry['digest']}",
    )


def test_haste_is_counted_as_unapproved(told: telling.Story) -> None:
    telling.hasty(told, telling.usual(told))
    verdict, evidence, pdf = built(told)
    assert verdict == "2 unapproved releases"
    overdue = [one["emergency"] for one in evidence["releases"] if one["emergency"]]
    assert [one["is_overdue"] for one in overdue] == [False, False, True]
    assert reading.tells(pdf, "Not justified", "Overdue", "(late)")


def test_a_release_past_every_operation_is_unapproved(told: telling.Story) -> None:
    telling.usual(told)
    first = Release.objects.order_by("pk")[1]
    with told.day(20):
        Release.objects.create(
            deployment=first.deployment,
            number=99,
            version=first.version,
            kind="deploy",
            requested_by=first.requested_by,
            worker_key=first.worker_key,
            environment_key=first.environment_key,
            runtime_lock_sha256=first.runtime_lock_sha256,
            code_digest=first.code_digest,
        )
    verdict, _, pdf = built(told)
    assert verdict == "One unapproved release"
    assert reading.tells(pdf, "No change request became this release.")


def test_what_is_later_than_the_period_is_not_told(told: telling.Story) -> None:
    versions = telling.usual(told)
    telling.hasty(told, versions)
    begin = told.begin.date()
    with told.day(30):
        days = Days(begin, begin + timedelta(days=10))
        asked = telling.ask(told.people["officer"], told.project, KIND.code, days=days)
        evidence = json.loads(building.content(building.run(asked), "evidence"))
    assert [one["number"] for one in evidence["releases"]] == [1, 1, 2]
    assert evidence["releases"][-1]["states"][-1]["state"] == "Healthy"


def test_an_erased_reason_stands_as_erased(told: telling.Story) -> None:
    telling.usual(told)
    sequence()
    entry = Entry.objects.get(action="release.rolled_back")
    with told.day(20):
        erase_disclosure(
            actor=told.people["officer"], entry=entry, path="why", reason=make.WHY
        )
    verdict, evidence, pdf = built(told)
    assert evidence["releases"][3]["entry"]["why"] == history.ERASED
    assert verdict == "All approved: all 7 checks are met"
    assert reading.tells(pdf, f"What triggered it {history.ERASED}")


def test_an_empty_project_gives_a_report(told: telling.Story) -> None:
    verdict, evidence, _ = built(told, day=1)
    assert verdict.startswith("The period holds no release")
    assert evidence["releases"] == []


def test_other_projects_are_neither_told_nor_counted(told: telling.Story) -> None:
    telling.usual(told)
    with told.day(20):
        other = make.project(told.people["builder"], "another")
        make.share(told.people["builder"], other, "officer", "officer")
        asked = telling.ask(told.people["officer"], other, KIND.code)
        evidence = json.loads(building.content(building.run(asked), "evidence"))
    assert evidence["releases"] == []
    assert evidence["outside"] == evidence["events_in_all"] == 0


def test_an_altered_policy_is_no_evidence(
    told: telling.Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    telling.usual(told)
    monkeypatch.setattr(
        "reports.documents.policy_reading.policies.digest_of", lambda policy: "0" * 64
    )
    verdict, _, _ = built(told)
    assert verdict.startswith("Cannot be judged yet")


def read(told: telling.Story) -> Any:
    """What is collected, past the request."""
    end = told.begin + timedelta(days=40)
    scope = Scope(told.project, None, end, samples.ISSUE, lambda share, words: None)
    return collect(scope, Period(told.begin, end)).evidence


def test_more_releases_cost_no_more_queries(told: telling.Story) -> None:
    versions = telling.usual(told)
    telling.once_hasty(told, versions[0])
    with CaptureQueriesContext(connection) as few:
        read(told)
    telling.hasty(told, versions)
    with CaptureQueriesContext(connection) as many:
        read(told)
    assert len(many) <= len(few) <= 30
