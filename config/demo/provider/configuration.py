"""What the provider is told at its start, and how it reaches its settings module."""

import json
import os
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

VARIABLE = "HALLMARK_DEMO_PROVIDER"


@dataclass(frozen=True)
class Configuration:
    host: str
    port: int
    issuer: str
    client_id: str
    client_secret_file: str
    redirect_uris: tuple[str, ...]
    post_logout_uris: tuple[str, ...]
    data: str

    @property
    def folder(self) -> Path:
        return Path(self.data).expanduser().resolve() / "provider"

    @property
    def product_origins(self) -> list[str]:
        """Where a submitted form may end, through redirects."""
        uris = (urlsplit(uri) for uri in self.redirect_uris + self.post_logout_uris)
        return sorted({f"{uri.scheme}://{uri.netloc}" for uri in uris})

    def publish(self) -> None:
        """Hand it to the settings module, here and in forked processes."""
        os.environ[VARIABLE] = json.dumps(asdict(self))
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.demo.provider.settings"

    @classmethod
    def from_arguments(cls, arguments: Sequence[str] | None = None) -> Self:
        named = vars(_parser().parse_args(arguments))
        for name in ("redirect_uris", "post_logout_uris"):
            named[name] = tuple(named[name])
        named["issuer"] = (
            named["issuer"] or f"http://{named['host']}:{named['port']}"
        ).rstrip("/")
        return cls(**named)


@cache
def current() -> Configuration:
    """The published configuration; without one, the defaults, for checks and types."""
    text = os.environ.get(VARIABLE)
    if text is None:
        return Configuration.from_arguments([])
    named = json.loads(text)
    for name in ("redirect_uris", "post_logout_uris"):
        named[name] = tuple(named[name])
    return Configuration(**named)


def stays_on_this_machine(host: str) -> bool:
    """Only an address that surely is loopback counts; a name other than localhost
    may point anywhere."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="python -m config.demo.provider",
        description="OpenID Connect provider with demo accounts.",
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--issuer", default="", help="default: http://HOST:PORT")
    parser.add_argument("--client-id", default="hallmark")
    parser.add_argument(
        "--client-secret-file",
        default="var/provider/client_secret",
        help="made with a random secret when it does not exist",
    )
    parser.add_argument(
        "--redirect-uri",
        dest="redirect_uris",
        nargs="+",
        default=["http://127.0.0.1:8000/oidc/callback/"],
    )
    parser.add_argument(
        "--post-logout-uri",
        dest="post_logout_uris",
        nargs="+",
        default=["http://127.0.0.1:8000/login/"],
    )
    parser.add_argument(
        "--data", default="var", help="keeps its files in DATA/provider"
    )
    return parser
