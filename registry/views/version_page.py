"""What the tabs of a version show."""

from textwrap import wrap
from typing import Any

from django.urls import reverse

from governance.models import User
from registry import queries
from registry.independence import may_validate
from registry.models import Comment, Version, VersionFile
from registry.snapshots import read_part
from registry.validation_queries import validations

TABS = {
    "comments": "Comments",
    "validation": "Validation",
    "parameters": "Parameters",
    "metrics": "Metrics",
    "metadata": "Metadata",
    "lineage": "Lineage",
    "files": "Files",
}


def tabs_of(version: Version, current: str) -> list[dict[str, Any]]:
    """The tabs with their addresses, and counts where they cost little."""
    counts = {
        "comments": Comment.objects.filter(about_id=version.pk).count(),
        "parameters": len(version.parameters),
        "metrics": len(version.metrics),
        "metadata": len(version.experiment.metadata),
        "validation": version.validations.count(),
    }
    return [
        {
            "url": reverse("registry:version_tab", args=[version.pk, tab]),
            "label": label,
            "count": counts.get(tab),
            "current": tab == current,
        }
        for tab, label in TABS.items()
    ]


def tab_context(actor: User, version: Version, tab: str) -> dict[str, Any]:
    """Only what the open tab needs."""
    if tab == "comments":
        return {"comments": queries.comments(actor, version.pk)}
    if tab == "validation":
        return {
            "validations": validations(actor, version),
            "may_validate": may_validate(actor, version),
        }
    if tab == "files":
        return {
            "files": version.files.order_by("pk"),
            "sample": read_part(version, VersionFile.Role.SAMPLE).decode(),
        }
    if tab == "lineage":
        return _lineage(version)
    rows = {
        "parameters": version.parameters,
        "metrics": version.metrics,
        "metadata": version.experiment.metadata,
    }[tab]
    return {"rows": sorted(rows.items())}


def _lineage(version: Version) -> dict[str, Any]:
    """Data and lock on the left, the experiment, then the version."""
    used = list(version.datasets.select_related("dataset"))
    return {
        "datasets": used,
        "parents": version.parents.select_related("parent"),
        "children": version.children.select_related("version"),
        "boxes": [
            {"at": 1 + 92 * at, "middle": 35 + 92 * at, "used": data}
            for at, data in enumerate(used)
        ],
        "lock_at": 1 + 92 * len(used),
        "height": 70 + 92 * len(used),
        "name_lines": [
            {"at": 39 + 18 * at, "words": words}
            for at, words in enumerate(wrap(version.experiment_name, 20)[:4])
        ],
    }
