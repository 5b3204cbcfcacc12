"""What can go wrong, said so that the reader knows what to change."""


class BadInputError(Exception):
    """A request that cannot be scored as it stands; the sentence names the field."""

    status = 400

    def __init__(self, detail: str) -> None:
        """Keep the sentence for the answer."""
        super().__init__(detail)
        self.detail = detail


class TooLargeError(BadInputError):
    """A request that passes a limit; the sentence names the limit."""

    status = 413


class NotOfferedError(BadInputError):
    """A part of the protocol that this model cannot do."""

    status = 501


class NoScoreError(BadInputError):
    """The model itself gave nothing that can be called a score."""

    status = 500


class LaunchError(Exception):
    """Why a worker cannot become ready; the text is shown on the release's page."""
