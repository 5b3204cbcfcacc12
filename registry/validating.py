"""What the steps of a validation share: the rows read again under the lock.

The lock is the version's: `governed` takes it, and every step is about the version. So
no finding is raised while a verdict is given.
"""

from governance.exceptions import IllegalMove, InvalidInput
from registry.models import Finding, Validation


def still_open(validation: Validation) -> Validation:
    """The validation as it is now; IllegalMove when its verdict is given."""
    found = Validation.objects.get(pk=validation.pk)
    if not found.is_open:
        raise IllegalMove("This validation has its verdict. Open another one.")
    return found


def still_unclosed(finding: Finding) -> Finding:
    """The finding as it is now; IllegalMove when it is closed."""
    found = Finding.objects.select_related("closure").get(pk=finding.pk)
    if found.is_closed:
        raise IllegalMove("This finding is closed.")
    return found


def one_of(field: str, value: str, known: list[str]) -> str:
    """The value when it is a known one; InvalidInput names them all otherwise."""
    if value not in known:
        raise InvalidInput(field, f"Choose one of: {', '.join(known)}.")
    return value
