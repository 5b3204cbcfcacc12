"""Every kind of report. A new one is a folder beside this file and a line below.

Free of Django: pages, forms, the API, building and verifying all read this list.
"""

from typing import Final

from reports.documents.access_review.kind import KIND as ACCESS_REVIEW
from reports.documents.audit_trail.kind import KIND as AUDIT_TRAIL
from reports.documents.deployment_history.kind import KIND as DEPLOYMENT_HISTORY
from reports.documents.dossier.kind import KIND as DOSSIER
from reports.documents.kind import Kind
from reports.documents.project_summary.kind import KIND as PROJECT_SUMMARY
from reports.documents.validation.kind import KIND as VALIDATION

KINDS: Final[tuple[Kind, ...]] = (
    DOSSIER,
    AUDIT_TRAIL,
    ACCESS_REVIEW,
    VALIDATION,
    DEPLOYMENT_HISTORY,
    PROJECT_SUMMARY,
)
BY_CODE: Final[dict[str, Kind]] = {kind.code: kind for kind in KINDS}
ABOUT_VERSIONS: Final = tuple(kind for kind in KINDS if kind.about == "version")
