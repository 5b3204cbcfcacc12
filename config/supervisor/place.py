"""Where this copy runs: address, ports and folders, read from the environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from config.demo.provider.configuration import stays_on_this_machine
from config.supervisor.errors import StartError
from config.supervisor.ports import LOOPBACK, PURPOSES, reachable

ROOT = Path(__file__).resolve().parents[2]
HIGHEST_PORT = 65535
LEDGER_KEY = {"LEDGER_KEY", "LEDGER_KEY_FILE"}  # an operator's own
REPORT_KEY = {"REPORT_KEY", "REPORT_KEY_FILE"}


@dataclass(frozen=True)
class Place:
    """HOST, PORT and DATA_DIR, checked; everything else follows from them."""

    host: str
    port: int
    data: Path
    has_demo_provider: bool
    has_demo_key: bool = True
    has_demo_witness: bool = True
    has_demo_report_key: bool = True

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """Read and check; a bad value is refused with the name of the variable."""
        place = cls(
            host=environ.get("HOST") or "127.0.0.1",
            port=port_of(environ.get("PORT") or "8000"),
            data=Path(environ.get("DATA_DIR") or ROOT / "var").expanduser().resolve(),
            has_demo_provider=not environ.get("OIDC_ISSUER"),
            has_demo_key=not LEDGER_KEY & environ.keys(),
            has_demo_witness=not (LEDGER_KEY | {"LEDGER_WITNESSES"}) & environ.keys(),
            has_demo_report_key=not REPORT_KEY & environ.keys(),
        )
        place.refuse_open_demo(environ.get("DEMO_ON_NETWORK", ""))
        return place

    def refuse_open_demo(self, allowed: str) -> None:
        """The demo's passwords are printed; a network must be asked for by name."""
        if not self.has_demo_provider or stays_on_this_machine(self.host):
            return
        if allowed != "yes":
            raise StartError(
                f"HOST={self.host} can be reached from the network, and the demo's "
                "passwords are known to everybody. Set DEMO_ON_NETWORK=yes if that is "
                "wanted, or OIDC_ISSUER to use your own sign-in provider."
            )

    @property
    def url(self) -> str:
        """What a person opens."""
        return self.url_of(0)

    def url_of(self, distance: int) -> str:
        """The address of one of the four ports."""
        host = reachable(self.host)
        name = f"[{host}]" if ":" in host else host
        return f"http://{name}:{self.port + distance}"

    @property
    def secrets(self) -> Path:
        """Readable by the owner alone."""
        return self.data / "secrets"

    @property
    def ledger_key(self) -> Path:
        """The demo's key that signs the ledger."""
        return self.secrets / "ledger_key"

    @property
    def report_key(self) -> Path:
        """The demo's key that seals reports, with its certificate."""
        return self.secrets / "report_key.pem"

    @property
    def report_certificate(self) -> Path:
        """Public: the certificate that checks the seals of reports."""
        return self.data / "report.crt"

    @property
    def witness_key(self) -> Path:
        """The demo's key that co-signs it."""
        return self.secrets / "witness_key"

    @property
    def ledger_vkeys(self) -> Path:
        """Public: the keys the ledger was ever signed with, one a line."""
        return self.data / "ledger.vkey"

    @property
    def witness_vkey(self) -> Path:
        """Public: the key that checks what the demo's witness signs."""
        return self.data / "witness.vkey"

    @property
    def witness_url(self) -> str:
        """Where the demo's witness answers."""
        return f"http://{LOOPBACK}:{self.port + len(PURPOSES) - 1}"

    @property
    def run(self) -> Path:
        """What is only true while, or for as long as, this copy runs."""
        return self.data / "run"


def port_of(text: str) -> int:
    """Read PORT; there must be room for the ports above it."""
    last = HIGHEST_PORT - len(PURPOSES) + 1
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= last):
        raise StartError(f"PORT must be a number from 1 to {last}, not {text!r}.")
    return int(text)
