"""What a report is asked to be about, as every `collect` takes it."""

from dataclasses import dataclass
from datetime import datetime

from registry.models import Project, Version
from reports.documents.evidence import Attachment, Evidence, Issue
from reports.documents.reading import Progress


@dataclass(frozen=True)
class Scope:
    """The subject, the last moment considered, and how the work is told."""

    project: Project
    version: Version | None
    until: datetime
    issue: Issue
    progress: Progress

    @property
    def about(self) -> Version:
        """The version of a kind that is about one."""
        if self.version is None:
            raise ValueError(f"{self.issue.number} is about no version")
        return self.version


@dataclass(frozen=True)
class Period:
    """From one moment to another; the second is excluded."""

    since: datetime
    until: datetime


@dataclass(frozen=True)
class Collected:
    """All that a report says, and the files too large to print."""

    evidence: Evidence
    attachments: tuple[Attachment, ...] = ()
