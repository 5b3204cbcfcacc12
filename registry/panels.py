"""Where upper layers put their parts on the pages of projects and versions.

deployments and reports register functions in AppConfig.ready; registry asks them when
it draws a page and knows nothing else about them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from governance.models import User
from registry.models import Project, Version


@dataclass(frozen=True)
class MenuItem:
    """One entry of a version's menu; `refused` says why it cannot be done."""

    label: str
    url: str
    picture: str
    refused: str = ""
    asks: bool = True  # opens a dialog


# A rendered card for the page of a project, or of a version.
ProjectPanel = Callable[[HttpRequest, Project], str]
VersionPanel = Callable[[HttpRequest, Version], str]
# Facts for the strip of a project: label, value, sub, kind (components/strip.html).
ProjectFacts = Callable[[User, Project], Sequence[dict[str, Any]]]
# Environments each version runs in, by version id; one query for all.
Places = Callable[[Sequence[UUID]], dict[UUID, list[str]]]
# Menu items by version id; constant queries for any number of versions.
Menu = Callable[[User, Project, Sequence[Version]], dict[UUID, list[MenuItem]]]

_PROJECT_PANELS: list[ProjectPanel] = []
_VERSION_PANELS: list[VersionPanel] = []
_FACTS: list[ProjectFacts] = []
_PLACES: list[Places] = []
_MENUS: list[Menu] = []


def add_project_panel(panel: ProjectPanel) -> None:
    """A card on the page of a project, below its models."""
    _PROJECT_PANELS.append(panel)


def add_version_panel(panel: VersionPanel) -> None:
    """A card on the page of a version, in the right column."""
    _VERSION_PANELS.append(panel)


def add_project_facts(facts: ProjectFacts) -> None:
    """Facts in the strip of a project, such as its number of deployments."""
    _FACTS.append(facts)


def add_places(places: Places) -> None:
    """Who knows where versions run."""
    _PLACES.append(places)


def add_version_menu(menu: Menu) -> None:
    """Who offers steps on a version, such as Deploy to DEV."""
    _MENUS.append(menu)


def project_panels(request: HttpRequest, project: Project) -> list[str]:
    """The cards of a project, in the order of registration."""
    return [panel(request, project) for panel in _PROJECT_PANELS]


def version_panels(request: HttpRequest, version: Version) -> list[str]:
    """The cards of a version."""
    return [panel(request, version) for panel in _VERSION_PANELS]


def project_facts(actor: User, project: Project) -> list[dict[str, Any]]:
    """Everybody's facts about a project."""
    return [fact for facts in _FACTS for fact in facts(actor, project)]


def places(versions: Iterable[Version]) -> dict[UUID, list[str]]:
    """Environments by version id."""
    ids = [version.pk for version in versions]
    found: dict[UUID, list[str]] = {}
    for ask in _PLACES if ids else ():
        for version, names in ask(ids).items():
            found.setdefault(version, []).extend(names)
    return found


def menus(
    actor: User, project: Project, versions: Sequence[Version]
) -> dict[UUID, list[MenuItem]]:
    """Menu items by version id."""
    found: dict[UUID, list[MenuItem]] = {}
    for offer in _MENUS if versions else ():
        for version, items in offer(actor, project, versions).items():
            found.setdefault(version, []).extend(items)
    return found
