"""Every route that writes: with an unwritable ledger nothing changes, and it says 503.

Each case first succeeds with the ledger intact, so that it cannot fail for another
reason. Cases are found by asking: whatever leaves an entry is one.
"""

import hashlib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from governance.models import Entry
from tests.governance.test_governed_commits import make_ledger_unwritable
from tests.permissions.asking import ask
from tests.permissions.tables import table
from tests.permissions.test_matrix import GRANTED, key
from tests.permissions.world import World, rolled_back

ROWS = table("Who gets which answer")
CASES = [
    (*key(row), next((who for who in row if row[who] in GRANTED), ""))
    for row in ROWS
    if row["method"] == "POST" or "download" in row["route"] or ":file" in row["route"]
]
# They write no entry: a wrong password is nobody's act.
WITHOUT_ENTRY = {("governance:emergency_login", "POST")}
# They lead to the provider, and decide nothing: what comes back leaves the entry, and
# without a ledger nothing (tests/governance/test_signing_off.py).
LEADS_AWAY = {("governance:review_change", "POST")}
# It judges a file that somebody brings, and keeps nothing of it.
JUDGES = {("reports:verify", "POST")}
# The session is Django's; refreshing it is no act of a person.
UNWATCHED = {"django_session"}


@pytest.mark.parametrize(("route", "method"), sorted(LEADS_AWAY), ids=str)
def test_what_only_leads_to_the_provider_changes_nothing(
    route: str, method: str, world: World, folder: Path
) -> None:
    rows, files = _rows(), _files(folder)
    answer = ask(world, route, method, "validator")
    assert answer["Location"].startswith(settings.OIDC_OP_AUTHORIZATION_ENDPOINT)
    assert (_rows(), _files(folder)) == (rows, files)


@pytest.mark.parametrize(("route", "method"), sorted(JUDGES), ids=str)
def test_what_only_judges_changes_nothing(
    route: str, method: str, world: World, folder: Path
) -> None:
    rows, files = _rows(), _files(folder)
    assert ask(world, route, method, "anonymous").status_code == 200
    assert (_rows(), _files(folder)) == (rows, files)


@pytest.mark.parametrize(
    ("route", "method", "who"),
    [case for case in CASES if case[:2] not in LEADS_AWAY | JUDGES],
    ids=str,
)
def test_without_a_ledger_nothing_happens(
    route: str, method: str, who: str, world: World, folder: Path
) -> None:
    if (route, method) in WITHOUT_ENTRY:
        assert who == ""
        return
    with rolled_back():
        before = Entry.objects.count()
        assert str(ask(world, route, method, who).status_code) in GRANTED
        assert Entry.objects.count() == before + 1, "one effect, one entry"
    make_ledger_unwritable()
    rows, files = _rows(), _files(folder)
    answer = ask(world, route, method, who)
    assert answer.status_code == 503
    assert _rows() == rows
    assert _files(folder) == files


def test_reading_leaves_no_entry(world: World) -> None:
    cases = {(route, method) for route, method, _ in CASES}
    for row in ROWS:
        if key(row) not in cases and row["builder"] == "200":
            before = Entry.objects.count()
            ask(world, *key(row), "builder")
            assert Entry.objects.count() == before, f"{key(row)} wrote an entry"


def _rows() -> dict[str, str]:
    """A digest of each table."""
    digests = {}
    for model in apps.get_models(include_auto_created=True):
        name = model._meta.db_table  # noqa: SLF001 - Django's documented name
        if name not in UNWATCHED:
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - our own names
                rows = sorted(map(repr, cursor.fetchall()))
            digests[name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return digests


def _files(folder: Path) -> set[tuple[str, int]]:
    """Every file that is there."""
    return {
        (str(path), path.stat().st_size) for path in folder.rglob("*") if path.is_file()
    }
