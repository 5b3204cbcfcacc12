"""Writes docs/audit-scope.md: what is recorded, observed on the product itself.

Each request of the permission matrix that may leave an entry is made by the first
person to whom it is granted and by one who sees the thing and may not, and taken back.
Nothing of the first table is typed.
"""

import re
from collections.abc import Iterator

from governance.actions import RULES, Action, Needs
from governance.models import Entry
from governance.rights import Right, roles_with
from tests.architecture.sources import ROOT, modules
from tests.conftest import PEOPLE
from tests.permissions.asking import ask
from tests.permissions.tables import Row, table
from tests.permissions.world import World, rolled_back

PAGE = ROOT / "docs" / "audit-scope.md"
AGAIN = (
    "AUDIT_SCOPE=write var/venv/bin/python -m pytest "
    "tests/architecture/test_audit_scope.py"
)
GRANTED, REFUSED = {"200", "201", "202", "204", "302"}, "403"
Asked = tuple[str, str]
Left = tuple[Action, ...]
Observed = dict[Asked, tuple[Left, Left]]  # by who may, by who sees it and may not

# Who leaves the entries that no request of the matrix leaves. A test demands that
# these are exactly the actions that were not observed.
BESIDE: dict[Action, str] = {
    Action.PERSON_PROVISIONED: "the first login of a person, by the provider's answer",
    Action.PERSON_UPDATED: "a login that changes name, address or groups",
    Action.EMERGENCY_ADMIN_CREATED: "`manage.py create_emergency_admin`",
    Action.SESSION_OPENED: "a login, by the provider or as the emergency admin",
    Action.SITE_ROLE_GRANTED: "code run on the server, as the demo's seed",
    Action.SITE_ROLE_REVOKED: "code run on the server",
    Action.ACCESS_APPROVED: "the decision on a request, as `approved`",
    Action.ACCESS_REDUCED: "the decision on a request, as `reduced`",
    Action.REVIEW_REDUCED: "the review of a grant, as `reduced`",
    Action.REVIEW_REMOVED: "the review of a grant, as `removed`",
    Action.REVIEW_LAPSED: "the job that ends what nobody reviewed in time",
    Action.REVIEW_FLAGGED: "the same job, for the last owner or admin",
    Action.CHANGE_APPROVED: "the way back from the provider, where it was signed",
    Action.CHANGE_SENT_BACK: "the way back from the provider, where it was signed",
    Action.CHANGE_REJECTED: "the way back from the provider, where it was signed",
    Action.RELEASE_HEALTHY: "the job of a release",
    Action.RELEASE_FAILED: "the job of a release",
    Action.REPORT_BUILT: "the job of a report",
    Action.REPORT_FAILED: "the job of a report",
    Action.REPORT_JOINED: "a request for a report that is being built already",
    Action.REPORT_FILES_REMOVED: "the job that removes files after their retention",
    Action.SCHEDULE_STOPPED: "the job of a schedule whose maker lost the right",
    Action.REPORT_KEY_CHANGED: "the first report that is sealed, and "
    "`manage.py rotate_report_key`",
    Action.JOB_FAILED: "the worker that gives a job up",
    Action.LEDGER_KEY_CHANGED: "the first start of the sequencer, and "
    "`manage.py rotate_ledger_key`",
    Action.LEDGER_HEARTBEAT: "the sequencer, when nothing happened for "
    "`LEDGER_HEARTBEAT` seconds",
}


def cases() -> list[tuple[Asked, Row]]:
    """Requests that may leave an entry: every POST, and files that are handed out."""
    return [
        ((row["route"].strip("`"), row["method"]), row)
        for row in table("Who gets which answer")
        if row["method"] == "POST"
        or "download" in row["route"]
        or ":file" in row["route"]
    ]


def observed(world: World) -> Observed:
    """The actions that each of them leaves in the ledger, granted and refused."""
    found: Observed = {}
    for asked, row in cases():
        may = next(iter(granted(row)), "builder")
        refused = next((who for who in row if row[who] == REFUSED), "")
        found[asked] = _left_by(world, asked, may), _left_by(world, asked, refused)
    return found


def _left_by(world: World, asked: Asked, person: str) -> Left:
    if not person:
        return ()
    with rolled_back():
        last = Entry.objects.latest("pk").pk
        ask(world, *asked, person)
        codes = Entry.objects.filter(pk__gt=last).order_by("pk")
        return tuple(map(Action, codes.values_list("action", flat=True)))


def granted(row: Row) -> list[str]:
    """The people to whom the page of the access model promises it."""
    return [who for who in PEOPLE if row[who] in GRANTED]


def page(found: Observed) -> str:
    """The whole page."""
    return "\n".join([*HEAD, *_routes(found), *ACTIONS, *_actions(), *_rest(found)])


HEAD = f"""\
# What is recorded, and what is not
Generated: `tests/architecture/audit_scope.py` makes every request of the permission
matrix that may write, as somebody to whom it is granted, and reads the entries it
leaves. A test compares this page with what it finds. To write it again:
```sh
{AGAIN}
```

## Requests
One effect leaves one entry. The people are those of the
[access model](access-model.md): *builder* is an Owner who may create projects,
*officer* a Compliance officer, *business* a Viewer. The last column is what stays of
the same step when somebody who sees the thing tries it without the right: one entry a
minute for the same person, action and thing, with a count. With an unwritable ledger
each of these changes nothing and answers 503
(`tests/permissions/test_audit_or_nothing.py::test_without_a_ledger_nothing_happens`).
| request | granted to | leaves | refused, leaves |
|---|---|---|---|""".splitlines()

ACTIONS = """
## Actions
The catalogue is closed: an action that is not here cannot be recorded, and codes are
never renamed. Where a reason is demanded, the operation refuses to act without one, and
so does the database for an entry without its digest.
| action | what the entry says | needs | reason | written in |
|---|---|---|---|---|""".splitlines()


def _routes(found: Observed) -> Iterator[str]:
    for asked, row in cases():
        route, method = asked
        done, refused = map(_codes, found[asked])
        yield f"| `{method} {route}` | {_people(granted(row))} | {done} | {refused} |"


def _codes(left: Left) -> str:
    return ", ".join(f"`{action}`" for action in left)


def _people(people: list[str]) -> str:
    if "outsider" in people:
        return "everybody who is logged in"
    return ", ".join(people) or "nobody here"


def _actions() -> Iterator[str]:
    places = written_in()
    for action in Action:
        rule = RULES[action]
        reason = "yes" if rule.reason_required else ""
        where = ", ".join(f"`{name}`" for name in places[action])
        cells = (f"`{action}`", rule.sentence, _needed(rule.needs), reason, where)
        yield f"| {' | '.join(cells)} |"


def _needed(needs: Right | Needs) -> str:
    if isinstance(needs, Needs):
        return needs.value
    return f"`{needs.value}`: {', '.join(role.label for role in roles_with(needs))}"


def written_in() -> dict[Action, list[str]]:
    """The operations that record each action, found by its name in the sources."""
    writers = ("/operations/", "governance/recording.py", "governance/jobs.py")
    places: dict[Action, list[str]] = {action: [] for action in Action}
    for name, _ in modules():
        if any(part in name for part in writers):
            lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
            for action in Action:
                if any(_records(line, action) for line in lines):
                    places[action].append(name)
    return places


def _records(line: str, action: Action) -> bool:
    """Not those that only look at an action: `x != Action.COMMENT_ADDED`."""
    is_named = re.search(rf"\bAction\.{action.name}\b", line) is not None
    return is_named and "==" not in line and "!=" not in line


def _rest(found: Observed) -> Iterator[str]:
    yield "\n## Entries that no request leaves at once\n| action | left by |\n|---|---|"
    yield from (f"| `{action}` | {words} |" for action, words in BESIDE.items())
    files = [
        f"`{route}`"
        for (route, method), left in found.items()
        if any(left) and method == "GET"
    ]
    yield REST.format(files=", ".join(files))


REST = """
## What is not recorded
- **Reading.** Pages, lists, search, the API's GETs, the public tiles, the proof and the
  body of a single entry leave no entry. A test asks each of them and counts
  (`tests/permissions/test_audit_or_nothing.py::test_reading_leaves_no_entry`).
  Exceptions, because a file leaves the house: {files},
  and the exports of the ledger above.
- **The last use of a token.** `AccessToken.last_used_at` moves on at most once a minute
  without an entry: it changes no right, and one for each use would bury the others.
- **Predictions.** The gateway writes them into its own log, not into the ledger.
- **Strangers.** Wrong passwords, bad tokens and requests of people who are not logged
  in: otherwise anybody could fill a log that cannot be emptied.
- **Refused pages, and what one may not see.** A page that is refused (403) leaves no
  entry, only a refused step does. Somebody who does not see a thing is answered 404,
  and nothing says that they asked.
- **What never goes through Hallmark**: changes in the database by its owner leave no
  entry. `manage.py verify_ledger` shows edits of the ledger itself, the page of a
  version shows edits of a version; see the [threat model](threat-model.md)."""
