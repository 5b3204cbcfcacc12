"""Why a model file is not taken, as one sentence for the person who sent it."""


class Refused(Exception):  # noqa: N818 - it is an answer, not an error of ours
    """The file cannot become a version; the message says why."""

    def __init__(self, message: str, field: str = "file") -> None:
        super().__init__(message)
        self.field = field
