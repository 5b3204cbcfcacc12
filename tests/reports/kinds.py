"""A sample of each kind's evidence, by its code."""

from collections.abc import Callable
from typing import Any

from tests.reports import access_samples, samples, validation_samples

EVIDENCE: dict[str, Callable[..., Any]] = {
    "dossier": samples.dossier_evidence,
    "audit-trail": samples.audit_evidence,
    "access-review": access_samples.access_review_evidence,
    "validation": validation_samples.validation_evidence,
}
