"""Experiments: one training each, with what went in and what came out."""

from typing import ClassVar
from uuid import UUID

from django.db import models

from governance.models import Subject, User
from registry.models.datasets import Dataset
from registry.models.projects import Project

SCORE = "dai/score"
SCORER = "dai/scorer"


class Experiment(Subject):
    """One training: parameters, metrics and namespaced metadata, as text by key."""

    subject_type: ClassVar[str] = "experiment"

    project = models.ForeignKey(Project, models.PROTECT, related_name="experiments")
    name = models.CharField(max_length=100)
    description = models.CharField(max_length=500, blank=True)
    parameters = models.JSONField(default=dict)
    metrics = models.JSONField(default=dict)
    metadata = models.JSONField(default=dict)
    recipe = models.JSONField(default=dict)
    training_seconds = models.FloatField(null=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["project", "-id"], name="experiment_newest")]

    def __str__(self) -> str:
        return self.name

    @property
    def scope_id(self) -> UUID | None:
        return self.project_id

    @property
    def scorer(self) -> str:
        """What the score measures, as the training named it."""
        return str(self.metadata.get(SCORER, ""))

    @property
    def score(self) -> str:
        """The validation score the training chose itself by."""
        return str(self.metadata.get(SCORE, ""))


class ExperimentDataset(models.Model):
    """A dataset an experiment used, and for what."""

    class Role(models.TextChoices):
        TRAINING = "training", "Training"
        VALIDATION = "validation", "Validation"
        HOLDOUT = "holdout", "Holdout"

    experiment = models.ForeignKey(
        Experiment, models.PROTECT, related_name="datasets_used"
    )
    dataset = models.ForeignKey(Dataset, models.PROTECT, related_name="used_by")
    role = models.CharField(max_length=20, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["experiment", "dataset", "role"], name="one_use_per_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dataset} for {self.role}"


class ExperimentArtifact(models.Model):
    """A file an experiment left, by digest; the path is a label."""

    experiment = models.ForeignKey(Experiment, models.PROTECT, related_name="artifacts")
    path = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["experiment", "path"], name="one_artifact_per_path"
            ),
        ]

    def __str__(self) -> str:
        return self.path
