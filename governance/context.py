"""Where an action comes from: set by the middleware, a job or a command."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from uuid import UUID

from governance.identifiers import uuid7


@dataclass(frozen=True, slots=True)
class Limits:
    """What a token leaves of its account's rights; `governance.limits` asks.

    project: the only one that it reaches, None for all. rights: the codes of the only
    rights that it has, empty for all.
    """

    account: UUID
    project: UUID | None
    rights: frozenset[str]


@dataclass(frozen=True, slots=True)
class Origin:
    """One request, job or command.

    source: web, api, job or command. auth: how the actor proved who they are: oidc,
    token, emergency, system, or seed (demo content made in a person's name). limits:
    those of a token that is narrowed.
    """

    source: str = "command"
    auth: str = "system"
    request_id: UUID = field(default_factory=uuid7)
    limits: Limits | None = None


_current: ContextVar[Origin | None] = ContextVar("origin", default=None)


def current() -> Origin | None:
    """The origin somebody set, if anybody did."""
    return _current.get()


def origin() -> Origin:
    """The origin of what runs now; a fresh command when nobody set one."""
    return _current.get() or Origin()


@contextmanager
def acting_from(here: Origin) -> Iterator[Origin]:
    """Everything inside comes from `here`."""
    token = _current.set(here)
    try:
        yield here
    finally:
        _current.reset(token)


def authenticated_by(auth: str, limits: Limits | None = None) -> None:
    """Note how the actor of the request proved who they are, once that is known."""
    _current.set(replace(origin(), auth=auth, limits=limits))
