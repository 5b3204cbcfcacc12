"""What the child processes of tests do; see `tests.children`."""

import os
import sys
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from governance import sole
from governance.actions import Action
from governance.models import User
from governance.operations.grant_site_role import grant_site_role
from governance.operations.open_session import open_session
from governance.recording import Record
from governance.sequencing import Sequencer
from tests import make
from tests.sequenced import SIGNER


def fill(count: int) -> None:
    """That many entries in one transaction, without their operations."""
    person = User.objects.system("operator")
    with transaction.atomic():
        for _ in range(count):
            Record(person, Action.SESSION_OPENED, person, "").write()


def take_one_step() -> None:
    """What a sequencer does that is started again."""
    Sequencer([SIGNER]).step()


def grant_a_role() -> None:
    """An operation that makes a row and an entry."""
    operator = User.objects.system("operator")
    grant_site_role(actor=operator, member="ds1", role="admin", reason=make.WHY)


def log_in(name: str, times: int) -> None:
    """An operation, one transaction each."""
    person = User.objects.get(username=name)
    for _ in range(times):
        open_session(actor=person)


def hold_open(hand: Connection) -> None:
    """Write an entry, and commit when told."""
    person = User.objects.system("operator")
    with transaction.atomic():
        Record(person, Action.SESSION_OPENED, person, "").write()
        hand.send("written")
        hand.recv()
    hand.send("committed")


def prepare(name: str) -> None:
    """Write an entry and leave it to a later COMMIT PREPARED (PostgreSQL)."""
    person = User.objects.system("operator")
    with transaction.atomic(), connection.cursor() as cursor:
        Record(person, Action.SESSION_OPENED, person, "").write()
        cursor.execute(f"PREPARE TRANSACTION '{name}'")


def be_the_sequencer(hand: Connection) -> None:
    """Hold its lock until told to end."""
    with sole.sequencer():
        hand.send("mine")
        hand.recv()


def run_sequencer(
    environ: Mapping[str, str], changed: Mapping[str, Any], said: str | Path
) -> None:
    """The command, with an environment and settings of its own."""
    with Path(said).open("wb") as output:
        for stream in (1, 2):
            os.dup2(output.fileno(), stream)
    sys.stdout = sys.stderr = os.fdopen(1, "w", buffering=1)
    os.environ.update(environ)
    for name, value in changed.items():
        setattr(settings, name, value)
    try:
        call_command("sequence_ledger")
    except CommandError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)
