"""Proofs that people, their tools and the API get."""

import json
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance import log, proof_pages
from governance.actions import Action
from governance.ledger.checkpoints import open_checkpoint
from governance.ledger.encoding import from_base64
from governance.ledger.entry_bundle import read_entries
from governance.ledger.frontier import Frontier
from governance.ledger.hashing import leaf_hash
from governance.ledger.keys import COSIGNATURE, Signer
from governance.ledger.notes import signature_line
from governance.ledger.proofs import verify_consistency
from governance.ledger.tiles import TileReader, parse_path, path_of, tiles_of
from governance.ledger.tlog_proof import parse_tlog_proof
from governance.ledger.tree import covering, fold
from governance.models import Checkpoint, Cosignature, Entry, User
from governance.recording import Record
from registry.models import Project
from tests import make
from tests.database_edits import as_owner_edit
from tests.roles import as_sequencer
from tests.sequenced import SIGNER, begin, sequence

WITNESS = Signer("witness.test", COSIGNATURE, bytes(range(1, 33)))


@pytest.fixture
def signed(project: Project) -> Entry:
    """The entry that made the project, in a checkpoint of a known key."""
    begin()
    sequence()
    return Entry.objects.get(action="project.created")


def cosign(checkpoint: Checkpoint, at: int = 1_795_000_000) -> None:
    """As the witness's answer is kept."""
    text = checkpoint.note.partition("\n\n")[0] + "\n"
    with as_sequencer():
        Cosignature.objects.create(
            checkpoint=checkpoint,
            witness=WITNESS.name,
            line=signature_line(text, WITNESS, at),
            created_at=checkpoint.created_at,
        )


def entry_page(entry: Entry) -> str:
    return f"/audit/entries/{entry.uuid}/"


def test_an_entry_that_waits_says_so(
    project: Project, builder: User, browser_of: Any
) -> None:
    entry = Entry.objects.get(action="project.created")
    page = browser_of(builder).get(entry_page(entry)).content.decode()
    assert "No checkpoint covers this entry yet" in page
    assert browser_of(builder).get(f"{entry_page(entry)}proof").status_code == 409


def test_the_page_proves_the_entry(
    signed: Entry, builder: User, browser_of: Any
) -> None:
    page = browser_of(builder).get(entry_page(signed)).content.decode()
    assert f"This entry lies in checkpoint {log.size()}" in page
    assert SIGNER.name in page
    assert "in checkpoint" in browser_of(builder).get("/audit/").content.decode()


def test_the_page_says_when_a_proof_does_not_hold(
    committing_db: None, browser_of: Any
) -> None:
    people = {name: make.person(name) for name in ("builder", "auditor")}
    make.site_roles(people)
    begin()
    sequence()
    entry = Entry.objects.filter(action="site.role_granted").latest("pk")
    edited = bytes(entry.body).replace(b"granted", b"grunted")
    as_owner_edit(
        "UPDATE governance_entry SET body = %s WHERE id = %s", edited, entry.pk
    )
    page = browser_of(people["auditor"]).get(entry_page(entry)).content.decode()
    assert "Does not hold" in page


def test_a_cosigned_checkpoint_is_shown_first(
    signed: Entry, builder: User, browser_of: Any
) -> None:
    cosign(Checkpoint.objects.latest("size"))
    make.person("somebody-later")
    sequence()
    assert log.newest_checkpoint() != log.published() == log.newest_cosigned()
    page = browser_of(builder).get(entry_page(signed)).content.decode()
    assert WITNESS.name in page
    assert "co-signed" in page


def test_a_witness_with_a_wild_clock_breaks_no_page(
    signed: Entry, builder: User, browser_of: Any
) -> None:
    cosign(Checkpoint.objects.latest("size"), at=2**63 - 1)
    assert WITNESS.name in browser_of(builder).get(entry_page(signed)).content.decode()


def test_a_forged_cosignature_does_not_hold(
    signed: Entry, builder: User, browser_of: Any, settings: Any
) -> None:
    settings.LEDGER_WITNESSES = f"{WITNESS.verifier.vkey} http://127.0.0.1:1"
    newest = Checkpoint.objects.latest("size")
    with as_sequencer():
        Cosignature.objects.create(
            checkpoint=newest,
            witness=WITNESS.name,
            line=signature_line("another text\n", WITNESS, 1_795_000_000),
            created_at=newest.created_at,
        )
    page = browser_of(builder).get(entry_page(signed)).content.decode()
    assert "Does not hold" in page


def test_the_proof_file_convinces_somebody_who_has_the_key_and_the_body(
    signed: Entry, builder: User, browser_of: Any
) -> None:
    cosign(Checkpoint.objects.latest("size"))
    client = browser_of(builder)
    file = client.get(f"{entry_page(signed)}proof").content
    body = client.get(f"{entry_page(signed)}body").content
    keys = [SIGNER.verifier, WITNESS.verifier]
    held = parse_tlog_proof(file).verify(leaf_hash(body), keys)
    assert held.note.is_signed_by(WITNESS.verifier)


def test_the_api_gives_the_same_proof(
    signed: Entry, builder: User, browser_of: Any
) -> None:
    told = browser_of(builder).get(f"/api/v1/entries/{signed.uuid}/proof").json()
    proof = parse_tlog_proof(told["tlog_proof"].encode())
    proof.verify(bytes.fromhex(told["leaf_hash"]), [SIGNER.verifier])
    assert [from_base64(h) for h in told["hashes"]] == list(proof.hashes)


def test_the_api_proves_that_nothing_was_taken_back(
    signed: Entry, builder: User, browser_of: Any
) -> None:
    client = browser_of(builder)
    before = open_checkpoint(
        client.get("/api/v1/ledger").json()["checkpoint"], [SIGNER.verifier]
    ).checkpoint
    make.person("somebody-later")
    sequence()
    after = open_checkpoint(
        client.get("/ledger/checkpoint").content, [SIGNER.verifier]
    ).checkpoint
    address = f"/api/v1/ledger/consistency?old={before.size}&new={after.size}"
    proof = [from_base64(h) for h in client.get(address).json()["hashes"]]
    verify_consistency(before.size, after.size, before.root, after.root, proof)


@pytest.mark.parametrize("query", ["", "?old=x", "?old=99999999", "?old=5&new=2"])
def test_sizes_the_log_never_had_are_refused_by_name(
    signed: Entry, builder: User, browser_of: Any, query: str
) -> None:
    answer = browser_of(builder).get(f"/api/v1/ledger/consistency{query}")
    assert answer.status_code == 400
    assert "old" in answer.json()["errors"] or "new" in answer.json()["errors"]


def test_a_follower_rebuilds_the_root_from_the_public_tiles(
    project: Project, client: Any
) -> None:
    """A stranger without a login, with C2SP tools only."""
    begin()
    person = User.objects.system("operator")
    for _ in range(300):
        Record(person, Action.SESSION_OPENED, person, "").write()
    sequence()
    signed = open_checkpoint(
        client.get("/ledger/checkpoint").content, [SIGNER.verifier]
    ).checkpoint

    class Followed:
        def tiles(self, wanted: Any) -> Any:
            widths = dict(tiles_of(signed.size))
            return {
                tile: client.get(
                    f"/ledger/tile/{tile.level}/{path_of(tile.number, widths[tile])}"
                ).content
                for tile in wanted
            }

    nodes = covering(0, signed.size)
    found = TileReader(Followed()).read(nodes)
    assert fold([found[node] for node in nodes]) == signed.root


def test_an_auditor_reads_the_entries_below_a_tile_and_nobody_else(
    signed: Entry, auditor: User, builder: User, browser_of: Any
) -> None:
    path = f"/ledger/tile/entries/{path_of(0, log.size())}"
    bodies = read_entries(browser_of(auditor).get(path).content)
    grown = Frontier()
    grown.extend(leaf_hash(body) for body in bodies)
    assert grown.root() == log.root_at(log.size())
    assert UUID(json.loads(bodies[0])["id"]).version == 7
    assert browser_of(builder).get(path).status_code == 403


@pytest.mark.parametrize(
    "path", ["0/999", "0/000.p/0", "0/000.p/256", "0/0", "64/000", "1/000", "0/x/000"]
)
def test_tiles_that_are_not_there_are_not_found(
    signed: Entry, client: Any, path: str
) -> None:
    assert client.get(f"/ledger/tile/{path}").status_code == 404


def test_a_list_asks_for_the_log_twice_however_long_it_is(
    signed: Entry, auditor: User, browser_of: Any
) -> None:
    client = browser_of(auditor)
    client.get("/audit/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/audit/")
    asked = [q for q in queries if 'FROM "governance_checkpoint"' in q["sql"]]
    assert len(asked) <= 4


def test_the_drawing_has_a_rung_per_hash(signed: Entry) -> None:
    shown = proof_pages.shown(signed)
    assert shown is not None
    assert shown.fault == ""
    assert len(shown.drawing.rungs) == len(shown.proof.file.hashes)
    assert parse_path(path_of(5)) == (5, 256)
