"""The commands of one run, and what the steps before them remember."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.supervisor import databases, keys, ports
from config.supervisor.children import Command
from config.supervisor.guard import Guard
from config.supervisor.place import Place
from config.supervisor.plan import FOR_WITNESS, Plan, environment_for
from config.supervisor.prepare import Done
from tests.supervisor.conftest import four_free_ports


class Marked(Guard):
    """Only the mark and the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.mark = folder, "mark"


@pytest.fixture
def plan(tmp_path: Path) -> Iterator[Plan]:
    yield from planned(tmp_path, {})


def planned(folder: Path, variables: dict[str, str]) -> Iterator[Plan]:
    environ = {
        "PORT": str(four_free_ports()),
        "DATA_DIR": str(folder),
        "HALLMARK_RUN": "of somebody else",
        **variables,
    }
    place = Place.from_environment(environ)
    sockets = ports.open_all(place.host, place.port)
    files = keys.ensure(place.secrets)
    keys.ensure_ledger(place)
    told = environment_for(place, environ, Marked(folder), files)
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
        assert [c.name for c in plan.first()] == ["web", "gateway", "witness"]


ROLES = {
    "DATABASE_URL": "postgresql://app@db/hallmark",
    "MIGRATE_DATABASE_URL": "postgresql://owner@db/hallmark",
    "SEQUENCER_DATABASE_URL_FILE": "/run/secrets/sequencer",
    "LEDGER_KEY": "the key",
}


def databases_of(command: Command) -> dict[str, str]:
    told = command.environment.items()
    return {name: value for name, value in told if "DATABASE" in name}


def test_each_process_is_told_one_database_its_own(tmp_path: Path) -> None:
    for plan in planned(tmp_path, ROLES):
        for command in (*plan.first(), plan.worker(), plan.manage("x", name="seed")):
            assert databases_of(command) == {"DATABASE_URL": ROLES["DATABASE_URL"]}
        for name in ("migrate", "roles"):
            owner = {"DATABASE_URL": ROLES["MIGRATE_DATABASE_URL"]}
            assert databases_of(plan.manage(name, name=name)) == owner
        file = {"DATABASE_URL_FILE": "/run/secrets/sequencer"}
        assert databases_of(plan.sequencer()) == file


def test_without_databases_of_their_own_all_share_one(tmp_path: Path) -> None:
    shared = {"DATABASE_URL_FILE": "/run/secrets/database", "MIGRATE_DATABASE_URL": ""}
    for plan in planned(tmp_path, shared):
        assert not databases.has_owner(plan.environment)
        for command in (plan.web(), plan.sequencer(), plan.manage("x", name="migrate")):
            told = {"DATABASE_URL_FILE": "/run/secrets/database"}
            assert databases_of(command) == told


def test_only_the_sequencer_is_told_the_ledgers_key(tmp_path: Path) -> None:
    for given in ({"LEDGER_KEY": "the key"}, {"LEDGER_KEY_FILE": "/run/secrets/key"}):
        for plan in planned(tmp_path, given):
            steps = [plan.manage("x", name=name) for name in ("migrate", "seed")]
            told = [*plan.first(), *plan.second(), *steps]
            knows = [c.name for c in told if set(given) & set(c.environment)]
            assert knows == ["sequencer"]


def test_only_the_worker_is_told_the_key_that_seals_reports(tmp_path: Path) -> None:
    for given in ({"REPORT_KEY": "the key"}, {"REPORT_KEY_FILE": "/run/secrets/key"}):
        for plan in planned(tmp_path, given):
            knows = [c.name for c in all_of(plan) if set(given) & set(c.environment)]
            assert knows == ["worker"]


def test_the_demos_sealing_key_goes_to_the_worker(plan: Plan) -> None:
    for command in all_of(plan):
        names = {name for name in command.environment if "REPORT_KEY" in name}
        assert names == ({"REPORT_KEY_FILE"} if command.name == "worker" else set())


def all_of(plan: Plan) -> list[Command]:
    steps = [plan.manage("x", name=name) for name in ("migrate", "roles", "seed")]
    return [*plan.first(), *plan.second(), *steps]


def test_the_demos_key_goes_to_the_sequencer_and_the_witness_has_its_own(
    plan: Plan,
) -> None:
    for command in all_of(plan):
        told = [*command.arguments, *command.environment.values()]
        is_told = (
            str(plan.place.ledger_key) in told,
            str(plan.place.witness_key) in told,
        )
        assert is_told == (command.name == "sequencer", command.name == "witness")
        names = {name for name in command.environment if "LEDGER_KEY" in name}
        assert names == ({"LEDGER_KEY_FILE"} if is_told[0] else set())


def test_the_witness_shares_nothing_with_those_who_write(plan: Plan) -> None:
    witness = plan.witness()
    assert set(witness.environment) == set(FOR_WITNESS)
    assert witness.sockets == [plan.sockets[3].fileno()]


def test_everybody_may_know_the_witness(plan: Plan) -> None:
    vkey = plan.place.witness_vkey.read_text().strip()
    for command in (plan.web(), plan.sequencer()):
        told = f"{vkey} http://127.0.0.1:{plan.place.port + 3}"
        assert command.environment["LEDGER_WITNESSES"] == told


def test_an_operators_witnesses_are_asked_instead_of_ours(tmp_path: Path) -> None:
    for plan in planned(tmp_path, {"LEDGER_WITNESSES": "theirs"}):
        assert "witness" not in [command.name for command in plan.first()]
        assert plan.sequencer().environment["LEDGER_WITNESSES"] == "theirs"


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
