"""What should happen, said a second time by plain Python that knows no product.

The rights of the roles are those of the page (docs/access-model.md). A step is foretold
as the set of its objections: "denied" (a right is missing, or somebody stands too near)
and "refused" (it cannot be done now). No objection: it happens.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.permissions.tables import table

DENIED, REFUSED = "denied", "refused"
DEPLOY = {"DEV": "deploy.dev", "TEST": "deploy.test", "PROD": "deploy.prod"}


def _rights() -> dict[str, set[str]]:
    rows = table("Roles and rights")
    codes = [row["right"].split("`")[1] for row in rows]
    roles = [name for name in rows[0] if name != "right"]
    return {
        role: {c for c, row in zip(codes, rows, strict=True) if row[role] == "yes"}
        for role in roles
    }


RIGHTS = _rights()
LABELS = {
    "viewer": "Viewer",
    "data_scientist": "Data scientist",
    "validator": "Validator",
    "engineer": "Engineer",
    "officer": "Compliance officer",
    "owner": "Owner",
    "admin": "Admin",
    "auditor": "Auditor",
}


@dataclass
class Access:
    """One grant: to a person or a group, from when, until when."""

    holder: str
    role: str
    begins: datetime
    ends: datetime | None = None
    is_over: bool = False


@dataclass
class Version:
    """Who made it, on which training, out of which older ones."""

    author: str
    training: int
    parents: tuple[int, ...] = ()
    verdict: str = ""
    is_open: bool = False  # a validation of it


@dataclass
class Change:
    """A request to promote, and what was signed on it, oldest first."""

    requester: str
    version: int
    is_new: bool  # on an endpoint that was not there
    revision: int
    expires: datetime
    applies_itself: bool = False
    signed: list[tuple[str, str]] = field(default_factory=list)
    end: str = ""


@dataclass
class Release:
    """One version on an endpoint; state: moving, healthy, replaced or failed."""

    version: int
    requester: str
    change: Change | None = None
    state: str = "moving"
    answered: bool = False
    is_emergency: bool = False
    is_reviewed: bool = False


@dataclass
class Model:
    """Everything that counts, and what may be done with it."""

    now: datetime
    same: dict[str, str]  # who is behind an account
    teams: dict[str, set[str]]
    trainings: list[str]  # who trained, on their own data
    closed: set[str] = field(default_factory=set)
    accesses: list[Access] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    places: dict[str, list[Release]] = field(
        default_factory=lambda: {"DEV": [], "TEST": [], "PROD": []}
    )
    policy: tuple[int, bool] = (1, False)  # approvals, and whether a verdict is needed
    revision: int = 2

    # Rights
    def may(self, person: str, right: str) -> bool:
        return person not in self.closed and any(
            person in self._members(a.holder) and right in RIGHTS[LABELS[a.role]]
            for a in self.accesses
            if self._in_force(a)
        )

    def _members(self, holder: str) -> set[str]:
        return self.teams.get(holder, {holder})

    def _in_force(self, access: Access) -> bool:
        return access.begins <= self.now and self._is_open(access)

    def _is_open(self, access: Access) -> bool:
        past = access.ends is not None and access.ends <= self.now
        return not access.is_over and not past

    def needs(self, person: str, right: str) -> set[str]:
        return set() if self.may(person, right) else {DENIED}

    # Access
    def share(self, who: str, to: str, role: str) -> set[str]:
        taken = any(
            (a.holder, a.role) == (to, role) and self._is_open(a) for a in self.accesses
        )
        wrong = taken or to in self.closed or self._is_own(who, to)
        return self.needs(who, "project.share") | ({REFUSED} if wrong else set())

    def _is_own(self, who: str, holder: str) -> bool:
        return any(self.same[who] == self.same[m] for m in self._members(holder))

    def unshare(self, who: str, access: Access) -> set[str]:
        wrong = not self._is_open(access) or self._is_last_owner(access)
        return self.needs(who, "project.share") | ({REFUSED} if wrong else set())

    def extend(self, who: str, access: Access, until: datetime | None) -> set[str]:
        ends = access.ends
        longer = ends is not None and (until is None or until > ends)
        wrong = (
            until == ends
            or not self._is_open(access)
            or (until is not None and until <= max(self.now, access.begins))
            or (longer and self._is_own(who, access.holder))
            or (until is not None and self._is_last_owner(access))
        )
        return self.needs(who, "project.share") | ({REFUSED} if wrong else set())

    def _is_last_owner(self, access: Access) -> bool:
        others = (
            a
            for a in self.accesses
            if a is not access and a.role == "owner" and a.ends is None
        )
        stay = any(
            self._in_force(a) and self._members(a.holder) - self.closed for a in others
        )
        return access.role == "owner" and not stay

    def close(self, who: str, person: str, *, closing: bool) -> set[str]:
        wrong = who == person or (person in self.closed) is closing
        return self.needs(who, "site.manage_accounts") | ({REFUSED} if wrong else set())

    # Versions
    def builders(self, version: int) -> set[str]:
        """The people (not the accounts) in the lineage."""
        found, fresh = set(), {version}
        while fresh:
            found |= fresh
            fresh = {n for at in fresh for n in self._older(at)} - found
        made = {self.versions[at].author for at in found}
        made |= {self.trainings[self.versions[at].training] for at in found}
        return {self.same[person] for person in made}

    def _older(self, at: int) -> Iterator[int]:
        yield from self.versions[at].parents
        for older in range(at):
            if self.versions[older].training == self.versions[at].training:
                yield older

    def validate(self, who: str, version: int) -> set[str]:
        near = self.same[who] in self.builders(version)
        return self.needs(who, "project.validate") | ({DENIED} if near else set())

    def open_validation(self, who: str, version: int) -> set[str]:
        wrong = self.versions[version].is_open
        return self.validate(who, version) | ({REFUSED} if wrong else set())

    # Changes
    def state(self, change: Change) -> str:
        if change.end:
            return change.end
        if change.revision != self.revision:
            return "void"
        if change.expires <= self.now:
            return "expired"
        counted = self._counted(change)
        if "changes" in counted:
            return "changes wanted"
        return "approved" if counted.count("approve") >= self.policy[0] else "waits"

    def _counted(self, change: Change) -> list[str]:
        """The last word of each person who may still say it."""
        last = {self.same[who]: (who, verdict) for who, verdict in change.signed}
        return [v for who, v in last.values() if not self.bars(who, change)]

    def bars(self, who: str, change: Change) -> bool:
        near = self.builders(change.version) | {self.same[change.requester]}
        return self.same[who] in near or not self.may(who, "change.review")

    def request(self, who: str, version: int, *, applies_itself: bool) -> set[str]:
        is_new = not self.places["PROD"]
        twice = any(
            (c.version, c.is_new) == (version, is_new) and self.is_pending(c)
            for c in self.changes
        )
        wrong = twice or (applies_itself and not self.may(who, "deploy.prod"))
        return self.needs(who, "change.request") | ({REFUSED} if wrong else set())

    def is_pending(self, change: Change) -> bool:
        return self.state(change) in {"waits", "approved", "changes wanted"}

    def review(self, who: str, change: Change) -> set[str]:
        denied = {DENIED} if self.bars(who, change) else set()
        return denied | (set() if self.is_pending(change) else {REFUSED})

    def withdraw(self, who: str, change: Change) -> set[str]:
        own = who == change.requester and who not in self.closed
        return (set() if own else {DENIED}) | ({REFUSED} if change.end else set())

    def unfit(self, change: Change) -> bool:
        enough = self._counted(change).count("approve") >= self.policy[0]
        return (
            change.revision != self.revision
            or not enough
            or self._is_shut(change.version)
        )

    def _is_shut(self, version: int) -> bool:
        return self.policy[1] and self.versions[version].verdict != "accepted"

    # Releases
    def apply(self, who: str, change: Change) -> set[str]:
        taken = change.is_new and bool(self.places["PROD"])
        wrong = taken or self.state(change) != "approved" or self.unfit(change)
        found = self.put_on(who, "PROD", change.version)
        return found | ({REFUSED} if wrong else set())

    def put_on(self, who: str, place: str, version: int, right: str = "") -> set[str]:
        live = self.live(place)
        busy = self.moving(place) is not None
        wrong = busy or (live is not None and live.version == version)
        needed = self.needs(who, right or DEPLOY[place])
        return needed | ({REFUSED} if wrong else set())

    def deploy(self, who: str, place: str, version: int) -> set[str]:
        asks = {REFUSED} if place == "PROD" else set()
        return self.put_on(who, place, version) | asks

    def emergency(self, who: str, version: int) -> set[str]:
        return self.put_on(who, "PROD", version, "deploy.emergency")

    def roll_back(self, who: str, place: str, to: Release) -> set[str]:
        never = set() if to.answered else {REFUSED}
        return self.put_on(who, place, to.version) | never

    def live(self, place: str) -> Release | None:
        return next((r for r in self.places[place] if r.state == "healthy"), None)

    def moving(self, place: str) -> Release | None:
        return next((r for r in self.places[place] if r.state == "moving"), None)

    def comes_up(self, place: str, release: Release) -> bool:
        """Whether nothing ended between the order and the work."""
        void = release.change is not None and self.unfit(release.change)
        return self.may(release.requester, DEPLOY[place]) and not void

    def went(self, place: str, release: Release, *, well: bool) -> None:
        live = self.live(place)
        if well and live is not None:
            live.state = "replaced"
        release.state = "healthy" if well else "failed"
        release.answered = well

    def review_emergency(self, who: str, release: Release) -> set[str]:
        own = self.same[who] == self.same[release.requester]
        denied = self.needs(who, "change.review") | ({DENIED} if own else set())
        return denied | ({REFUSED} if release.is_reviewed else set())

    def publish(self, who: str, policy: tuple[int, bool]) -> set[str]:
        wrong = {REFUSED} if policy == self.policy else set()
        return self.needs(who, "site.publish_policy") | wrong

    def pass_time(self, by: timedelta) -> None:
        self.now += by
