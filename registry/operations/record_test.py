"""Record what a test of a validation gave."""

from governance.actions import Action
from governance.models import User
from governance.recording import governed
from registry.independence import require_independence
from registry.models import ValidationResult, ValidationTest
from registry.names import paragraph
from registry.validating import one_of, still_open

MAX_ACTUAL = 2000


def record_test(
    *, actor: User, test: ValidationTest, outcome: str, actual: str
) -> ValidationResult:
    """Keep the actual result and the outcome; a later one counts instead.

    Refuses an unknown outcome, an empty text, and a validation that has its verdict.
    """
    outcome = one_of("outcome", outcome, ValidationResult.Outcome.values)
    actual = paragraph("actual", actual, limit=MAX_ACTUAL)
    version = test.validation.version
    with governed(actor, Action.VALIDATION_TEST_RECORDED, version) as record:
        require_independence(actor, version)
        still_open(test.validation)
        before = test.results.order_by("-pk").first()
        result = ValidationResult.objects.create(
            test=test, outcome=outcome, actual=actual, recorded_by=actor
        )
        record.change("number", None, test.number)
        record.change("result_id", None, str(result.pk))
        record.change("outcome", before.outcome if before else None, outcome)
        record.disclose("actual", None, actual)
    return result
