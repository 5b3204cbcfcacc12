"""From evidence to the finished document, before it is sealed; free of Django."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

from reports.documents.evidence import Attachment, seal
from reports.pdf import making
from reports.pdf.making import Enclosed, Making

EVIDENCE: Final = "evidence.json"
EVIDENCE_WORDS: Final = "Evidence: everything that this document says"
LIST_WORDS: Final = "All entries, one JSON object a line"


def drawn(render: Callable[[Any], bytes], evidence: Any, conditions: Making) -> bytes:
    """Raises FontAbsentError when it must be drawn with a font that is not here."""
    with making.under(conditions):
        return render(evidence)


def with_files(
    conditions: Making, evidence: Any, lists: Sequence[Attachment]
) -> Making:
    """The conditions with what travels inside: the evidence, and its long lists."""
    own = Enclosed(EVIDENCE, "application/json", seal(evidence).text, EVIDENCE_WORDS)
    others = (Enclosed(a.name, a.media_type, a.content, LIST_WORDS) for a in lists)
    return replace(conditions, files=(own, *others))
