"""Django finds an app's models here."""

from reports.models.holds import HoldLift, ReportHold
from reports.models.reports import Report, ReportFile
from reports.models.requirements import RequirementSet
from reports.models.schedules import ReportSchedule, ScheduledReport

__all__ = [
    "HoldLift",
    "Report",
    "ReportFile",
    "ReportHold",
    "ReportSchedule",
    "RequirementSet",
    "ScheduledReport",
]
