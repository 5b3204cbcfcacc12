"""Django finds an app's models here."""

from registry.models.comments import Comment
from registry.models.datasets import Dataset
from registry.models.experiments import (
    Experiment,
    ExperimentArtifact,
    ExperimentDataset,
)
from registry.models.findings import Finding, FindingClosure, FindingReply
from registry.models.projects import (
    Project,
    ProjectGroupObjectPermission,
    ProjectUserObjectPermission,
)
from registry.models.tags import Tag
from registry.models.validation import (
    Validation,
    ValidationResult,
    ValidationTest,
    Verdict,
)
from registry.models.versions import (
    Model,
    Version,
    VersionDataset,
    VersionFile,
    VersionParent,
    Withdrawal,
)

__all__ = [
    "Comment",
    "Dataset",
    "Experiment",
    "ExperimentArtifact",
    "ExperimentDataset",
    "Finding",
    "FindingClosure",
    "FindingReply",
    "Model",
    "Project",
    "ProjectGroupObjectPermission",
    "ProjectUserObjectPermission",
    "Tag",
    "Validation",
    "ValidationResult",
    "ValidationTest",
    "Verdict",
    "Version",
    "VersionDataset",
    "VersionFile",
    "VersionParent",
    "Withdrawal",
]
