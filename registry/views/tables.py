"""Rows of tables as templates show them, made with a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from governance.models import User
from registry import panels, queries
from registry.models import Project, Tag, Version
from registry.panels import MenuItem
from registry.validation import Standing, standings


@dataclass(frozen=True)
class VersionLine:
    """One version in the table of models."""

    version: Version
    environments: list[str]
    tags: list[Tag]
    standing: Standing
    menu: list[MenuItem]


def version_lines(
    actor: User, project: Project, versions: Sequence[Version]
) -> list[VersionLine]:
    """Versions with where they run and stand, their tags and what can be done."""
    places = panels.places(versions)
    tags = queries.tags(version.pk for version in versions)
    stand = standings(versions)
    menus = panels.menus(actor, project, versions)
    return [
        VersionLine(
            version=version,
            environments=places.get(version.pk, []),
            tags=tags.get(version.pk, []),
            standing=stand[version.pk],
            menu=menus.get(version.pk, []),
        )
        for version in versions
    ]
