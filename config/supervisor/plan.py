"""Which processes make up the product, and with what arguments."""

import os
import socket
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from config.supervisor import databases
from config.supervisor.children import Command
from config.supervisor.guard import Guard
from config.supervisor.place import LEDGER_KEY as KEY
from config.supervisor.place import REPORT_KEY, ROOT, Place
from config.supervisor.watcher import MARK

BIN = Path(sys.executable).parent
WEB, PROVIDER, GATEWAY, WITNESS = range(4)
CONTROL = "HALLMARK_GATEWAY_CONTROL"
# The witness distrusts the ledger: it is told nothing that the ledger knows.
FOR_WITNESS = ("PATH", "PYTHONUNBUFFERED", "TMPDIR", "DATA_DIR", MARK)


@dataclass(frozen=True)
class Plan:
    """Everything that the commands of one run have in common."""

    place: Place
    environment: Mapping[str, str]
    sockets: Sequence[socket.socket]

    def release(self, distance: int) -> None:
        """Give a port free for a process that opens it by itself."""
        self.sockets[distance].close()

    def first(self) -> list[Command]:
        """What the first page needs."""
        provider = [self.provider()] if self.place.has_demo_provider else []
        witness = [self.witness()] if self.place.has_demo_witness else []
        return [self.web(), *provider, self.gateway(), *witness]

    def second(self) -> list[Command]:
        """What may come a moment later, so that the first page comes sooner."""
        return [self.worker(), self.sequencer()]

    def web(self) -> Command:
        """The pages and the API."""
        listener = self.sockets[WEB].fileno()
        return self.python(
            "web",
            *("-m", "gunicorn", "config.wsgi:application"),
            *("--bind", f"fd://{listener}"),
            *("--worker-class", "gthread", "--workers", "1", "--threads", "8"),
            *("--graceful-timeout", "3", "--no-control-socket"),
            *("--log-level", "warning", "--name", "hallmark-web"),
            sockets=[listener],
        )

    def provider(self) -> Command:
        """The demo's OpenID provider; knows the product by its URLs alone."""
        place, secret = self.place, self.environment["OIDC_CLIENT_SECRET_FILE"]
        origins = own_addresses(place)
        return self.python(
            "provider",
            *("-m", "config.demo.provider", "--data", str(place.data)),
            *("--host", place.host, "--port", str(place.port + PROVIDER)),
            *("--issuer", place.url_of(PROVIDER)),
            *("--client-secret-file", secret),
            *("--redirect-uri", *(f"{origin}/oidc/callback/" for origin in origins)),
            *("--post-logout-uri", *(f"{origin}/login/" for origin in origins)),
        )

    def gateway(self) -> Command:
        """The scoring endpoints; it takes over a socket that is never closed."""
        data = self.place.data
        listener = self.sockets[GATEWAY].fileno()
        return self.python(
            "gateway",
            *("-m", "deployments.gateway"),
            *("--routes", str(data / "gateway" / "routes.json")),
            *("--state", str(data / "gateway")),
            *("--predictions", str(data / "predictions")),
            *("--control", self.environment[CONTROL]),
            *("--fd", str(listener)),
            sockets=[listener],
        )

    def worker(self) -> Command:
        """Background jobs, and the clock that looks for lost ones.

        It alone is given the key that seals reports.
        """
        command = self.python(
            "worker",
            *("-W", "ignore:You're running the worker with superuser"),
            *("-m", "celery", "--quiet", "-A", "config", "worker", "-B"),
            *("--loglevel", "info", "--concurrency", "2"),
            *("--schedule", str(self.place.run / "beat")),
            *("--without-gossip", "--without-mingle"),
        )
        return self.with_key(command, REPORT_KEY)

    def sequencer(self) -> Command:
        """Numbers and signs the audit entries; it alone is given the key."""
        command = self.manage("sequence_ledger", name="sequencer")
        return self.with_key(command, KEY)

    def with_key(self, command: Command, names: set[str]) -> Command:
        """The command with a key that no other is told: the operator's, or ours."""
        given, place = self.environment, self.place
        key = {name: given[name] for name in names if name in given}
        if names == KEY and place.has_demo_key:
            key = {"LEDGER_KEY_FILE": str(place.ledger_key)}
        if names == REPORT_KEY and place.has_demo_report_key:
            key = {"REPORT_KEY_FILE": str(place.report_key)}
        return replace(command, environment={**command.environment, **key})

    def witness(self) -> Command:
        """Co-signs the ledger's checkpoints; shares nothing with who writes them."""
        place, listener = self.place, self.sockets[WITNESS].fileno()
        command = self.python(
            "witness",
            *("-m", "governance.ledger", "witness"),
            *("--key-file", str(place.witness_key)),
            *("--log-vkey-file", str(place.ledger_vkeys)),
            *("--state", str(place.data / "witness")),
            *("--fd", str(listener)),
            sockets=[listener],
        )
        told = {name: self.environment[name] for name in FOR_WITNESS}
        return replace(command, environment=told)

    def manage(self, *arguments: str, name: str) -> Command:
        """One of Django's commands."""
        return self.python(name, "manage.py", *arguments)

    def python(
        self, name: str, *arguments: str, sockets: Sequence[int] = ()
    ) -> Command:
        """A Python process of this project."""
        line = [sys.executable, *arguments]
        told = databases.told_to(name, self.environment)
        told = {k: v for k, v in told.items() if k not in KEY | REPORT_KEY}
        return Command(name, line, told, ROOT, sockets)


def environment_for(
    place: Place, environ: Mapping[str, str], guard: Guard, secrets: Mapping[str, Path]
) -> dict[str, str]:
    """What every child is told; secrets go as names of files, never as values."""
    files = {
        f"{name}_FILE": str(file)
        for name, file in secrets.items()
        if name not in environ  # the operator may have set a value of their own
    }
    told = {
        "DATA_DIR": str(place.data),
        "HOST": place.host,
        "PORT": str(place.port),
        "PATH": f"{BIN}{os.pathsep}{environ.get('PATH', os.defpath)}",
        "PYTHONUNBUFFERED": "1",
        "UV_CACHE_DIR": str(place.data / "cache" / "uv"),
        "TMPDIR": str(guard.folder),  # removed at the end, with what anybody left in it
        CONTROL: str(guard.folder / "control.sock"),
        "LEDGER_WAKE_SOCKET": str(guard.folder / "wake.sock"),
        MARK: guard.mark,
    }
    settings = {
        "DJANGO_SETTINGS_MODULE": "config.settings.local",
        "LEDGER_HEARTBEAT": "0",  # who tries it out need not read that nothing happened
    }
    if place.has_demo_witness:
        vkey = place.witness_vkey.read_text(encoding="utf-8").strip()
        told["LEDGER_WITNESSES"] = f"{vkey} {place.witness_url}"
    return {**settings, **files, **environ, **told}


def own_addresses(place: Place) -> list[str]:
    """The names under which a browser on this machine reaches the pages."""
    other = f"http://localhost:{place.port}"
    return [place.url, other] if place.host == "127.0.0.1" else [place.url]
