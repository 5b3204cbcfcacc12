"""Our step in the menu of a version."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse

from governance import access
from governance.models import User
from governance.rights import Right
from registry import panels
from registry.models import Project, Version
from registry.panels import MenuItem
from reports.models import Report


def register() -> None:
    """Tell registry what we add."""
    panels.add_version_menu(version_menu)


def version_menu(
    actor: User, project: Project, versions: Sequence[Version]
) -> dict[UUID, list[MenuItem]]:
    """Build the dossier: the tutorial's Download Autoreport."""
    decision = access.may(actor, Right.REPORT, project.pk)
    refused = "" if decision.allowed else decision.because
    form = reverse("reports:new_report", args=[project.pk, Report.Kind.DOSSIER.value])
    return {
        version.pk: [
            MenuItem(
                "Build dossier", f"{form}?version={version.pk}", "file-text", refused
            )
        ]
        for version in versions
    }
