"""Reports, their files, and the certificates that seal them."""

from reports.models.holds import HoldLift, ReportHold
from reports.models.reports import Report, ReportFile
from reports.models.requirements import RequirementSet
from reports.models.schedules import ReportSchedule, ScheduledReport
from reports.models.seals import SealCertificate

__all__ = [
    "HoldLift",
    "Report",
    "ReportFile",
    "ReportHold",
    "ReportSchedule",
    "RequirementSet",
    "ScheduledReport",
    "SealCertificate",
]
