"""What an entry can be about, and where a page about it is."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
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

Page = Callable[[UUID], str]
Pages = Callable[[Collection[UUID]], Mapping[UUID, str]]
_PAGES: dict[str, Pages] = {}


def register(subject_type: str, url: Page) -> None:
    """Tell the page of a type of subject by its key; called in AppConfig.ready."""
    register_many(subject_type, lambda keys: {key: url(key) for key in keys})


def register_many(subject_type: str, pages: Pages) -> None:
    """The same, for pages whose address the database knows: all in one query."""
    if subject_type in _PAGES:
        raise ValueError(f"{subject_type} is registered twice")
    _PAGES[subject_type] = pages


def pages_of(subjects: Iterable[tuple[str, UUID]]) -> dict[tuple[str, UUID], str]:
    """The pages of subjects, by type and key; nothing for those that have none."""
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for subject_type, key in subjects:
        wanted[subject_type].add(key)
    return {
        (subject_type, key): page
        for subject_type, keys in wanted.items()
        if (pages := _PAGES.get(subject_type))
        for key, page in pages(keys).items()
    }
