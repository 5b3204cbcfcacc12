"""What a verification found, and what follows from it."""

from dataclasses import dataclass, field

HOLDS, DOES_NOT_HOLD, UNUSABLE = 0, 1, 2
MAX_TOLD = 100


@dataclass(slots=True)
class Report:
    """Findings contradict the bundle; remarks do not; statements are what it proves."""

    findings: list[str] = field(default_factory=list)
    found: int = 0  # also those beyond the first 100
    statements: list[str] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)
    split_view: tuple[str, str] | None = None
    entries: int = 0
    sealed: int = 0
    disclosed: int = 0
    erased: int = 0

    def wrong(self, what: str) -> None:
        """Something does not hold."""
        self.found += 1
        if len(self.findings) < MAX_TOLD:
            self.findings.append(what)

    def wrong_entry(self, index: int, what: str) -> None:
        """Something about the entry of this number does not hold."""
        self.wrong(f"entry {index}: {what}")

    @property
    def exit_code(self) -> int:
        """0 it holds, 1 something does not, 2 something needed is missing."""
        if self.found:
            return DOES_NOT_HOLD
        return UNUSABLE if self.lacking else HOLDS
