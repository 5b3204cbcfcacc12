"""All reads of the registry, restricted to what the actor may see.

Lists are newest first and read by key: `before` is the id of the last row shown. The
number of queries does not depend on the number of rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Count, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from governance import access
from governance.exceptions import NotVisible
from governance.models import User
from registry import models
from registry.models import (
    Comment,
    Dataset,
    Experiment,
    Project,
    Tag,
    Version,
)

PAGE = 50
MOST = 500
_Row = TypeVar("_Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[_Row]):
    """Some rows, and the key to ask for older ones with; None at the end."""

    rows: list[_Row]
    before: UUID | None


def page_of(rows: QuerySet[_Row], before: UUID | None, size: int = PAGE) -> Page[_Row]:
    """One page, newest first; one row more is read to know whether there are older."""
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: size + 1])
    older = found[size - 1].pk if len(found) > size else None
    return Page(found[:size], older)


def projects(actor: User, text: str = "") -> QuerySet[Project]:
    """Projects the actor may see, with owner and `models_count`."""
    count = (
        models.Model.objects.filter(project=OuterRef("pk"))
        .order_by()
        .values("project")
        .annotate(count=Count("pk"))
        .values("count")
    )
    rows = Project.objects.visible_to(actor).select_related("owner")
    if text:
        rows = rows.filter(name__icontains=text)
    return rows.annotate(models_count=Coalesce(Subquery(count), 0))


def project_for(actor: User, project_id: UUID) -> Project:
    """One project, or NotVisible."""
    return _one(Project.objects.select_related("owner"), actor, project_id, "pk")


def experiments(actor: User, project: Project) -> QuerySet[Experiment]:
    """Experiments of a project."""
    rows = Experiment.objects.filter(project=project).select_related("created_by")
    return access.visible(rows, actor, field="project")


def experiment_for(actor: User, experiment_id: UUID) -> Experiment:
    """One experiment, or NotVisible."""
    rows = Experiment.objects.select_related("project__owner", "created_by")
    return _one(rows, actor, experiment_id)


def datasets(actor: User, project: Project) -> QuerySet[Dataset]:
    """Datasets of a project."""
    rows = Dataset.objects.filter(project=project).select_related("created_by")
    return access.visible(rows, actor, field="project")


def dataset_for(actor: User, dataset_id: UUID) -> Dataset:
    """One dataset, or NotVisible."""
    return _one(
        Dataset.objects.select_related("project__owner", "created_by"),
        actor,
        dataset_id,
    )


def models_of(actor: User, project: Project) -> QuerySet[models.Model]:
    """Models of a project, with `versions_count`."""
    rows = models.Model.objects.filter(project=project).select_related("created_by")
    counted = rows.annotate(versions_count=Count("versions"))
    return access.visible(counted, actor, field="project")


def versions(actor: User, project: Project) -> QuerySet[Version]:
    """Versions of a project, with what a table of them shows."""
    rows = Version.objects.filter(project=project)
    return access.visible(_with_parts(rows), actor, field="project")


def version_for(actor: User, version_id: UUID) -> Version:
    """One version, or NotVisible."""
    rows = _with_parts(Version.objects.all()).select_related("project__owner")
    return _one(rows, actor, version_id)


def comments(actor: User, about: UUID) -> list[Comment]:
    """What was said about a thing, newest first."""
    rows = Comment.objects.filter(about_id=about).select_related("author")
    return list(access.visible(rows, actor, field="project").order_by("-pk")[:MOST])


def tags(about: Iterable[UUID]) -> dict[UUID, list[Tag]]:
    """Tags by thing; the caller has been allowed to see the things."""
    found: dict[UUID, list[Tag]] = {}
    for tag in Tag.objects.filter(about_id__in=list(about)).order_by("name"):
        found.setdefault(tag.about_id, []).append(tag)
    return found


@dataclass(frozen=True)
class Counts:
    """How many things a project holds."""

    models: int
    versions: int
    experiments: int
    datasets: int


def counts(project: Project) -> Counts:
    """Counted one by one: four small queries on indexed columns."""
    return Counts(
        models=project.models.count(),
        versions=project.versions.count(),
        experiments=project.experiments.count(),
        datasets=project.datasets.count(),
    )


def _with_parts(rows: QuerySet[Version]) -> QuerySet[Version]:
    return rows.select_related("model", "experiment", "created_by", "withdrawal")


def _one(
    rows: QuerySet[_Row], actor: User, row_id: UUID, field: str = "project"
) -> _Row:
    found = access.visible(rows, actor, field=field).filter(pk=row_id).first()
    if found is None:
        raise NotVisible
    return found
