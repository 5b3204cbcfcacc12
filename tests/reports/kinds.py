"""A sample of each kind's evidence, by its code."""

from collections.abc import Callable
from typing import Any

from tests.reports import (
    access_samples,
    deployment_samples,
    samples,
    summary_samples,
    validation_samples,
)

EVIDENCE: dict[str, Callable[..., Any]] = {
    "dossier": samples.dossier_evidence,
    "audit-trail": samples.audit_evidence,
    "access-review": access_samples.access_review_evidence,
    "deployment-history": deployment_samples.deployment_evidence,
    "project-summary": summary_samples.summary_evidence,
    "validation": validation_samples.validation_evidence,
}
