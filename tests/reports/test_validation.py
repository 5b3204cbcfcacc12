"""The validation report: drawn from evidence made by hand, and collected from rows."""

import json
from dataclasses import replace
from typing import Any

import pytest

from governance.models import Disclosure, User
from governance.operations.close_account import close_account
from registry.models import Project, ValidationResult, Version
from registry.operations.add_comment import add_comment
from registry.operations.close_finding import close_finding
from registry.operations.open_validation import open_validation
from registry.operations.record_test import record_test
from registry.operations.reply_to_finding import reply_to_finding
from registry.operations.withdraw_version import withdraw_version
from reports.documents.validation.evidence import MetricFact
from reports.documents.validation.findings import conclusion
from reports.documents.validation.kind import KIND
from reports.models import Report
from reports.operations.request_report import request_report
from tests import make
from tests.registry import validating
from tests.reports import building, reading
from tests.reports import validation_samples as samples

Built = tuple[Report, dict[str, Any], bytes]


def built(actor: User, version: Version) -> Built:
    """The report, its evidence and its pages."""
    report = request_report(
        actor=actor,
        kind="validation",
        project=version.project,
        version=version,
        reason=make.WHY,
    )
    report = building.run(report)
    assert report.state == "done", report.error
    evidence = json.loads(building.content(report, "evidence"))
    return report, evidence, building.content(report, "pdf")


def test_an_accepted_version_says_by_whom() -> None:
    verdict = conclusion(samples.validation_evidence())
    assert (verdict.tone, verdict.sentence) == ("met", "Accepted by validator")


CONDITIONS = replace(
    samples.VERDICT, outcome="accepted_with_conditions", conditions="Below 60 degrees."
)
REJECTED = replace(samples.VERDICT, outcome="rejected")
ALTERED = replace(samples.VERSION, rebuilt="b" * 64)


@pytest.mark.parametrize(
    ("changed", "tone", "words"),
    [
        ({"verdict": REJECTED}, "not_met", "Rejected by validator"),
        ({"verdict": None}, "open", "No verdict was given"),
        (
            {"verdict": CONDITIONS},
            "condition",
            "Accepted by validator, with conditions",
        ),
        ({"common": ("ds1",)}, "not_met", "by the same: ds1"),
        ({"validators": ()}, "open", "Nobody has taken a validator's step"),
        ({"version": ALTERED}, "not_met", "do not give the sealed digest"),
        (
            {"version": replace(samples.VERSION, withdrawn="2026-11-20")},
            "condition",
            "withdrawn on 2026-11-20",
        ),
        ({"tests": ()}, "open", "No test is planned"),
        ({"tests": (samples.result(1, ""),)}, "open", "Tests without a result: 1"),
        ({"tests": (samples.result(4, "Failed"),)}, "condition", "that failed: 4"),
        ({"metrics": ()}, "open", "No metric of this version"),
        ({"findings": (samples.OPEN,)}, "condition", "high or critical: 2"),
        (
            {"findings": (replace(samples.OPEN, is_overdue=True),)},
            "condition",
            "overdue: 2",
        ),
        (
            {"verdict": replace(samples.VERDICT, act=samples.NOBODY)},
            "not_met",
            "One act without an entry",
        ),
    ],
)
def test_the_verdict_follows_from_the_checks(
    changed: dict[str, Any], tone: str, words: str
) -> None:
    evidence = samples.validation_evidence(**changed)
    verdict = conclusion(evidence)
    assert verdict.tone == tone
    assert words in f"{verdict.sentence}. {verdict.detail}"
    assert KIND.render(evidence)


@pytest.mark.parametrize(
    ("name", "former", "now", "worse"),
    [
        ("grouped/macro_f1", "0.9", "0.8", True),
        ("grouped/macro_f1", "0.8", "0.9", False),
        ("grouped/log_loss", "0.4", "0.5", True),
        ("grouped/log_loss", "0.5", "0.4", False),
        ("grouped/macro_f1", "", "0.9", False),
        ("note", "fine", "good", False),
    ],
)
def test_a_worse_metric_is_a_condition(
    name: str, former: str, now: str, *, worse: bool
) -> None:
    metrics = (MetricFact(name, former, now),)
    verdict = conclusion(samples.validation_evidence(metrics=metrics))
    assert (verdict.tone == "condition") == worse


def test_each_act_names_its_entry_and_its_digest() -> None:
    evidence = samples.validation_evidence()
    digests = [act.digest for act in evidence.acts]
    assert len(digests) > 12
    assert reading.tells(KIND.render(evidence), *digests, "1,300")


def test_a_carried_verdict_is_proven_by_both_manifests() -> None:
    pdf = KIND.render(samples.validation_evidence(refit=samples.REFIT))
    assert reading.tells(pdf, "Proven from both sealed manifests", "61 rows) now")
    rebuilt = replace(
        samples.REFIT, is_refit=False, recipe=("seed: 7 before, 8 now",), data=()
    )
    pdf = KIND.render(samples.validation_evidence(refit=rebuilt, verdict=None))
    assert reading.tells(pdf, "no verdict is carried", "Recipe: seed: 7 before")


def test_hostile_and_endless_texts_are_printed_as_they_are() -> None:
    typed = "<b <img src='/etc/passwd'> &lt;" + "W" * 3_000
    evidence = samples.validation_evidence(
        words=typed,
        builders=(typed,),
        tests=(samples.result(1, title=typed, expected=typed, actual=typed),),
        findings=(samples.finding(1, text=typed, closure=typed, owner=typed),),
        challenge=(samples.remark(1, typed),),
        verdict=replace(samples.VERDICT, reason=typed),
    )
    assert reading.tells(KIND.render(evidence), "<img src='/etc/passwd'>")


def test_a_version_nobody_validated_is_not_validated(
    officer: User, version: Version
) -> None:
    report, evidence, pdf = built(officer, version)
    assert (report.verdict_tone, evidence["state"]) == ("open", "not_validated")
    assert report.verdict.startswith("Not validated: ")
    assert (evidence["validation"], evidence["builders"]) == (None, ["builder"])
    assert reading.tells(
        pdf,
        "Nobody has taken a validator's step.",
        "There is no validation, so nothing could be found.",
        "Nobody has given a verdict on this digest",
    )


def test_a_whole_validation_is_told_with_its_entries(
    officer: User, builder: User, validator: User, version: Version
) -> None:
    add_comment(actor=officer, subject=version, text="Which runs were held back?")
    validating.verdict(validator, version)
    report, evidence, pdf = built(officer, version)
    assert (report.verdict_tone, report.verdict) == ("met", "Accepted by validator")
    assert evidence["validators"] == ["validator"]
    assert len(evidence["tests"]) == 8
    assert all(test["act"]["entry"].isdigit() for test in evidence["tests"])
    assert evidence["verdict"]["act"]["why"] == make.WHY
    assert evidence["verdict"]["digest"] == version.digest
    assert reading.tells(
        pdf,
        "Which runs were held back?",
        "One person built, one person validated, and nobody did both.",
        evidence["verdict"]["act"]["digest"],
        version.digest,
    )


def test_findings_are_told_with_replies_and_their_end(
    officer: User, builder: User, validator: User, version: Version
) -> None:
    validation = open_validation(actor=validator, version=version)
    finding = validating.finding(validator, validation)
    reply_to_finding(actor=builder, finding=finding, text="The data comes in May.")
    _, evidence, _ = built(officer, version)
    (told,) = evidence["findings"]
    assert (told["severity"], told["owner"]) == ("High", "builder")
    assert told["closed_at"] == ""
    assert told["replies"][0]["text"] == "The data comes in May."
    assert told["replies"][0]["act"]["entry"].isdigit()
    close_finding(actor=validator, finding=finding, reason="It is named as a limit.")
    _, evidence, pdf = built(officer, version)
    (told,) = evidence["findings"]
    assert (told["closed_by"], told["closure"]) == (
        "validator",
        "It is named as a limit.",
    )
    whats = [remark["what"] for remark in evidence["challenge"]]
    assert whats == ["Finding 1 raised", "Reply to finding 1", "Finding 1 closed"]
    assert reading.tells(pdf, "The data comes in May.")


def test_the_last_result_of_a_test_counts_and_the_number_of_them_is_told(
    officer: User, validator: User, version: Version
) -> None:
    validation = open_validation(actor=validator, version=version)
    test = validation.tests.get(number=3)
    for outcome in ("failed", "passed"):
        record_test(actor=validator, test=test, outcome=outcome, actual="As measured.")
    _, evidence, pdf = built(officer, version)
    told = evidence["tests"][2]
    assert (told["outcome"], told["results"]) == ("Passed", 2)
    assert reading.tells(pdf, "(2 results)")


def test_a_refit_is_judged_by_the_verdict_on_the_older_version(
    officer: User, builder: User, validator: User, version: Version
) -> None:
    validating.verdict(validator, version)
    newer = validating.refit(builder, version.project)
    report, evidence, pdf = built(officer, newer)
    assert report.verdict_tone == "met"
    assert evidence["refit"]["is_refit"]
    assert evidence["validation"]["of"] == str(version)
    assert evidence["former"] == str(version)
    assert all(test["act"]["entry"].isdigit() for test in evidence["tests"])
    assert reading.tells(pdf, "The verdict on it is carried over.")


def test_a_rejected_version_says_so(
    officer: User, validator: User, version: Version
) -> None:
    validating.verdict(validator, version, "rejected")
    report, _, _ = built(officer, version)
    assert (report.verdict_tone, report.verdict) == (
        "not_met",
        "Rejected by validator",
    )


def test_conditions_stand_in_the_report(
    officer: User, validator: User, version: Version
) -> None:
    validating.verdict(
        validator, version, "accepted_with_conditions", validating.CONDITIONS
    )
    report, _, pdf = built(officer, version)
    assert report.verdict == "Accepted by validator, with conditions"
    assert reading.tells(pdf, validating.CONDITIONS)


def test_a_withdrawn_version_lowers_the_verdict(
    officer: User, builder: User, validator: User, version: Version
) -> None:
    validating.verdict(validator, version)
    withdraw_version(actor=builder, version=version, reason=make.WHY)
    report, _, _ = built(officer, Version.objects.get(pk=version.pk))
    assert report.verdict_tone == "condition"


def test_what_was_erased_is_shown_as_erased_and_its_digest_stays(
    officer: User, validator: User, version: Version
) -> None:
    validating.verdict(validator, version)
    result = ValidationResult.objects.order_by("pk").first()
    assert result is not None
    _, before, _ = built(officer, version)
    digest = before["verdict"]["act"]["digest"]
    Disclosure.objects.filter(path="why").delete()
    _, evidence, pdf = built(officer, version)
    assert evidence["verdict"]["act"]["why"] == "(erased)"
    assert reading.tells(pdf, digest)


def test_a_closed_account_is_named_as_such(
    officer: User, admin: User, validator: User, version: Version
) -> None:
    validating.verdict(validator, version)
    close_account(actor=admin, person=validator, reason=make.WHY)
    report, evidence, _ = built(officer, version)
    assert evidence["validators"] == ["validator (closed)"]
    assert report.verdict == "Accepted by validator (closed)"


def test_comments_of_another_version_stay_out(
    officer: User, builder: User, version: Version, project: Project
) -> None:
    other = validating.refit(builder, project)
    add_comment(actor=officer, subject=other, text="About the other one.")
    _, evidence, _ = built(officer, version)
    assert evidence["challenge"] == []


def test_a_builder_who_validated_in_another_account_is_found(
    officer: User, builder: User, validator: User, version: Version
) -> None:
    """Allowed when it was done; then it shows that both accounts are one person's."""
    validating.verdict(validator, version)
    User.objects.filter(pk=validator.pk).update(
        subject=builder.subject, issuer=f"{builder.issuer}/second"
    )
    report, evidence, _ = built(officer, version)
    assert evidence["common"] == ["validator"]
    assert report.verdict == "Not validated: one check failed"
