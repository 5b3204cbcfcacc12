"""Our steps in the menu of a version."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse

from governance import access
from governance.models import User
from governance.rights import Right
from registry import panels
from registry.models import Project, Version
from registry.panels import MenuItem
from reports.documents.catalogue import ABOUT_VERSIONS
from reports.documents.kind import Kind


def register() -> None:
    """Tell registry what we add."""
    panels.add_version_menu(version_menu)


def version_menu(
    actor: User, project: Project, versions: Sequence[Version]
) -> dict[UUID, list[MenuItem]]:
    """Build each kind about a version; the dossier is the tutorial's Autoreport."""
    decision = access.may(actor, Right.REPORT, project.pk)
    refused = "" if decision.allowed else decision.because
    return {
        version.pk: [
            MenuItem(
                f"Build {kind.noun}", _address(kind, version), "file-text", refused
            )
            for kind in ABOUT_VERSIONS
        ]
        for version in versions
    }


def _address(kind: Kind, version: Version) -> str:
    form = reverse("reports:new_report", args=[version.project_id, kind.code])
    return f"{form}?version={version.pk}"
