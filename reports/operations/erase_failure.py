"""The copy of an erased failure on the report it was about."""

from django.db import models

from governance.actions import Action
from governance.disclosed import ERASED
from governance.redaction import Erased
from reports.models import Report


def erase_failure(erased: Erased) -> list[type[models.Model]]:
    """Empty the reason of a failed report inside the erasure of its entry's."""
    if erased.entry.action != Action.REPORT_FAILED:
        return []
    rows = Report.objects.filter(pk=erased.entry.object_id, failure=erased.value)
    return [Report] if rows.update(failure=ERASED) else []
