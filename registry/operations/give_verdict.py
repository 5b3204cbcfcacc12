"""Give the verdict of a validation; it is about one manifest digest, for good."""

from django.utils import timezone

from governance.actions import Action
from governance.exceptions import IllegalMove, InvalidInput
from governance.models import User
from governance.recording import governed
from registry.independence import require_independence
from registry.models import Validation, Verdict, Version
from registry.models.findings import SERIOUS
from registry.names import paragraph
from registry.snapshots import rebuilt
from registry.validating import one_of, still_open

MAX_CONDITIONS = 2000
Outcome = Verdict.Outcome


def give_verdict(
    *,
    actor: User,
    validation: Validation,
    outcome: str,
    reason: str,
    conditions: str = "",
) -> Verdict:
    """Accept the version, accept it with conditions, or reject it; this is the end.

    Refuses conditions without such a verdict and the other way round, an acceptance
    with tests that have no result, "accepted" over open findings that are high or
    critical, and a version whose rows no longer give its digest.
    """
    outcome = one_of("outcome", outcome, Outcome.values)
    conditions = _conditions(outcome, conditions)
    version = validation.version
    with governed(actor, Action.VALIDATION_DECIDED, version, reason=reason) as record:
        require_independence(actor, version)
        current = still_open(validation)
        _check_snapshot(current, version)
        if outcome != Outcome.REJECTED:
            _check_complete(current)
        if outcome == Outcome.ACCEPTED:
            _check_findings(current)
        verdict = Verdict.objects.create(
            validation=current,
            version=version,
            digest=current.digest,
            outcome=outcome,
            conditions=conditions,
            reason=record.reason,
            given_by=actor,
        )
        current.closed_at = timezone.now()
        current.save(update_fields=["closed_at"])
        record.change("verdict_id", None, str(verdict.pk))
        record.change("verdict", None, Outcome(outcome).label.lower())
        if conditions:
            record.disclose("conditions", None, conditions)
        record.hash("manifest", verdict.digest)
    return verdict


def _conditions(outcome: str, conditions: str) -> str:
    needed = outcome == Outcome.CONDITIONS
    if not needed and conditions.strip():
        raise InvalidInput(
            "conditions", "Only “accepted with conditions” names conditions."
        )
    return paragraph("conditions", conditions, limit=MAX_CONDITIONS, required=needed)


def _check_snapshot(validation: Validation, version: Version) -> None:
    if not version.digest == validation.digest == rebuilt(version).sha256:
        raise IllegalMove(f"The snapshot of {version} does not hold any more.")


def _check_complete(validation: Validation) -> None:
    missing = validation.tests.filter(results=None).order_by("number")
    numbers = ", ".join(str(test.number) for test in missing)
    if numbers:
        raise InvalidInput("outcome", f"These tests have no result yet: {numbers}.")


def _check_findings(validation: Validation) -> None:
    serious = validation.findings.filter(closure=None, severity__in=SERIOUS)
    numbers = ", ".join(str(finding.number) for finding in serious.order_by("number"))
    if numbers:
        raise InvalidInput(
            "outcome",
            f"Open findings that are high or critical forbid it: {numbers}. "
            "Close them, accept with conditions, or reject.",
        )
