"""Who built what stands in a version: they neither validate nor approve it."""

from collections.abc import Iterable
from uuid import UUID

from registry.models import (
    Dataset,
    Experiment,
    ExperimentArtifact,
    Version,
    VersionFile,
    VersionParent,
)

_RECIPE = ("model_id", "number", "parameters", "recipe")


def builders_of(version: Version) -> frozenset[UUID]:
    """Everybody who authored anything in the version's lineage, as far as rows tell.

    The version and all it continues, their experiments and datasets. Leaving a parent
    out hides nobody: an older version of the model made by the same recipe counts, and
    so does whoever brought the same bytes in before it was sealed. Who brings them in
    later, to train it again, built nothing of it.
    Nothing is kept: who asks for a decision asks inside `governed`.
    """
    lineage = _ancestry({version.pk} | _same_model(version))
    datasets = Dataset.objects.filter(versions__version__in=lineage)
    copies = Dataset.objects.filter(
        project=version.project_id,
        sha256__in=list(datasets.values_list("sha256", flat=True)),
        created_at__lte=version.created_at,
    )
    return frozenset(
        person
        for rows in (
            Version.objects.filter(pk__in=lineage),
            Experiment.objects.filter(versions__in=lineage),
            Experiment.objects.filter(pk__in=_left_by(version)),
            datasets,
            copies,
        )
        for person in rows.values_list("created_by", flat=True)
    )


def _ancestry(versions: Iterable[UUID]) -> frozenset[UUID]:
    """The versions, their parents and theirs, and older ones of the same recipe."""
    found: set[UUID] = set()
    fresh = set(versions)
    while fresh:
        found |= fresh
        fresh = (_parents(fresh) | _same_recipe(fresh)) - found
    return frozenset(found)


def _parents(versions: Iterable[UUID]) -> set[UUID]:
    links = VersionParent.objects.filter(version__in=versions)
    return set(links.values_list("parent", flat=True))


def _same_recipe(versions: Iterable[UUID]) -> set[UUID]:
    """Older versions of these versions' models with equal parameters and recipe.

    Compared here: SQLite compares JSON as text, in which the order of keys matters.
    """
    newer = list(Version.objects.filter(pk__in=versions).only(*_RECIPE))
    older = Version.objects.filter(model__in={row.model_id for row in newer})
    return {
        old.pk
        for old in older.only(*_RECIPE)
        for new in newer
        if old.model_id == new.model_id
        and old.number < new.number
        and (old.parameters, old.recipe) == (new.parameters, new.recipe)
    }


def _same_model(version: Version) -> set[UUID]:
    """Older versions, of any model, with the very file of this one."""
    same = VersionFile.objects.filter(
        sha256__in=_model_file(version), version__created_at__lte=version.created_at
    )
    return set(same.values_list("version", flat=True))


def _left_by(version: Version) -> set[UUID]:
    """Older experiments that left the very file of this version."""
    same = ExperimentArtifact.objects.filter(
        sha256__in=_model_file(version), experiment__created_at__lte=version.created_at
    )
    return set(same.values_list("experiment", flat=True))


def _model_file(version: Version) -> list[str]:
    files = VersionFile.objects.filter(version=version, role=VersionFile.Role.MODEL)
    return list(files.values_list("sha256", flat=True))
