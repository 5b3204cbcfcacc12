"""What can be wrong with a ledger. Parsers and verifiers raise nothing else."""


class LedgerError(Exception):
    """Base of every error of this package."""


class NotCanonicalError(LedgerError):
    """A value or text has no canonical form (RFC 8785), or is not written in it."""


class MalformedError(LedgerError):
    """A note, checkpoint, proof, tile or key is not written as its format says."""


class SignatureInvalidError(LedgerError):
    """A signature claims a known key and does not verify with it."""


class UnsignedError(LedgerError):
    """None of the signatures is by a known key."""


class ProofError(LedgerError):
    """A Merkle proof does not lead to the root."""


class TooFarError(LedgerError):
    """Something was asked for beyond the size of the tree."""
