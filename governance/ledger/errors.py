"""What can be wrong with a ledger. Parsers raise nothing else."""


class LedgerError(Exception):
    """Base of every error of this package."""


class NotCanonicalError(LedgerError):
    """A value or text has no canonical form (RFC 8785), or is not written in it."""


class TamperedError(LedgerError):
    """A record contradicts its hash, its columns or its neighbours."""

    def __init__(self, entry: str, reason: str) -> None:
        super().__init__(f"entry {entry}: {reason}")
        self.entry = entry
        self.reason = reason
