"""What a model file may cost while it is read."""

import resource
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Ceilings of the child process."""

    seconds: int = 60
    memory_bytes: int = 3 * 2**30
    written_bytes: int = 16 * 2**20
    open_files: int = 128
    unpacked_bytes: int = 2**30


LIMITS = Limits()


def apply(limits: Limits) -> None:
    """Set the ceilings on this process; the system enforces them from here on."""
    for kind, ceiling in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_FSIZE, limits.written_bytes),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_CORE, 0),
    ):
        _lower(kind, ceiling)


def _lower(kind: int, ceiling: int) -> None:
    hard = resource.getrlimit(kind)[1]
    if hard != resource.RLIM_INFINITY:
        ceiling = min(ceiling, hard)
    resource.setrlimit(kind, (ceiling, ceiling))
