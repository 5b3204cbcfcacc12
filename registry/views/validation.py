"""The page of a validation, and the steps on it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from governance import access
from governance.access import Decision
from governance.exceptions import AccessDenied
from governance.forms import ReasonForm
from governance.models import User
from governance.pages import Step, actor_of, ask
from governance.rights import Right
from registry import queries
from registry import validation_queries as reads
from registry.independence import may_validate
from registry.models import Finding, Validation, Version
from registry.operations.add_validation_test import add_validation_test
from registry.operations.close_finding import close_finding
from registry.operations.give_verdict import give_verdict
from registry.operations.open_validation import open_validation
from registry.operations.raise_finding import raise_finding
from registry.operations.record_test import record_test
from registry.operations.reply_to_finding import reply_to_finding
from registry.validation import standing
from registry.validation_forms import (
    FindingForm,
    OpenForm,
    ReplyForm,
    ResultForm,
    TestForm,
    VerdictForm,
)

BOTH = ["GET", "POST"]


@require_GET
def validation(request: HttpRequest, validation_id: UUID) -> HttpResponse:
    """Plan with results, findings with replies, and the verdict."""
    actor = actor_of(request)
    found = reads.validation_for(actor, validation_id)
    version = found.version
    findings = reads.findings(found)
    lines = reads.tests(found)
    context = {
        "section": "models",
        "project": version.project,
        "version": version,
        "validation": found,
        "verdict": getattr(found, "verdict", None),
        "tests": lines,
        "recorded": sum(line.result is not None for line in lines),
        "findings": findings,
        "open_findings": sum(not finding.is_closed for finding in findings),
        "standing": standing(version),
        "may_validate": may_validate(actor, version),
        "may_reply": access.may(actor, Right.CONTRIBUTE, version.project_id),
    }
    return render(request, "registry/validation.html", context)


@require_http_methods(BOTH)
def open_one(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Open a validation."""
    actor = actor_of(request)
    version = queries.version_for(actor, version_id)
    step = _step(
        version,
        Right.VALIDATE,
        may_validate(actor, version),
        request,
        title=f"Validate {version}",
        submit="Open validation",
        back=standing(version).url,
        will=[
            "You and other validators record results and findings until the verdict.",
            f"The verdict will be about the snapshot {version.digest[:8]}… alone.",
            "Who built anything in its lineage can do nothing in it but reply.",
        ],
    )

    def act(data: dict[str, Any]) -> str:
        return address(open_validation(actor=actor, version=version, **data))

    return ask(request, step, OpenForm(request.POST or None), act)


@require_http_methods(BOTH)
def add_test(request: HttpRequest, validation_id: UUID) -> HttpResponse:
    """Add a test to the plan."""
    actor = actor_of(request)
    found = reads.validation_for(actor, validation_id)
    step = _of_validation(
        request, actor, found, title=f"Add a test to the {found}", submit="Add test"
    )

    def act(data: dict[str, Any]) -> str:
        add_validation_test(actor=actor, validation=found, **data)
        return f"{address(found)}#tests"

    return ask(request, step, TestForm(request.POST or None), act)


@require_http_methods(BOTH)
def record(request: HttpRequest, test_id: UUID) -> HttpResponse:
    """Record the result of a test."""
    actor = actor_of(request)
    test = reads.test_for(actor, test_id)
    step = _of_validation(
        request,
        actor,
        test.validation,
        title=f"Record {test}: {test.shown('title')}",
        submit="Record result",
        will=[
            f"Expected: {test.shown('expected')}",
            "A later result counts instead of this one; this one stays.",
        ],
    )

    def act(data: dict[str, Any]) -> str:
        record_test(actor=actor, test=test, **data)
        return f"{address(test.validation)}#tests"

    return ask(request, step, ResultForm(request.POST or None), act)


@require_http_methods(BOTH)
def add_finding(request: HttpRequest, validation_id: UUID) -> HttpResponse:
    """Raise a finding."""
    actor = actor_of(request)
    found = reads.validation_for(actor, validation_id)
    step = _of_validation(
        request,
        actor,
        found,
        title=f"Raise a finding on {found.version}",
        submit="Raise finding",
    )
    numbers = [
        (test.number, f"{test.number}. {test.shown('title')}")
        for test in found.tests.order_by("number")
    ]

    def act(data: dict[str, Any]) -> str:
        raise_finding(actor=actor, validation=found, **data)
        return f"{address(found)}#findings"

    return ask(request, step, FindingForm(request.POST or None, tests=numbers), act)


@require_http_methods(BOTH)
def reply(request: HttpRequest, finding_id: UUID) -> HttpResponse:
    """Reply to a finding."""
    actor = actor_of(request)
    finding = reads.finding_for(actor, finding_id)
    version = finding.validation.version
    step = _step(
        version,
        Right.CONTRIBUTE,
        access.may(actor, Right.CONTRIBUTE, version.project_id),
        request,
        title=f"Reply to finding {finding.number} on {version}",
        submit="Reply",
        back=address(finding.validation),
        will=["A validator reads it and closes the finding, or does not."],
    )

    def act(data: dict[str, Any]) -> str:
        reply_to_finding(actor=actor, finding=finding, **data)
        return f"{address(finding.validation)}#findings"

    return ask(request, step, ReplyForm(request.POST or None), act)


@require_http_methods(BOTH)
def close(request: HttpRequest, finding_id: UUID) -> HttpResponse:
    """Close a finding."""
    actor = actor_of(request)
    finding = reads.finding_for(actor, finding_id)
    step = _of_validation(
        request,
        actor,
        finding.validation,
        title=f"Close finding {finding.number} on {finding.validation.version}?",
        submit=f"Close finding {finding.number}",
        will=[_severity_words(finding), "A closed finding is not opened again."],
    )

    def act(data: dict[str, Any]) -> str:
        close_finding(actor=actor, finding=finding, **data)
        return f"{address(finding.validation)}#findings"

    return ask(request, step, ReasonForm(request.POST or None), act)


def _severity_words(finding: Finding) -> str:
    if finding.is_serious:
        return f"It is {finding.severity}: while it is open it forbids “accepted”."
    return f"It is {finding.severity}."


@require_http_methods(BOTH)
def decide(request: HttpRequest, validation_id: UUID) -> HttpResponse:
    """Give the verdict."""
    actor = actor_of(request)
    found = reads.validation_for(actor, validation_id)
    step = _of_validation(
        request,
        actor,
        found,
        title=f"Give {found.version} its verdict",
        submit="Give verdict",
        will=[
            f"It is about the snapshot {found.digest[:8]}… and cannot be changed.",
            "The validation ends. Open findings can still be answered and closed.",
            "A refit of this version carries the verdict over, a rebuild does not.",
        ],
    )

    def act(data: dict[str, Any]) -> str:
        give_verdict(actor=actor, validation=found, **data)
        return address(found)

    return ask(request, step, VerdictForm(request.POST or None), act)


def address(found: Validation) -> str:
    """The page of a validation."""
    return reverse("registry:validation", args=[found.pk])


def _of_validation(
    request: HttpRequest, actor: User, found: Validation, **values: Any
) -> Step:
    version = found.version
    decision = may_validate(actor, version)
    values["back"] = address(found)
    return _step(version, Right.VALIDATE, decision, request, **values)


def _step(
    version: Version,
    right: Right,
    decision: Decision,
    request: HttpRequest,
    **values: Any,
) -> Step:
    """Who may not is told before filling in a form; a refused POST is an entry."""
    if request.method == "GET" and not decision.allowed:
        access.require(actor_of(request), right, version.project_id)
        raise AccessDenied(decision.because)
    more = {"project": version.project, "section": "models"}
    return Step(because=decision.because, more=more, **values)
