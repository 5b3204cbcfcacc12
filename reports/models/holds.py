"""Legal holds on reports: who placed and who lifted one; why stands in the entries."""

from django.db import models

from governance.models import User
from reports.models.reports import Report


class ReportHold(models.Model):
    """While it is in force the files of the report stay; insert-only."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="holds")
    placed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"hold on {self.report}"


class HoldLift(models.Model):
    """The end of a hold; insert-only."""

    hold = models.OneToOneField(
        ReportHold, models.PROTECT, primary_key=True, related_name="lift"
    )
    lifted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"end of the {self.hold}"
