"""HOST, PORT and DATA_DIR are checked before anything starts."""

import socket
import stat
from pathlib import Path

import pytest

from config.supervisor import keys, lock, ports
from config.supervisor.errors import StartError
from config.supervisor.place import Place
from governance.ledger.keys import COSIGNATURE, NOTE, Signer, Verifier, generate_key
from reports.sealing import keys as report_keys
from tests.supervisor.conftest import four_free_ports

EVERYWHERE = "0.0.0.0"  # noqa: S104 - to be refused


@pytest.mark.parametrize("port", ["0", "-1", "80x", "65533", "99999", "8_000", "1e3"])
def test_a_bad_port_is_refused_by_name(port: str) -> None:
    with pytest.raises(StartError, match="PORT must be a number from 1 to 65532"):
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


def test_all_four_ports_open_or_none() -> None:
    port = four_free_ports()
    with socket.create_server(("127.0.0.1", port + 3)):
        with pytest.raises(StartError, match=rf"Port {port + 3} \(witness\) is taken"):
            ports.open_all("127.0.0.1", port)
        for opened in ports.open_all("127.0.0.1", four_free_ports()):
            opened.close()
    for opened in ports.open_all("127.0.0.1", port):
        opened.close()


def test_the_witness_stays_off_the_network() -> None:
    opened = ports.open_all(EVERYWHERE, four_free_ports())
    hosts = [listener.getsockname()[0] for listener in opened]
    for listener in opened:
        listener.close()
    assert hosts == [EVERYWHERE, EVERYWHERE, EVERYWHERE, "127.0.0.1"]


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


def place_of(folder: Path, **variables: str) -> Place:
    return Place.from_environment({"DATA_DIR": str(folder), **variables})


def test_the_ledgers_keys_are_made_once_and_their_public_halves_lie_beside_the_data(
    tmp_path: Path,
) -> None:
    place = place_of(tmp_path)
    keys.ensure(place.secrets)
    keys.ensure_ledger(place)
    made = place.ledger_key.read_text(), place.witness_key.read_text()
    keys.ensure_ledger(place)
    assert (place.ledger_key.read_text(), place.witness_key.read_text()) == made
    log, witness = (Signer.parse(key) for key in made)
    assert (log.kind, witness.kind) == (NOTE, COSIGNATURE)
    assert log.name.startswith("localhost/hallmark-")
    assert place.ledger_vkeys.read_text() == f"{log.verifier.vkey}\n"
    assert place.witness_vkey.read_text() == f"{witness.verifier.vkey}\n"
    assert stat.S_IMODE(place.ledger_key.stat().st_mode) == 0o600


def test_a_rotated_key_is_added_to_the_public_ones(tmp_path: Path) -> None:
    place = place_of(tmp_path)
    keys.ensure(place.secrets)
    keys.ensure_ledger(place)
    first = place.ledger_vkeys.read_text()
    second = generate_key(Verifier.parse(first.strip()).name)
    place.ledger_key.write_text(second.skey)
    keys.ensure_ledger(place)
    assert place.ledger_vkeys.read_text() == f"{first}{second.verifier.vkey}\n"


@pytest.mark.parametrize(
    ("variables", "key", "witness"),
    [
        ({}, True, True),
        ({"LEDGER_KEY": "x"}, False, False),
        ({"LEDGER_KEY_FILE": "x"}, False, False),
        ({"LEDGER_WITNESSES": "x y"}, True, False),
        ({"LEDGER_WITNESSES": ""}, True, False),
    ],
)
def test_an_operators_own_key_or_witness_takes_the_demos_place(
    tmp_path: Path, variables: dict[str, str], key: bool, witness: bool
) -> None:
    place = place_of(tmp_path, **variables)
    keys.ensure(place.secrets)
    keys.ensure_ledger(place)
    assert place.ledger_key.exists() is place.has_demo_key is key
    assert place.witness_key.exists() is place.has_demo_witness is witness


def test_the_sealing_key_is_made_once_and_its_certificate_lies_beside_the_data(
    tmp_path: Path,
) -> None:
    place = place_of(tmp_path)
    keys.ensure(place.secrets)
    keys.ensure_report_key(place)
    made = place.report_key.read_text()
    keys.ensure_report_key(place)
    assert place.report_key.read_text() == made
    assert stat.S_IMODE(place.report_key.stat().st_mode) == 0o600
    certificate = report_keys.parse(made).certificate_pem
    assert place.report_certificate.read_text() == certificate


def test_an_operators_own_sealing_key_takes_the_demos_place(tmp_path: Path) -> None:
    place = place_of(tmp_path, REPORT_KEY_FILE="/run/secrets/key")
    keys.ensure(place.secrets)
    keys.ensure_report_key(place)
    assert not place.report_key.exists()


def test_a_damaged_sealing_key_is_named_and_never_shown(tmp_path: Path) -> None:
    place = place_of(tmp_path)
    keys.ensure(place.secrets)
    place.report_key.write_text("c2VjcmV0")
    with pytest.raises(StartError, match=r"report_key\.pem cannot be used") as refused:
        keys.ensure_report_key(place)
    assert "c2VjcmV0" not in str(refused.value)


def test_a_damaged_key_is_named_and_never_shown(tmp_path: Path) -> None:
    place = place_of(tmp_path)
    keys.ensure(place.secrets)
    place.ledger_key.write_text("PRIVATE+KEY+a+00000000+c2VjcmV0")
    with pytest.raises(StartError, match="ledger_key cannot be used") as refused:
        keys.ensure_ledger(place)
    assert "c2VjcmV0" not in str(refused.value)
