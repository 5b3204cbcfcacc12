"""HOST, PORT and DATA_DIR are checked before anything starts."""

import socket
import stat
from pathlib import Path

import pytest

from config.supervisor import keys, lock, ports
from config.supervisor.errors import StartError
from config.supervisor.place import Place
from tests.supervisor.conftest import three_free_ports

EVERYWHERE = "0.0.0.0"  # noqa: S104 - to be refused


@pytest.mark.parametrize("port", ["0", "-1", "80x", "65534", "99999", "8_000", "1e3"])
def test_a_bad_port_is_refused_by_name(port: str) -> None:
    with pytest.raises(StartError, match="PORT must be a number from 1 to 65533"):
        Place.from_environment({"PORT": port})


def test_empty_variables_mean_the_defaults() -> None:
    place = Place.from_environment({"PORT": "", "HOST": "", "DATA_DIR": ""})
    assert place.url == "http://127.0.0.1:8000"
    assert place.data.name == "var"


@pytest.mark.parametrize("host", [EVERYWHERE, "::", "192.0.2.1", "example.org"])
def test_the_demo_stays_off_the_network_unless_asked(host: str) -> None:
    with pytest.raises(StartError, match="DEMO_ON_NETWORK=yes"):
        Place.from_environment({"HOST": host})
    for refused in ("1", "no", "YES"):
        with pytest.raises(StartError):
            Place.from_environment({"HOST": host, "DEMO_ON_NETWORK": refused})
    place = Place.from_environment({"HOST": host, "DEMO_ON_NETWORK": "yes"})
    assert place.has_demo_provider


def test_an_own_sign_in_provider_replaces_the_demo() -> None:
    place = Place.from_environment({"HOST": EVERYWHERE, "OIDC_ISSUER": "https://login"})
    assert not place.has_demo_provider


def test_all_three_ports_open_or_none() -> None:
    port = three_free_ports()
    with socket.create_server(("127.0.0.1", port + 2)):
        with pytest.raises(StartError, match=rf"Port {port + 2} \(scoring gateway\)"):
            ports.open_all("127.0.0.1", port)
        for opened in ports.open_all("127.0.0.1", three_free_ports()):
            opened.close()
    for opened in ports.open_all("127.0.0.1", port):
        opened.close()


def test_a_foreign_address_is_named() -> None:
    with pytest.raises(StartError, match=r"HOST=192\.0\.2\.1 cannot be listened on"):
        ports.open_all("192.0.2.1", 8000)


def test_the_lock_names_its_holder(tmp_path: Path) -> None:
    path = tmp_path / "run" / "supervisor.lock"
    first = lock.hold(path, "http://127.0.0.1:1")
    with pytest.raises(StartError, match=r"process \d+, http://127\.0\.0\.1:1"):
        lock.hold(path, "http://127.0.0.1:2")
    first.close()
    lock.hold(path, "http://127.0.0.1:2").close()


def test_secrets_are_made_once_and_are_the_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    first = {name: file.read_text() for name, file in keys.ensure(folder).items()}
    again = {name: file.read_text() for name, file in keys.ensure(folder).items()}
    assert first == again
    assert len(set(first.values())) == 2
    assert all(len(value) >= 50 for value in first.values())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for file in folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
