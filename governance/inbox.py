"""What waits for somebody, what they asked for, and what happened that concerns them.

Every part of the product tells what waits through a provider, registered in
AppConfig.ready. A provider costs a constant number of queries, asks for rights itself
and returns at most MOST lines. Nothing is stored or cached: what is done, and what
somebody lost the right to, is gone from the inbox by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from governance import access, history
from governance.history import EventLine
from governance.models import Entry, Notice, User

MOST = 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for a person: `action` is the verb on its button.

    `why` is what somebody wrote, `note` what the product says of it; `kind` is the word
    of its badge, such as "Approval"; `due` is when it is late.
    """

    what: str
    why: str
    url: str
    action: str
    since: datetime
    kind: str
    due: datetime | None = None
    note: str = ""

    @property
    def is_late(self) -> bool:
        """Whether its day is over."""
        return self.due is not None and self.due <= timezone.now()


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that the person asked others for, and how it stands."""

    what: str
    why: str
    url: str
    state: str
    since: datetime
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Told:
    """A notice, read or not, with its entry."""

    notice: Notice
    line: EventLine


Provider = Callable[[User], list[Waiting]]
AskedProvider = Callable[[User], list[Asked]]
_PROVIDERS: list[Provider] = []
_ASKED: list[AskedProvider] = []


def register(provider: Provider) -> None:
    """Tell what waits for somebody; once."""
    if provider not in _PROVIDERS:
        _PROVIDERS.append(provider)


def register_asked(provider: AskedProvider) -> None:
    """Tell what somebody asked others for; once."""
    if provider not in _ASKED:
        _ASKED.append(provider)


def waiting(actor: User) -> list[Waiting]:
    """What waits for the actor: what is due first, then what waits longest."""
    found = [line for provider in _PROVIDERS for line in provider(actor)[:MOST]]
    return sorted(found, key=lambda line: (line.due or line.since, line.since))


def asked(actor: User) -> list[Asked]:
    """What the actor asked for: open first, newest first."""
    found = [line for provider in _ASKED for line in provider(actor)[:MOST]]
    return sorted(found, key=lambda line: (not line.is_open, -line.since.timestamp()))


def notices(actor: User) -> QuerySet[Notice]:
    """The actor's notices of projects that they still see, and answers to them."""
    mine = Notice.objects.filter(person=actor)
    seen = access.visible(mine.filter(is_answer=False), actor, field="project_id")
    return (seen | mine.filter(is_answer=True)).order_by("-created_at", "-pk")


def told(actor: User, limit: int = MOST) -> list[Told]:
    """The newest notices with their entries, in a constant number of queries."""
    found = list(notices(actor)[:limit])
    wanted = Entry.objects.filter(uuid__in=[row.entry_uuid for row in found])
    lines = {line.uuid: line for line in history.tell(wanted.select_related("leaf"))}
    pairs = [
        Told(row, lines[row.entry_uuid]) for row in found if row.entry_uuid in lines
    ]
    # Rows that were written in one batch have no order of their own.
    return sorted(pairs, key=lambda told: told.line.number or 0, reverse=True)


def unread(actor: User) -> int:
    """How many notices the actor has not read."""
    return notices(actor).filter(read_at=None).count()


def count(actor: User) -> int:
    """How many things wait or are unread: the number in the side panel."""
    return len(waiting(actor)) + unread(actor)
