"""The embedded broker: a folder of messages, each of which appears whole.

Kombu's own writer creates a message under its final name and fills it afterwards. A
worker that looks in between reads half a message and ends with an error.
"""

from collections.abc import Callable
from pathlib import Path
from time import monotonic_ns
from typing import Any
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils import json

dumps: Callable[[Any], str] = json.dumps


class Channel(filesystem.Channel):
    """Writes a message under another name, then gives it its own."""

    # Kombu's two base classes name the second argument differently.
    def _put(self, queue: Any, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        name = f"{monotonic_ns() // 1_000_000}_{uuid4()}.{queue}.msg"
        folder = Path(self.data_folder_out)
        fresh = folder / f"{name}.part"
        try:
            fresh.write_text(dumps(payload))
            fresh.rename(folder / name)
        except OSError as error:
            raise ChannelError(f"The message {name} cannot be written.") from error


class Transport(filesystem.Transport):
    """The filesystem transport with the channel above."""

    Channel = Channel


def register() -> None:
    """Take the place of kombu's transport of the same name."""
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:{Transport.__name__}"
