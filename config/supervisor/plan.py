"""Which processes make up the product, and with what arguments."""

import os
import socket
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from config.supervisor.children import Command
from config.supervisor.guard import Guard
from config.supervisor.place import ROOT, Place
from config.supervisor.watcher import MARK

BIN = Path(sys.executable).parent
WEB, PROVIDER, GATEWAY = range(3)
CONTROL = "HALLMARK_GATEWAY_CONTROL"


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
        return [self.web(), *provider, self.gateway()]

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
        """Background jobs, and the clock that looks for lost ones."""
        return self.python(
            "worker",
            *("-W", "ignore:You're running the worker with superuser"),
            *("-m", "celery", "--quiet", "-A", "config", "worker", "-B"),
            *("--loglevel", "info", "--concurrency", "2"),
            *("--schedule", str(self.place.run / "beat")),
            *("--without-gossip", "--without-mingle"),
        )

    def sequencer(self) -> Command:
        """Numbers the audit entries."""
        return self.manage("sequence_ledger", name="sequencer")

    def manage(self, *arguments: str, name: str) -> Command:
        """One of Django's commands."""
        return self.python(name, "manage.py", *arguments)

    def python(
        self, name: str, *arguments: str, sockets: Sequence[int] = ()
    ) -> Command:
        """A Python process of this project."""
        line = [sys.executable, *arguments]
        return Command(name, line, self.environment, ROOT, sockets)


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
        MARK: guard.mark,
    }
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.local"}
    return {**settings, **files, **environ, **told}


def own_addresses(place: Place) -> list[str]:
    """The names under which a browser on this machine reaches the pages."""
    other = f"http://localhost:{place.port}"
    return [place.url, other] if place.host == "127.0.0.1" else [place.url]
