"""May somebody do something here, now or at a past moment, and by which entry?

Answered from the entries (`access_history`), then held against the rows of grants. Both
must agree; where they do not, the answer says so first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import Group
from django.db.models import Q
from django.utils import timezone

from governance import access, access_history, log
from governance.access_history import Cited, Replay, Told
from governance.exceptions import InvalidInput
from governance.grant_facts import holder_key
from governance.models import Checkpoint, Custody, Entry, Grant, Leaf, User
from governance.rights import PEOPLE_ONLY, Right, roles_with
from governance.subjects import SITE_ID

# An entry's id is made when its step begins, its number when it is committed.
LONGEST_STEP = timedelta(minutes=1)
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Way:
    """One grant that allows it, and how it reaches the person."""

    grant: Told
    group: str  # its name, empty for a grant of the person's own
    joined: Cited | None  # the login that brought the person into the group

    @property
    def on_site(self) -> bool:
        return self.grant.scope == SITE_ID


@dataclass(frozen=True, slots=True)
class Range:
    """The complete range of entries that the answer is about: numbers 0 to size - 1."""

    size: int
    checkpoint: Checkpoint | None
    waiting: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What the entries say, what they rest on, and where the rows say otherwise."""

    person: User
    right: Right
    at: datetime
    is_now: bool
    allowed: bool
    ways: tuple[Way, ...]
    closed: Cited | None
    known: bool  # whether the account was there at that moment
    read: int
    range: Range
    silent: tuple[Cited, ...]
    faults: tuple[str, ...]
    behind: "Answer | None" = None  # of a service account: about who answers for it

    @property
    def cited(self) -> list[Cited]:
        """Every entry that the answer names."""
        found = [way.grant.given for way in self.ways]
        found += [way.joined for way in self.ways if way.joined]
        return [*found, *([self.closed] if self.closed else []), *self.silent]


def answer(
    scope: UUID, person: User, right: Right, at: datetime | None = None
) -> Answer:
    """The answer for a moment, now unless one is given; the same number of queries.

    About a service account also the one about its owner of that moment: both must may.
    """
    now = timezone.now()
    moment = _checked(at, now)
    found = access_history.replay(access_history.entries_about(scope, person, moment))
    groups = {f"group:{group.pk}": group.name for group in Group.objects.all()}
    ways = tuple(_ways(found, person, right, groups, moment))
    owner = _owner(person, moment)
    behind = answer(scope, owner, right, at) if owner is not None else None
    allowed = bool(ways) and found.closed is None and found.opened is not None
    if behind is not None:
        allowed = allowed and behind.allowed and right not in PEOPLE_ONLY
    faults = list(behind.faults if behind else ())
    faults += list(_faults(scope, person, found, moment))
    if at is None:
        faults += _present_faults(person, found, right, scope, allowed=allowed)
    return Answer(
        person=person,
        right=right,
        at=moment,
        is_now=at is None,
        allowed=allowed,
        ways=ways,
        closed=found.closed,
        known=found.opened is not None,
        read=found.read,
        range=_range(found, moment, is_now=at is None),
        silent=tuple(found.silent),
        faults=tuple(faults),
        behind=behind,
    )


def _owner(account: User, at: datetime) -> User | None:
    """Who answered for a service account at that moment; None for people."""
    if not account.is_service:
        return None
    rows = Custody.objects.filter(account=account, since__lte=at).order_by("-since")
    found = rows.select_related("owner").first()
    return found.owner if found else account.owner


def _checked(at: datetime | None, now: datetime) -> datetime:
    if at is None:
        return now
    if not EARLIEST <= at <= now:
        raise InvalidInput("at", "Choose a moment that is over.")
    return at


def _ways(
    found: Replay, person: User, right: Right, names: dict[str, str], at: datetime
) -> Iterator[Way]:
    roles = roles_with(right)
    for grant in found.grants.values():
        if grant.role not in roles or not grant.in_force(at):
            continue
        if grant.holder == f"person:{person.pk}":
            yield Way(grant, "", None)
        elif grant.holder in found.groups:
            name = names.get(grant.holder, grant.holder)
            yield Way(grant, name, found.groups[grant.holder])


def _faults(scope: UUID, person: User, found: Replay, at: datetime) -> Iterator[str]:
    """Where rows and entries tell different stories about that moment."""
    for cited in found.altered:
        yield f"The body of entry {cited.uuid} is unreadable or does not fit its hash."
    reaches = Q(user=person) | Q(group__isnull=False)
    rows = Grant.objects.held_at(at).filter(reaches, scope__in=[scope, SITE_ID])
    by_rows = {(str(row.pk), row.scope, holder_key(row), row.role) for row in rows}
    by_entries = {
        (told.id, told.scope, told.holder, str(told.role))
        for told in found.grants.values()
        if told.in_force(at)
        and (told.holder == f"person:{person.pk}" or told.holder.startswith("group:"))
    }
    for key, _, holder, role in sorted(by_rows - by_entries, key=str):
        yield f"The rows hold grant {key} ({role}, {holder}); no entry gives it."
    for key, _, holder, role in sorted(by_entries - by_rows, key=str):
        yield f"An entry gives grant {key} ({role}, {holder}); the rows lack it."


def _present_faults(
    person: User, found: Replay, right: Right, scope: UUID, *, allowed: bool
) -> Iterator[str]:
    """What can be compared for now only: the account, its groups, the decision."""
    if person.is_active != (found.closed is None and found.opened is not None):
        yield "The entries and the account's row differ on whether it is open."
    groups = {f"group:{key}" for key in person.groups.values_list("pk", flat=True)}
    if groups != set(found.groups):
        yield "The entries and the account's row differ on its groups."
    if access.holds(person, right, scope).allowed != allowed:
        yield "A request made now would be answered otherwise."


def _range(found: Replay, at: datetime, *, is_now: bool) -> Range:
    newest = Leaf.objects.order_by("-seq").values_list("seq", "entry_id").first()
    numbered, last = (newest[0] + 1, newest[1]) if newest else (0, 0)
    size = numbered if is_now else _size_at(at, numbered)
    size = max(size, found.last + 1)
    covering = Checkpoint.objects.filter(size__gte=size).order_by("size").first()
    waiting = Entry.objects.filter(pk__gt=last, ts__lte=at).count()
    return Range(size, covering or log.newest_checkpoint(), waiting)


def _size_at(at: datetime, numbered: int) -> int:
    """How many entries come before the first that began well after the moment."""
    later = UUID(int=int((at + LONGEST_STEP).timestamp() * 1000) << 80)
    first = Entry.objects.filter(uuid__gt=later, leaf__isnull=False).order_by("uuid")
    seq = first.values_list("leaf__seq", flat=True).first()
    return numbered if seq is None else seq
