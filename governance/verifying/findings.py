"""What a verification finds: the first hundred lines, and how many there are."""

from collections.abc import Iterable
from dataclasses import dataclass, field

MAX_TOLD = 100


@dataclass(slots=True)
class Lines:
    """Sentences, of which only the first are kept."""

    kept: list[str] = field(default_factory=list)
    count: int = 0

    def add(self, line: str) -> None:
        """One more."""
        self.count += 1
        if len(self.kept) < MAX_TOLD:
            self.kept.append(line)

    def extend(self, lines: Iterable[str]) -> None:
        """Some more."""
        for line in lines:
            self.add(line)

    def join(self, other: "Lines") -> None:
        """Those of another process."""
        self.kept = (self.kept + other.kept)[:MAX_TOLD]
        self.count += other.count
