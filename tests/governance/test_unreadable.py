"""An entry that no operation wrote stays for good: pages tell it, and never fail."""

import hashlib
import json
from typing import Any

import pytest
from django.db import connection

from governance import access_history, history
from governance.entry_bodies import UNREADABLE
from governance.ledger.canonical import canonical
from governance.models import Entry, User
from governance.operations.correct_entry import correct_entry
from registry.models import Project
from reports.documents.audit_trail.tally import Tally
from reports.documents.reading import told
from tests import make
from tests.governance.test_triggers import WHY, insert
from tests.ledger.bad_bundles import good
from tests.sequenced import sequence

SURROGATE = canonical(good.body(0)).replace("Kühler".encode(), rb"\ud800")
BODIES = {
    "no JSON": b"not json",
    "no text": b"\xff\xfe",
    "no object": b"[]",
    "nested": b"[" * 60_000,
    "another shape": b"{}",
    "no pairs": canonical(good.body(0, changes={"role": []})),
    "no numbers in refs": canonical(good.body(0, refs=[{"index": "1"}])),
    "another version": canonical(good.body(0, v=2)),
    "half a character": SURROGATE,
}
# Of the right shape, with values that no operation writes.
ODD = {
    "no such refusal": {"attempted": [None, "no.such"]},
    "no number": {"entry": [None, "²"]},
    "a long number": {"entry": [None, "9" * 5000]},
    "no role": {"grant": [None, "x"], "holder": [None, "y"], "role": [None, "king"]},
    "a sealed grant": {"grant": [good.disclosures(0)[0].sealed(), None]},
}


def forged(project: Project, body: bytes, action: str = "project.shared") -> Entry:
    native = connection.features.has_native_uuid_field
    key = project.pk if native else project.pk.hex
    insert(
        action=action,
        object_type="project",
        object_id=key,
        project_id=key,
        why_digest=WHY,
        body=body,
        leaf_hash=hashlib.sha256(b"\0" + body).digest(),
    )
    sequence()
    return Entry.objects.latest("pk")


def assert_told(entry: Entry, browser: Any) -> None:
    """Each page and answer that lists the entry, or shows it."""
    digest = bytes(entry.leaf_hash).hex()
    for where in ("/audit/", f"/audit/entries/{entry.uuid}/"):
        answer = browser.get(where)
        assert answer.status_code == 200, where
        assert digest[:16] in answer.content.decode(), where
    project = entry.project_id
    listed = browser.get(f"/api/v1/projects/{project}/events")
    assert listed.status_code == 200
    one = browser.get(f"/api/v1/entries/{entry.uuid}")
    assert one.status_code == 200
    assert one.json()["digest"] == digest
    assert one.json()["number"] == entry.leaf.seq


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_forged_body_is_told_as_unreadable(
    project: Project, auditor: User, browser_of: Any, body: bytes
) -> None:
    entry = forged(project, body)
    assert_told(entry, browser_of(auditor))
    line = history.events(limit=1)[0]
    assert (line.actor_name, line.sentence) == (UNREADABLE, history.UNREAD)
    assert (line.object_label, line.why, line.changes, line.refs) == ("", "", (), ())
    assert line.digest == bytes(entry.leaf_hash).hex()
    assert line.number == Entry.objects.count() - 1


def test_an_unknown_action_is_told_as_unreadable(
    project: Project, auditor: User, browser_of: Any
) -> None:
    entry = forged(project, canonical(good.body(0)), action="no.such")
    assert_told(entry, browser_of(auditor))
    assert history.events(limit=1)[0].sentence == history.UNREAD


@pytest.mark.parametrize("action", ["annotation.corrected", "disclosure.erased"])
def test_a_forged_entry_about_others_hides_no_page(
    project: Project, auditor: User, browser_of: Any, action: str
) -> None:
    assert_told(forged(project, b"not json", action), browser_of(auditor))


@pytest.mark.parametrize("changes", ODD.values(), ids=ODD)
def test_values_that_no_operation_writes_stop_no_page(
    project: Project, auditor: User, browser_of: Any, changes: dict[str, Any]
) -> None:
    body = canonical(good.body(0, action="project.shared", changes=changes))
    entry = forged(project, body)
    assert_told(entry, browser_of(auditor))
    access_history.replay([entry])


def test_who_had_access_is_answered_beside_an_unreadable_entry(
    project: Project, builder: User
) -> None:
    entry = forged(project, b"not json")
    rows = access_history.entries_about(project.pk, builder, entry.ts)
    found = access_history.replay(rows)
    assert entry.uuid in {cited.uuid for cited in found.altered}


def test_an_audit_trail_counts_an_unreadable_entry(project: Project) -> None:
    forged(project, b"not json", action="no.such")
    tally = Tally()
    for entry, line in told(history.entries(project_id=project.pk)):
        tally.take(entry, line)
    assert tally.inside == Entry.objects.filter(project_id=project.pk).count()
    assert tally.tail[-1].who == UNREADABLE


def test_an_unreadable_entry_can_be_explained_by_a_correction(
    project: Project, builder: User, auditor: User, browser_of: Any
) -> None:
    entry = forged(project, b"not json")
    made = correct_entry(
        actor=builder, entry=entry, statement="Forged.", reason=make.WHY
    )
    sequence()
    assert_told(Entry.objects.get(uuid=made), browser_of(auditor))
    assert_told(entry, browser_of(auditor))
    assert json.loads(bytes(Entry.objects.latest("pk").body))["refs"]
