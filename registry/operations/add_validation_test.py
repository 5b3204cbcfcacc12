"""Add a test to the plan of one validation."""

from governance.actions import Action
from governance.exceptions import InvalidInput
from governance.models import User
from governance.recording import governed
from registry.independence import require_independence
from registry.models import Validation, ValidationTest
from registry.models.validation import Area
from registry.names import one_line, paragraph
from registry.validating import one_of, still_open

MAX_TESTS = 100
MAX_TITLE = 200
MAX_EXPECTED = 1000


def add_validation_test(
    *, actor: User, validation: Validation, area: str, title: str, expected: str
) -> ValidationTest:
    """Extend the plan of a validation that is open.

    Refuses an unknown area, an empty or unprintable text, and over 100 tests.
    """
    area = one_of("area", area, Area.values)
    title = one_line("title", title, limit=MAX_TITLE)
    expected = paragraph("expected", expected, limit=MAX_EXPECTED)
    version = validation.version
    with governed(actor, Action.VALIDATION_TEST_ADDED, version) as record:
        require_independence(actor, version)
        current = still_open(validation)
        count = current.tests.count()
        if count >= MAX_TESTS:
            raise InvalidInput("title", f"A validation has at most {MAX_TESTS} tests.")
        test = ValidationTest.objects.create(
            validation=current,
            number=count + 1,
            area=area,
            title=title,
            expected=expected,
            added_by=actor,
        )
        record.change("number", None, test.number)
        record.change("test_id", None, str(test.pk))
        record.change("area", None, area)
        record.disclose("title", None, title)
        record.disclose("expected", None, expected)
    return test
