"""What makes a kind of report. Each folder beside this file holds one, as KIND.

A folder has evidence.py (what the report knows), render.py (sections from evidence) and
kind.py, all free of Django, because a stranger draws reports again with them; and
collect.py, which reads the database and is loaded only where reports are built.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from reportlab.platypus import Flowable

from reports.documents.checks import Check
from reports.documents.evidence import Pairs
from reports.documents.frame import Parts, Sheet, drawn
from reports.pdf.cover import Verdict

About = Literal["project", "version"]


@dataclass(frozen=True)
class Kind:
    """A kind: its words, what it asks for, and how it is drawn and judged."""

    code: str
    reference: str  # R1 and so on, as the crosswalk names it
    letters: str  # in the number of each document
    title: str
    noun: str  # in a menu: "Build dossier"
    question: str
    holds: str
    about: About
    has_period: bool
    sections: tuple[str, ...]  # the titles of its own, as requirements name them
    evidence: type
    subject: Callable[[Any], tuple[str, str]]  # on the cover, with its context
    story: Callable[[Any], Sequence[Flowable]]  # the sections of its own
    parts: Callable[[Any], Parts]
    findings: Callable[[Any], tuple[Check, ...]]
    counts: Callable[[Any], Pairs]  # what is compared with the former issue
    conclusion: Callable[[Any], Verdict]
    years_kept: int = 0  # at least, by law; the setting may ask for more

    def render(self, evidence: Any) -> bytes:
        """The report as PDF; the same evidence always gives the same bytes."""
        sheet = Sheet(
            titles=(self.title, *self.subject(evidence)),
            verdict=self.conclusion(evidence),
            checks=self.findings(evidence),
            counts=self.counts(evidence),
            story=self.story(evidence),
            parts=self.parts(evidence),
        )
        return drawn(evidence, sheet)

    @property
    def folder(self) -> str:
        """The folder beside this file that holds it."""
        return self.code.replace("-", "_")
