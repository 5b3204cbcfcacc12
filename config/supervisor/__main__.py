"""`make run`: the one process in the foreground, parent of all the others."""

import asyncio
import contextlib
import os
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from config.supervisor import keys, lock, ports
from config.supervisor.errors import StartError
from config.supervisor.guard import Guard
from config.supervisor.logs import Logs, Terminal
from config.supervisor.place import Place
from config.supervisor.plan import Plan, environment_for
from config.supervisor.product import Product

LONGEST_FOLDER = 60  # a unix socket's path may have about 100 characters


def main(plan: type[Plan] = Plan) -> int:
    """Start, and stay until Ctrl-C."""
    terminal = Terminal(sys.stdout)
    try:
        with product(plan, os.environ, terminal) as running:
            asyncio.run(supervise(running))
    except StartError as error:
        terminal.line(terminal.coloured(f"hallmark: {error}", 31))
        return 1
    except KeyboardInterrupt:  # before there was anything to stop
        return 130
    return 0


@contextlib.contextmanager
def product(
    plan: type[Plan], environ: Mapping[str, str], terminal: Terminal
) -> Iterator[Product]:
    """Take what only one copy may have; give it back however the run ends."""
    place = Place.from_environment(environ)
    os.umask(0o077)  # data, logs and sockets are nobody else's business
    with contextlib.ExitStack() as stack:
        file = stack.enter_context(lock.hold(place.run / "supervisor.lock", place.url))
        sockets = ports.open_all(place.host, place.port)
        for listener in sockets:
            stack.callback(listener.close)
        guard = Guard(short_folder(), file.fileno())
        stack.callback(guard.close)
        logs = stack.enter_context(
            contextlib.closing(Logs(terminal, place.data / "logs"))
        )
        files = keys.ensure(place.secrets)
        keys.ensure_ledger(place)
        keys.ensure_report_key(place)
        told = environment_for(place, environ, guard, files)
        yield Product(place, guard, plan(place, told, sockets), logs)


def short_folder() -> Path:
    """Make the folder of the unix sockets where its path is short."""
    usual = tempfile.gettempdir()
    where = usual if len(usual) <= LONGEST_FOLDER else "/tmp"  # noqa: S108 - mkdtemp is safe
    return Path(tempfile.mkdtemp(prefix="hallmark-", dir=where))


async def supervise(product: Product) -> None:
    """Run until the first signal; a second one kills at once."""
    running = asyncio.create_task(product.run())
    loop = asyncio.get_running_loop()

    def stop() -> None:
        if not running.cancel():
            product.kill()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop)
    try:
        await running
    except asyncio.CancelledError:
        pass
    finally:
        await product.stop()


if __name__ == "__main__":
    sys.exit(main())
