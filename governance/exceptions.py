"""What is refused, and how it is told. Pages, API and log use the same sentence."""

from uuid import UUID

from governance.rights import Right


class GovernanceError(Exception):
    """Base of every refusal: an HTTP status, a stable code and a sentence."""

    status = 400
    code = "refused"
    field: str | None = None

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
        self.headers: dict[str, str] = {}


class InvalidInput(GovernanceError):  # noqa: N818 - named for what is wrong
    """A field holds what it must not; the sentence says what to do."""

    code = "invalid_input"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class ReasonMissing(InvalidInput):
    """The action needs a "why" that is long enough."""

    code = "reason_missing"

    def __init__(self, message: str) -> None:
        super().__init__("reason", message)


class AccessDenied(GovernanceError):  # noqa: N818 - named for what is wrong
    """The actor lacks the right; `because` says which and why.

    `right` and `scope_id` say what would allow it, where more access would: pages offer
    to ask for it.
    """

    status = 403
    code = "access_denied"

    def __init__(
        self, because: str, right: Right | None = None, scope_id: UUID | None = None
    ) -> None:
        super().__init__(because)
        self.because = because
        self.right = right
        self.scope_id = scope_id


class NotVisible(GovernanceError):  # noqa: N818 - named for what is wrong
    """Absent or not to be seen: both look the same from outside."""

    status = 404
    code = "not_found"

    def __init__(
        self, message: str = "There is nothing here that you may see."
    ) -> None:
        super().__init__(message)


class Conflict(GovernanceError):  # noqa: N818 - named for what is wrong
    """Somebody else was faster, or the name is taken."""

    status = 409
    code = "conflict"


class IllegalMove(GovernanceError):  # noqa: N818 - named for what is wrong
    """The thing exists but is not in a state that allows this."""

    status = 422
    code = "illegal_move"


class TooLarge(InvalidInput):
    """More bytes or rows than the limit that the sentence names."""

    status = 413
    code = "too_large"


class TooMany(GovernanceError):  # noqa: N818 - named for what is wrong
    """Refused too often; the answer says after how many seconds to try again."""

    status = 429
    code = "too_many"

    def __init__(self, seconds: int) -> None:
        super().__init__(f"This was refused too often. Try again in {seconds} s.")
        self.headers["Retry-After"] = str(seconds)


class Unavailable(GovernanceError):  # noqa: N818 - named for what is wrong
    """A part of the product does not answer now."""

    status = 503
    code = "unavailable"


class LedgerUnavailable(Unavailable):
    """The entry could not be written, so nothing was changed."""

    code = "ledger_unavailable"

    def __init__(
        self,
        message: str = "The ledger cannot be written. Nothing was changed. Try later.",
    ) -> None:
        super().__init__(message)
