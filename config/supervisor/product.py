"""All processes of one copy, from the first line to the last."""

import asyncio

from config.demo.provider.people import PEOPLE
from config.supervisor import databases, ports
from config.supervisor.children import Child, Command, ending
from config.supervisor.errors import StartError
from config.supervisor.guard import Guard
from config.supervisor.logs import Logs
from config.supervisor.place import Place
from config.supervisor.plan import PROVIDER, WEB, WITNESS, Plan
from config.supervisor.prepare import Done
from config.supervisor.progress import step

PATIENCE = 6.0  # seconds from the first signal to the last


class Product:
    """Prepares, starts, greets, and stops."""

    def __init__(self, place: Place, guard: Guard, plan: Plan, logs: Logs) -> None:
        self.place, self.guard, self.plan, self.logs = place, guard, plan, logs
        self.terminal = logs.terminal
        self.children: list[Child] = []

    async def run(self) -> None:
        """Prepare, start, and wait for ever; the caller cancels."""
        await self.prepare()
        async with step(self.terminal, "Starting"):
            self.plan.release(PROVIDER)
            if not self.place.has_demo_witness:
                self.plan.release(WITNESS)
            self.start(self.plan.first())
            await asyncio.gather(*(self.answer(distance) for distance in self.needed()))
        self.greet()
        self.start(self.plan.second())
        await asyncio.Event().wait()

    async def prepare(self) -> None:
        """Bring the tables up to date and, once, make the demo's content."""
        done = Done(self.place, self.plan.environment)
        if not done.is_migrated():
            migrate = self.plan.manage("migrate", "--no-input", name="migrate")
            await self.do("Preparing the database", migrate)
            if databases.has_owner(self.plan.environment):
                roles = self.plan.manage("create_roles", name="roles")
                await self.do("Granting to the database's roles", roles)
            done.migrated()
        if not done.is_seeded():
            seed = self.plan.manage("seed_demo", name="seed")
            await self.do("Training the demo's models, once", seed)
            done.seeded()

    async def do(self, title: str, command: Command) -> None:
        """Run one command to its end, showing how far it is."""
        async with step(self.terminal, title) as current:

            def hear(name: str, line: str) -> None:
                self.logs.keep(name, line)
                current.hear(line)

            child = Child(command, hear, self.guard)
            self.children.append(child)
            code = await child.run_once()
            self.children.remove(child)
            if code:
                raise StartError(f"{title}: {command.name} {ending(code)}, see above.")

    def start(self, commands: list[Command]) -> None:
        """Start several processes at once."""
        for command in commands:
            child = Child(command, self.logs.write, self.guard)
            self.children.append(child)
            child.start()

    def needed(self) -> list[int]:
        """Whose answer the start waits for."""
        return [WEB, PROVIDER] if self.place.has_demo_provider else [WEB]

    async def answer(self, distance: int) -> None:
        """Ask one port until it answers."""
        path = "/login/" if distance == WEB else "/"
        port = self.place.port + distance
        while True:
            if await ports.answers(self.place.host, port, path):
                return
            await asyncio.sleep(0.05)

    def greet(self) -> None:
        """Say where to go, and as whom."""
        line = self.terminal.line
        line()
        line(f"  {self.terminal.coloured(self.place.url, 1)}")
        line()
        if self.place.has_demo_provider:
            for person in PEOPLE:
                account = f"{person.username} / {person.password}"
                line(f"  {account.ljust(24)}{person.role}")
            line()
        line("  Ctrl-C stops everything")
        line()

    async def stop(self) -> None:
        """End all children together."""
        self.terminal.line("Stopping ...")
        await asyncio.gather(*(child.stop(PATIENCE) for child in self.children))

    def kill(self) -> None:
        """Somebody cannot wait."""
        for child in self.children:
            child.kill()
