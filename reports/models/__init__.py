"""Reports, their files, and the certificates that seal them."""

from reports.models.reports import Report, ReportFile
from reports.models.seals import SealCertificate

__all__ = ["Report", "ReportFile", "SealCertificate"]
