"""Django finds an app's models here."""

from reports.models.reports import Report, ReportFile
from reports.models.requirements import RequirementSet

__all__ = ["Report", "ReportFile", "RequirementSet"]
