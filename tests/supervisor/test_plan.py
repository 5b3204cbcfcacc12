"""The commands of one run, and what the steps before them remember."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.supervisor import keys, ports
from config.supervisor.guard import Guard
from config.supervisor.place import Place
from config.supervisor.plan import Plan, environment_for
from config.supervisor.prepare import Done
from tests.supervisor.conftest import three_free_ports


class Marked(Guard):
    """Only the mark and the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.mark = folder, "mark"


@pytest.fixture
def plan(tmp_path: Path) -> Iterator[Plan]:
    yield from planned(tmp_path, {})


def planned(folder: Path, variables: dict[str, str]) -> Iterator[Plan]:
    environ = {
        "PORT": str(three_free_ports()),
        "DATA_DIR": str(folder),
        "HALLMARK_RUN": "of somebody else",
        **variables,
    }
    place = Place.from_environment(environ)
    sockets = ports.open_all(place.host, place.port)
    told = environment_for(place, environ, Marked(folder), keys.ensure(place.secrets))
    yield Plan(place, told, sockets)
    for listener in sockets:
        listener.close()


def test_no_secret_stands_on_a_command_line_or_in_the_environment(plan: Plan) -> None:
    secrets = [file.read_text() for file in plan.place.secrets.iterdir()]
    for command in [*plan.first(), *plan.second()]:
        told = [*command.arguments, *command.environment.values()]
        assert not any(secret in word for secret in secrets for word in told)
        assert command.environment["HALLMARK_RUN"] == "mark"


def test_an_operators_own_secret_is_kept(tmp_path: Path) -> None:
    for plan in planned(tmp_path, {"SECRET_KEY": "mine"}):
        environment = plan.web().environment
        assert environment["SECRET_KEY"] == "mine"
        assert "SECRET_KEY_FILE" not in environment
        assert "OIDC_CLIENT_SECRET_FILE" in environment


def test_web_and_gateway_inherit_their_sockets(plan: Plan) -> None:
    web, gateway = plan.web(), plan.gateway()
    assert web.sockets == [plan.sockets[0].fileno()]
    assert gateway.sockets == [plan.sockets[2].fileno()]
    assert not plan.sockets[0].get_inheritable()


def test_an_own_sign_in_provider_takes_the_demos_place(tmp_path: Path) -> None:
    for plan in planned(tmp_path, {"OIDC_ISSUER": "https://login.example"}):
        assert [c.name for c in plan.first()] == ["web", "gateway"]


def database(folder: Path, name: str = "0001_initial", at: str = "2026-01-01") -> Path:
    """A database that says which migrations it has."""
    file = folder / "db.sqlite3"
    with sqlite3.connect(file) as connection:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS django_migrations (app, name, applied)"
        )
        row = ("registry", name, at)
        connection.execute("INSERT INTO django_migrations VALUES (?, ?, ?)", row)
    connection.close()
    return file


def test_what_was_done_is_remembered_until_the_database_changes(tmp_path: Path) -> None:
    done = Done(Place.from_environment({"DATA_DIR": str(tmp_path)}), {})
    assert not done.is_migrated()
    assert not done.is_seeded()
    file = database(tmp_path)
    done.migrated()
    done.seeded()
    assert done.is_migrated()
    assert done.is_seeded()
    database(tmp_path, name="0002_more", at="2026-01-02")
    assert not done.is_migrated()
    assert done.is_seeded()
    file.unlink()
    assert not done.is_seeded()
    database(tmp_path, at="2026-02-02")
    assert not done.is_seeded()


def test_a_torn_memory_and_a_servers_database_are_asked_again(tmp_path: Path) -> None:
    place = Place.from_environment({"DATA_DIR": str(tmp_path)})
    database(tmp_path)
    done = Done(place, {})
    done.migrated()
    done.path.write_text("{")
    assert not done.is_migrated()
    server = Done(place, {"DATABASE_URL": "postgresql://somewhere/db"})
    server.migrated()
    assert not server.is_migrated()
