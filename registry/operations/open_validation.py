"""Open the validation of a version, with the tests of a plan."""

from governance.actions import Action
from governance.exceptions import Conflict, IllegalMove
from governance.models import User
from governance.recording import governed
from registry.independence import require_independence
from registry.models import Validation, ValidationTest, Version, Withdrawal
from registry.validation_plans import STANDARD, plan_named


def open_validation(
    *, actor: User, version: Version, plan: str = STANDARD.code
) -> Validation:
    """Begin to validate a version; it waits for results, findings and a verdict.

    Refuses who built anything in its lineage, a version that is withdrawn or being
    validated already, and a plan that is not there.
    """
    chosen = plan_named(plan)
    with governed(actor, Action.VALIDATION_OPENED, version) as record:
        require_independence(actor, version)
        if Withdrawal.objects.filter(version=version).exists():
            raise IllegalMove(f"{version} is withdrawn; nobody will deploy it.")
        if Validation.objects.filter(version=version, closed_at=None).exists():
            raise Conflict(f"A validation of {version} is open already.")
        validation = Validation.objects.create(
            project_id=version.project_id,
            version=version,
            digest=version.digest,
            plan=chosen.code,
            opened_by=actor,
        )
        ValidationTest.objects.bulk_create(
            ValidationTest(
                validation=validation,
                number=number,
                area=test.area,
                title=test.title,
                expected=test.expected,
                added_by=actor,
            )
            for number, test in enumerate(chosen.tests, start=1)
        )
        record.change("validation_id", None, str(validation.pk))
        record.change("plan", None, chosen.code)
        record.hash("manifest", version.digest)
        record.hash("plan", chosen.digest)
    return validation
