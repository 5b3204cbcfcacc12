"""From when until when somebody may have access: what people may ask for."""

from datetime import datetime, timedelta

from django.utils import timezone

from governance.exceptions import InvalidInput

MAX_YEARS = 10
FURTHEST = timedelta(days=366 * MAX_YEARS)


def check(valid_from: datetime | None, valid_until: datetime | None) -> None:
    """InvalidInput unless the end lies ahead, after the beginning, within ten years.

    No beginning, or one that is over, means now.
    """
    now = timezone.now()
    for field, moment in (("valid_from", valid_from), ("valid_until", valid_until)):
        if moment is not None and moment > now + FURTHEST:
            raise InvalidInput(field, f"Choose a day within {MAX_YEARS} years.")
    if valid_until is None:
        return
    if valid_until <= now:
        raise InvalidInput("valid_until", "Choose an end that lies ahead.")
    if valid_from is not None and valid_until <= valid_from:
        raise InvalidInput("valid_until", "Choose an end after the beginning.")
