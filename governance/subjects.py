"""What an entry can be about, and where a page about it is."""

from collections.abc import Callable
from typing import ClassVar
from uuid import UUID

SITE_ID = UUID(int=0)


class Site:
    """The whole installation: the subject of what belongs to no project."""

    subject_type: ClassVar[str] = "site"
    pk = SITE_ID
    subject_label = "the site"
    scope_id: UUID | None = None


SITE = Site()

_URLS: dict[str, Callable[[UUID], str]] = {}


def register(subject_type: str, url: Callable[[UUID], str]) -> None:
    """Tell how to reach the page of a type of subject; called in AppConfig.ready."""
    if _URLS.get(subject_type, url) is not url:
        raise ValueError(f"{subject_type} is registered twice")
    _URLS[subject_type] = url


def url_of(subject_type: str, subject_id: str) -> str:
    """The page of a subject, or an empty string when it has none."""
    found = _URLS.get(subject_type)
    return found(UUID(subject_id)) if found else ""
