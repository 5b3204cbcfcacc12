"""Text that would be script is shown as text, wherever it is kept and shown."""

import json

import pytest

from governance.models import Entry, User
from governance.operations.provision_person import Identity, provision_person
from registry.operations.add_comment import add_comment
from registry.operations.add_experiment import add_experiment
from registry.operations.add_tag import add_tag
from registry.operations.create_project import create_project
from registry.operations.withdraw_version import withdraw_version
from tests import make
from tests.permissions import asking
from tests.permissions.tables import table
from tests.permissions.test_matrix import EVERYBODY, GRANTED, key
from tests.permissions.world import World, rolled_back
from tests.registry import building, validating

SCRIPT = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script>{{7*7}}"
ENDS = "</script></title></textarea>"


@pytest.fixture
def hostile(world: World) -> World:
    """The world, with such text wherever people may type."""
    builder, project = world.people["builder"], world.project
    version = world.versions[2]
    for thing in (version, world.experiment):
        add_comment(actor=builder, subject=thing, text=SCRIPT + ENDS)
    add_experiment(
        actor=builder,
        project=project,
        name=SCRIPT[:60],
        parameters={SCRIPT[:40]: SCRIPT},
        metadata={SCRIPT[:40]: SCRIPT},
    )
    add_tag(actor=builder, subject=version, name="stage", value=SCRIPT[:60])
    validating.finding(world.people["validator"], world.validation, text=SCRIPT)
    create_project(actor=builder, name=SCRIPT[:60], description=SCRIPT + ENDS)
    _shared_with_a_stranger(world)
    other = building.version(builder, project, upload=building.onnx(seed=7))
    withdraw_version(actor=builder, version=other, reason=SCRIPT)
    return world


def _shared_with_a_stranger(world: World) -> User:
    who = Identity(make.ISSUER, SCRIPT, "nasty", SCRIPT, SCRIPT, frozenset({SCRIPT}))
    person = provision_person(identity=who)
    make.share(world.people["builder"], world.project, person.username)
    make.share(world.people["builder"], world.project, f"group:{SCRIPT}")
    return person


def test_no_page_shows_it_as_markup(hostile: World) -> None:
    seen = 0
    for row in table("Who gets which answer"):
        who = next((one for one in EVERYBODY if row[one] in GRANTED), "")
        if row["method"] != "GET" or not who:
            continue
        with rolled_back():
            answer = asking.ask(hostile, key(row)[0], "GET", who)
        if answer.streaming:
            continue
        text, kind = answer.content.decode(errors="ignore"), answer["Content-Type"]
        if kind.startswith("text/html"):
            assert "<img src=x" not in text, key(row)
            assert "<script>alert" not in text, key(row)
            assert "49" not in text.partition("alert(2)")[2][:12], key(row)
            seen += "alert(1)" in text
        elif "json" in kind:
            json.loads(text)
    assert seen >= 8, "the text is shown on pages, or this would prove nothing"
    assert Entry.objects.exists()


def test_a_file_is_never_shown_in_place(hostile: World) -> None:
    """Whatever it holds and is called: bytes to save, of no type of theirs."""
    for route in ("registry:version_file", "reports:download", "reports_api:file"):
        with rolled_back():
            answer = asking.ask(hostile, route, "GET", "builder")
        assert answer["Content-Disposition"].startswith("attachment; "), route
        assert answer["X-Content-Type-Options"] == "nosniff"
        kind = answer["Content-Type"]
        assert kind in {"application/octet-stream", "application/pdf"}, route
