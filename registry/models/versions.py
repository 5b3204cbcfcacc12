"""Models and their numbered versions; a version is a sealed snapshot."""

from typing import ClassVar
from uuid import UUID

from django.db import models

from governance.models import Subject, User
from registry.models.datasets import Dataset
from registry.models.experiments import Experiment
from registry.models.projects import Project


class Model(Subject):
    """A name with numbered versions; made together with its first version."""

    subject_type: ClassVar[str] = "model"

    project = models.ForeignKey(Project, models.PROTECT, related_name="models")
    name = models.CharField(max_length=63)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "name"], name="one_model_name_per_project"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope_id(self) -> UUID | None:
        return self.project_id


class Version(Subject):
    """An immutable snapshot. `digest` is the SHA-256 of its canonical manifest.

    Insert-only by triggers. The columns hold what the manifest says once more, so that
    it can be rebuilt and compared; the files and datasets are rows of their own.
    """

    subject_type: ClassVar[str] = "version"

    project = models.ForeignKey(Project, models.PROTECT, related_name="versions")
    model = models.ForeignKey(Model, models.PROTECT, related_name="versions")
    model_name = models.CharField(max_length=63)
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, unique=True)
    manifest = models.TextField()
    experiment = models.ForeignKey(Experiment, models.PROTECT, related_name="versions")
    experiment_name = models.CharField(max_length=100)
    flavour = models.CharField(max_length=20)
    opsets = models.JSONField(default=dict)
    python = models.CharField(max_length=40)
    lock_sha256 = models.CharField(max_length=64)
    parameters = models.JSONField(default=dict)
    metrics = models.JSONField(default=dict)
    # What is asked and answered: task, target, labels, the fields, the outputs.
    schema = models.JSONField(default=dict)
    recipe = models.JSONField(default=dict)
    golden = models.JSONField(default=dict)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["project", "-id"], name="version_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["model", "number"], name="one_version_per_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model_name}_{self.number}"

    @property
    def scope_id(self) -> UUID | None:
        return self.project_id

    @property
    def is_withdrawn(self) -> bool:
        """Whether it may no longer be deployed. Select `withdrawal` with it."""
        return hasattr(self, "withdrawal")


class VersionFile(models.Model):
    """One file of a version; the bytes are the blob with this digest."""

    class Role(models.TextChoices):
        MODEL = "model", "Model"
        LOCK = "lock", "Environment lock"
        SAMPLE = "sample", "Sample request"
        GOLDEN = "golden", "Golden rows"

    version = models.ForeignKey(Version, models.PROTECT, related_name="files")
    role = models.CharField(max_length=10, choices=Role)
    path = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "path"], name="one_version_file_per_path"
            ),
            models.UniqueConstraint(
                fields=["version", "role"], name="one_version_file_per_role"
            ),
        ]

    def __str__(self) -> str:
        return self.path


class VersionDataset(models.Model):
    """A dataset as the version's training used it, copied at sealing."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="datasets")
    dataset = models.ForeignKey(Dataset, models.PROTECT, related_name="versions")
    name = models.CharField(max_length=100)
    role = models.CharField(max_length=20)
    rows = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.name} for {self.role}"


class VersionParent(models.Model):
    """An older version that this one continues."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="parents")
    parent = models.ForeignKey(Version, models.PROTECT, related_name="children")

    def __str__(self) -> str:
        return f"{self.version} after {self.parent}"


class Withdrawal(models.Model):
    """The mark that a version may no longer be deployed; why stands in its entry."""

    version = models.OneToOneField(
        Version, models.PROTECT, primary_key=True, related_name="withdrawal"
    )
    withdrawn_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.version} withdrawn"
