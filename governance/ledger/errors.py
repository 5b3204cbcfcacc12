"""What can be wrong with a ledger. Parsers raise nothing else."""


class LedgerError(Exception):
    """Base of every error of this package."""


class NotCanonicalError(LedgerError):
    """A value or text has no canonical form (RFC 8785), or is not written in it."""
