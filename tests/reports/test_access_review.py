"""The access review: drawn from evidence made by hand, and collected from rows."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from governance import access
from governance.exceptions import AccessDenied
from governance.models import Campaign, Disclosure, Grant, User
from governance.operations.close_account import close_account
from governance.operations.close_campaign import close_campaign
from governance.operations.decide_grant_review import decide_grant_review
from governance.operations.open_campaign import open_campaign
from governance.operations.share_project import share_project
from governance.subjects import SITE
from registry.models import Project, Version
from reports.calendar import Days
from reports.documents.access_review.evidence import ProofFact
from reports.documents.access_review.findings import conclusion
from reports.documents.access_review.kind import KIND
from reports.models import Report
from reports.operations.request_report import request_report
from tests import make
from tests.deployments import promoting
from tests.registry import validating
from tests.reports import access_samples as samples
from tests.reports import building, reading

WHY = "Looked at in the November review."


def ask(actor: User, project: Project) -> Report:
    today = timezone.now().date()
    return request_report(
        actor=actor,
        kind="access-review",
        project=project,
        days=Days(today - timedelta(days=1), today),
        reason=make.WHY,
    )


def built(actor: User, project: Project) -> tuple[Report, dict[str, Any], bytes]:
    """The report, its evidence and its pages."""
    report = building.run(ask(actor, project))
    assert report.state == "done", report.error
    evidence = json.loads(building.content(report, "evidence"))
    return report, evidence, building.content(report, "pdf")


def review(
    who: User, scope: Any, due: datetime | None = None, **given: Any
) -> Campaign:
    due_at = due or timezone.now() + timedelta(days=7)
    values: dict[str, Any] = {"name": "November", "due_at": due_at, "reason": make.WHY}
    return open_campaign(actor=who, scope=scope, **values | given)


def decide_all(builder: User, admin: User, campaign: Campaign) -> None:
    """Everything is kept; the admin decides on what the builder holds."""
    for item in campaign.items.all():
        own = item.grant.user_id == builder.pk
        decide_grant_review(
            actor=admin if own else builder, item=item, verdict="kept", reason=WHY
        )


def line_of(evidence: dict[str, Any], person: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = evidence["grants"]
    (line,) = [one for one in found if one["person"] == person]
    return line


def test_all_justified_says_so() -> None:
    verdict = conclusion(samples.access_review_evidence())
    assert (verdict.tone, verdict.sentence) == (
        "met",
        "All justified: 4 lines of access kept by a reviewer",
    )


@pytest.mark.parametrize(
    ("changed", "tone", "words"),
    [
        (
            {"reviews": (replace(samples.REVIEW, is_overdue=True, open=1),)},
            "not_met",
            "Overdue: one review past the day",
        ),
        (
            {
                "grants": (
                    *samples.GRANTS,
                    samples.grant("x", "Owner", 9, account="closed"),
                )
            },
            "not_met",
            "1 to remove",
        ),
        ({"duties": (samples.CONFLICT,)}, "not_met", "3 conflicts of duties"),
        ({"altered": 1}, "not_met", "One entry about access altered"),
        ({"strays": ("deploy_prod of group:1",)}, "not_met", "in guardian differ"),
        (
            {"proofs": (ProofFact("ds1", ("comment",), ()),)},
            "not_met",
            "in guardian differ",
        ),
        (
            {"grants": (samples.grant("x", "Owner", 9, given=samples.NOBODY),)},
            "not_met",
            "without an entry",
        ),
        ({"reviews": (), "decisions": ()}, "open", "No access review was opened"),
        ({"grants": ()}, "open", "Nobody has access"),
        (
            {"grants": (samples.grant("x", "Owner", 9, verdict="open"),)},
            "condition",
            "not decided",
        ),
        (
            {"reviews": (replace(samples.REVIEW, attested=""),)},
            "condition",
            "Not attested yet: November",
        ),
        (
            {"grants": (samples.grant("nobody in group x", "Owner", 9, account=""),)},
            "condition",
            "without a member",
        ),
    ],
)
def test_what_is_wrong_is_on_the_cover(
    changed: dict[str, Any], tone: str, words: str
) -> None:
    evidence = samples.access_review_evidence(**changed)
    verdict = conclusion(evidence)
    assert verdict.tone == tone
    assert words in f"{verdict.sentence}. {verdict.detail}"
    assert len(verdict.sentence) <= 300
    assert KIND.render(evidence)


def test_each_act_names_its_entry_and_its_digest() -> None:
    evidence = samples.access_review_evidence()
    digests = [grant.given.digest for grant in evidence.grants]
    digests += [one.act.digest for one in evidence.decisions]
    assert reading.tells(KIND.render(evidence), *digests, "17,911", WHY_OF_SAMPLE)


WHY_OF_SAMPLE = "Still on call for rig three."


def test_a_conflict_of_duties_is_named_with_person_and_version() -> None:
    evidence = samples.access_review_evidence(duties=(samples.CONFLICT,))
    assert reading.tells(
        KIND.render(evidence),
        "ds1 built and validated hydraulic_model_3",
        "ds2 built and approved hydraulic_model_3",
        "ds2 asked and approved hydraulic_model_3",
        "Duties that one person, in whatever account, must not join",
    )


def test_hostile_and_endless_texts_are_printed_as_they_are() -> None:
    typed = "<b <img src='/etc/passwd'> &lt;" + "W" * 3_000
    grants = tuple(
        replace(one, person=typed, given=samples.cited(1, typed))
        for one in samples.GRANTS
    )
    duties = (replace(samples.CONFLICT, version=typed, built=(typed,)),)
    assert KIND.render(samples.access_review_evidence(grants=grants, duties=duties))


def test_a_project_without_a_review_cannot_be_judged(
    officer: User, project: Project
) -> None:
    report, evidence, pdf = built(officer, project)
    assert report.verdict == "Cannot be judged yet: 2 checks without evidence"
    assert {one["person"] for one in evidence["grants"]} == {
        "auditor",
        "builder",
        "business",
        "engineer",
        "officer",
        "validator",
        "admin",
    }
    assert evidence["proofs"]
    assert all(one["by_entries"] == one["by_guardian"] for one in evidence["proofs"])
    assert reading.tells(pdf, "No access review was opened in the period.")
    assert reading.tells(pdf, "There is no version, so there are no duties")


def test_a_decided_and_attested_review_stands_with_its_reasons(
    officer: User, builder: User, admin: User, project: Project
) -> None:
    campaign = review(builder, project)
    decide_all(builder, admin, campaign)
    close_campaign(actor=builder, campaign=campaign, reason=make.WHY)
    _, evidence, pdf = built(officer, project)
    assert line_of(evidence, "engineer")["verdict"] == "kept"
    assert {one["verdict"] for one in evidence["decisions"]} == {"kept"}
    (told,) = evidence["reviews"]
    assert (told["items"], told["open"], told["is_overdue"]) == (5, 0, False)
    assert reading.tells(pdf, WHY, "November", told["attestation"])
    # The roles on the site were not under review.
    assert evidence["grants"][0]["way"] == "on the site"
    assert evidence["grants"][0]["verdict"] == ""


def test_a_reduced_grant_stands_with_what_it_became(
    officer: User, builder: User, engineer: User, project: Project
) -> None:
    campaign = review(builder, project)
    item = campaign.items.get(grant__user=engineer)
    decide_grant_review(
        actor=builder, item=item, verdict="reduced", role="viewer", reason=WHY
    )
    _, evidence, _ = built(officer, project)
    line = line_of(evidence, "engineer")
    assert (line["role"], line["verdict"]) == ("Viewer", "reduced")
    (told,) = evidence["decisions"]
    assert (told["holder"], told["became"]) == ("engineer", "Viewer")
    assert "access_review.reduced" in [one["action"] for one in evidence["changes"]]


def test_a_review_past_its_day_is_overdue(
    officer: User, builder: User, project: Project
) -> None:
    review(builder, project, timezone.now() + timedelta(hours=1))
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=True):
        report, _, _ = built(officer, project)
    assert report.verdict == "Overdue: one review past the day"


def test_a_closed_account_with_access_is_to_remove(
    officer: User, admin: User, engineer: User, project: Project
) -> None:
    close_account(actor=admin, person=engineer, reason=make.WHY)
    report, evidence, pdf = built(officer, project)
    assert (report.verdict_tone, report.verdict) == ("not_met", "1 to remove")
    assert line_of(evidence, "engineer")["account"] == "closed"
    assert reading.tells(pdf, "The account is closed; the grant is in force.")


def test_a_program_is_told_as_one_and_not_as_a_person(
    officer: User, builder: User, project: Project
) -> None:
    account = make.service(builder, project)
    _, evidence, pdf = built(officer, project)
    assert line_of(evidence, account.username)["account"] == "service"
    assert reading.tells(pdf, "one program that people answer for", "A program;")


def test_members_of_a_group_are_in_one_by_one_and_an_empty_group_is_told(
    officer: User, builder: User, project: Project
) -> None:
    make.person("ana", "riggers")
    make.person("ben", "riggers")
    make.share(builder, project, "group:riggers")
    empty = make.person("cleo", "leavers")
    make.share(builder, project, "group:leavers")
    empty.groups.clear()
    _, evidence, _ = built(officer, project)
    assert line_of(evidence, "ana")["way"] == "through group riggers, on the project"
    assert line_of(evidence, "ben")["role"] == "Viewer"
    assert line_of(evidence, "nobody in group leavers")["account"] == ""


def test_a_row_of_guardian_that_no_grant_gives_is_found(
    officer: User, business: User, project: Project
) -> None:
    of_users, _ = access.projection_of(Project)
    mine = of_users.objects.filter(content_object=project, user=business)
    mine.order_by("pk").first().delete()
    report, evidence, pdf = built(officer, project)
    (proof,) = [one for one in evidence["proofs"] if one["person"] == "business"]
    assert set(proof["by_guardian"]) < set(proof["by_entries"])
    assert evidence["strays"]
    assert reading.tells(pdf, "guardian lacks")
    assert report.verdict_tone == "not_met"


def test_a_grant_that_no_entry_gave_is_found_in_the_proof(
    officer: User, builder: User, outsider: User, project: Project
) -> None:
    Grant.objects.create(
        scope=project.pk,
        user=outsider,
        role="engineer",
        granted_by=builder,
        valid_from=timezone.now(),
    )
    access.project_rights(project, outsider)
    report, evidence, pdf = built(officer, project)
    assert line_of(evidence, "outsider")["given"]["entry"] == "none"
    assert reading.tells(pdf, "no entry gives")
    assert report.verdict_tone == "not_met"


def test_duties_are_read_from_validations_changes_and_releases(
    officer: User, engineer: User, validator: User, version: Version, fake: object
) -> None:
    validating.verdict(validator, version)
    promoting.promoted(engineer, version, name="cooler-prod")
    _, evidence, pdf = built(officer, version.project)
    (duty,) = evidence["duties"]
    assert (duty["built"], duty["validated"]) == (["builder"], ["validator"])
    assert (duty["asked"], duty["approved"]) == (["engineer"], ["officer"])
    assert duty["deployed"] == ["engineer"]
    assert reading.tells(pdf, "Nobody joined two duties that must be apart")


def test_duties_that_two_accounts_of_one_person_joined_are_found(
    officer: User, engineer: User, validator: User, version: Version, fake: object
) -> None:
    """Allowed when it was done; then it shows that three accounts are one person's."""
    validating.verdict(validator, version)
    promoting.promoted(engineer, version, name="cooler-prod")
    builder = User.objects.get(username="builder")
    for number, one in enumerate((validator, engineer, officer)):
        User.objects.filter(pk=one.pk).update(
            subject=builder.subject, issuer=f"{builder.issuer}/{number}"
        )
    _, evidence, _ = built(officer, version.project)
    assert evidence["duties"][0]["conflicts"] == [
        ["officer", "asked and approved"],
        ["officer", "built and approved"],
        ["validator", "built and validated"],
    ]


def test_refused_attempts_of_the_period_are_listed(
    officer: User, business: User, project: Project
) -> None:
    with pytest.raises(AccessDenied):
        share_project(
            actor=business,
            project=project,
            member="outsider",
            role="viewer",
            reason=make.WHY,
        )
    _, evidence, pdf = built(officer, project)
    assert (evidence["denials"], evidence["denied"][0]["who"]) == (1, "business")
    assert reading.tells(pdf, "1 of 1.")


def test_the_reasons_of_the_site_are_in_no_report_of_a_project(
    auditor: User, admin: User, project: Project
) -> None:
    campaign = review(admin, SITE)
    reason = Disclosure.objects.get(path="why", entry_uuid=campaign.entry_uuid)
    assert reason.value == make.WHY
    # The auditor reads all of the site; others may take this report too.
    _, evidence, pdf = built(auditor, project)
    assert line_of(evidence, "admin")["given"]["entry"] == "not shown"
    assert evidence["reviews"][0]["opening"]["entry"] == "not shown"
    assert reading.tells(pdf, "Not shown: it is no entry of this project.")


def test_a_review_of_the_site_is_counted_for_this_project_alone(
    officer: User, builder: User, admin: User, project: Project
) -> None:
    make.project(builder, "another rig")
    review(admin, SITE)
    _, evidence, _ = built(officer, project)
    (told,) = evidence["reviews"]
    assert (told["items"], told["attestation"]) == (5, "")
    assert "another rig" not in json.dumps(evidence)


def test_an_erased_reason_is_shown_as_erased(
    officer: User, builder: User, project: Project
) -> None:
    grant = make.share(builder, project, "outsider")
    assert grant.entry_uuid is not None
    Disclosure.objects.filter(path="why", entry_uuid=grant.entry_uuid).delete()
    _, evidence, _ = built(officer, project)
    assert line_of(evidence, "outsider")["given"]["why"] == "(erased)"
