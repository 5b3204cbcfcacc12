"""A step in the web wakes a worker at once, from whichever thread it is taken."""

import threading
from pathlib import Path
from typing import Any

from django.conf import settings
from kombu import connection

from config.broker import Channel
from governance import tasks

MESSAGES = 300
Connection: Any = connection.Connection  # it has no types


def test_every_thread_sends_its_wake_ups_to_the_product_s_own_broker() -> None:
    found: list[str] = []
    thread = threading.Thread(target=lambda: found.append(broker()))
    thread.start()
    thread.join()
    assert [*found, broker()] == [settings.CELERY_BROKER_URL] * 2


def test_a_message_is_never_read_before_all_of_it_is_there(tmp_path: Path) -> None:
    """Kombu's own transport fails this within a few messages."""
    with Connection("filesystem://", transport_options=folders(tmp_path)) as opened:
        queue = opened.SimpleQueue("wake")
        assert isinstance(queue.channel, Channel)
        writer = threading.Thread(target=write, args=[tmp_path])
        writer.start()
        read = [queue.get(timeout=5).payload for _ in range(MESSAGES)]
        writer.join()
    assert sorted(read) == list(range(MESSAGES))


def write(folder: Path) -> None:
    with Connection("filesystem://", transport_options=folders(folder)) as opened:
        queue = opened.SimpleQueue("wake")
        for number in range(MESSAGES):
            queue.put(number)


def folders(folder: Path) -> dict[str, object]:
    return {
        "data_folder_in": str(folder),
        "data_folder_out": str(folder),
        "control_folder": str(folder / "control"),
        "polling_interval": 0.001,
    }


def broker() -> str:
    return str(tasks.run.app.conf.broker_url)
