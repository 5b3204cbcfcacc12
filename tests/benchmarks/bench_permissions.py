"""What a list and a decision cost in the database with 100,000 projects.

SQLite in a file of its own, or PostgreSQL when DATABASE_URL names one: a database of
its own is made there and dropped again. `--projects N`. Each figure is the best of nine
runs, in the database alone, and the number of statements.
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

ROUNDS = 9
PAGE = 26
PEOPLE = 100
REACH = {"few": 10, "some": 1_000, "many": 21_000, "all": 100_000}


def main() -> None:
    """Fill, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--projects", type=int, default=100_000)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.testing")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        measure(options.projects)


def measure(projects: int) -> None:
    """One database, made and dropped by Django as for its tests."""
    import django  # noqa: PLC0415 - the folder must be set first

    django.setup()
    from django.db import connection  # noqa: PLC0415

    before = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"bench_permissions_{os.getpid()}"
    if connection.vendor == "sqlite":
        place = f"{os.environ['DATA_DIR']}/bench.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = place
    connection.creation.create_test_db(verbosity=0, serialize=False)
    try:
        began = time.perf_counter()
        people = fill(projects)
        print(
            f"{connection.vendor}: {projects:,} projects filled in "
            f"{time.perf_counter() - began:.0f} s; load {os.getloadavg()[0]:.2f}"
        )
        for figure in figures(people):
            print(json.dumps(figure))
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


def fill(count: int) -> dict[str, Any]:
    """Projects with five grants each, a hundred people in ten groups, and REACH."""
    from django.contrib.auth.models import Group  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from governance.models import Grant, User  # noqa: PLC0415
    from registry.models import Project  # noqa: PLC0415

    names = [*(f"person {number}" for number in range(PEOPLE)), *REACH, "by group"]
    people = {name: User.objects.create(username=name) for name in names}
    everybody = [people[f"person {number}"] for number in range(PEOPLE)]
    groups = [Group.objects.create(name=f"group {number}") for number in range(10)]
    for number, person in enumerate(everybody):
        person.groups.add(groups[number % 10])
    people["by group"].groups.add(groups[0])
    owner, now = everybody[0], timezone.now() - timedelta(days=1)
    keys = [
        UUID(int=(0x0199 << 112) + (7 << 76) + (2 << 62) + at) for at in range(count)
    ]
    rows = (
        Project(pk=key, name=f"rig {at}", owner=owner) for at, key in enumerate(keys)
    )
    in_batches(Project, rows)

    def grant(key: UUID, role: str, **holder: Any) -> Grant:
        return Grant(scope=key, role=role, granted_by=owner, valid_from=now, **holder)

    def grants() -> Iterator[Grant]:
        for at, key in enumerate(keys):
            for place in range(4):
                yield grant(key, "viewer", user=everybody[(at * 7 + place) % PEOPLE])
            yield grant(key, "viewer", group=groups[(at * 3) % 10])
        for name, reach in REACH.items():
            step = max(1, count // reach)
            for key in keys[::step][:reach]:
                yield grant(key, "engineer", user=people[name])

    in_batches(Grant, grants())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    people["oldest only"] = User.objects.create(username="oldest only")
    oldest = (grant(key, "engineer", user=people["oldest only"]) for key in keys[:6000])
    in_batches(Grant, oldest)
    people["nobody"] = User.objects.create(username="nobody")
    people["auditor"] = User.objects.create(username="auditor")
    site = UUID(int=0)
    in_batches(Grant, iter([grant(site, "auditor", user=people["auditor"])]))
    return people


def in_batches(model: Any, rows: Iterator[Any]) -> None:
    """Rows past all operations, two thousand at a time."""
    from itertools import islice  # noqa: PLC0415

    while batch := list(islice(rows, 2000)):
        model.objects.bulk_create(batch)


def figures(people: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What each kind of person waits for."""
    from governance import access  # noqa: PLC0415
    from governance.models import User  # noqa: PLC0415
    from governance.rights import Right  # noqa: PLC0415
    from registry.models import Project  # noqa: PLC0415

    last = Project.objects.order_by("pk").last()
    assert last is not None
    for name in (*REACH, "oldest only", "by group", "nobody", "auditor"):
        person = User.objects.get(pk=people[name].pk)
        yield figure(name, "page of 26", partial(_page, person))
        yield figure(name, "list page", partial(_list_page, person))
        yield figure(name, "may", partial(access.may, person, Right.VIEW, last.pk))


def _page(person: Any) -> list[Any]:
    from registry.models import Project  # noqa: PLC0415

    return list(Project.objects.visible_to(person).order_by("-pk")[:PAGE])


def _list_page(person: Any) -> Any:
    from registry import queries  # noqa: PLC0415

    return queries.page_of(queries.projects(person), None, PAGE - 1)


def figure(name: str, what: str, ask: Callable[[], Any]) -> dict[str, Any]:
    """The best of nine: milliseconds in the database, in all, and statements."""
    from django.db import connection  # noqa: PLC0415

    best, whole, statements = 1e9, 1e9, 0

    for _ in range(ROUNDS):
        spent: list[float] = []

        def timed(execute: Any, *about: Any, spent: list[float] = spent) -> Any:
            began = time.perf_counter()
            try:
                return execute(*about)
            finally:
                spent.append(time.perf_counter() - began)

        began = time.perf_counter()
        with connection.execute_wrapper(timed):
            ask()
        whole = min(whole, time.perf_counter() - began)
        best, statements = min(best, sum(spent)), len(spent)
    return {
        "who": name,
        "what": what,
        "database_ms": round(best * 1000, 2),
        "all_ms": round(whole * 1000, 2),
        "statements": statements,
    }


if __name__ == "__main__":
    main()
