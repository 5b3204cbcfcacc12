"""What was measured, as a number; a version keeps its metrics as text."""

from decimal import Decimal, InvalidOperation


def number(value: object) -> Decimal | None:
    """A finite number, or None for anything else that was kept."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    try:
        found = Decimal(value)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
