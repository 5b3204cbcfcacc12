"""What stops a start."""


class StartError(Exception):
    """The product cannot start; the message says why and what to do."""
