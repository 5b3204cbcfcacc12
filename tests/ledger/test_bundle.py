"""Bundles as they are written: the same bytes for the same content, within limits."""

import io
import json
import stat
import zipfile
from pathlib import Path

import pytest

from governance.ledger.bundle import Bundle, Content, write_bundle
from governance.ledger.errors import LedgerError
from governance.ledger.manifest import parse_manifest
from governance.ledger.proofs import inclusion_proof
from governance.ledger.tile_cache import TileCache
from governance.ledger.tiles import TileReader
from tests.ledger.bad_bundles import good

KEEP = 700


@pytest.fixture(scope="module")
def log() -> good.Log:
    return good.log(KEEP)


def test_the_same_content_is_the_same_bytes(log: good.Log, tmp_path: Path) -> None:
    one = good.write(tmp_path / "one.zip", log, range(3, 300), since=7)
    two = good.write(tmp_path / "two.zip", log, range(3, 300), since=7)
    assert one.read_bytes() == two.read_bytes()


def test_members_are_stored_in_a_fixed_order_without_time_or_owner(
    log: good.Log, tmp_path: Path
) -> None:
    path = good.write(tmp_path / "one.zip", log, [5, 9])
    infos = zipfile.ZipFile(path).infolist()
    assert [info.filename for info in infos] == [
        "README.txt",
        "checkpoint",
        "log.vkey",
        "entries.ndjson",
        "disclosures.ndjson",
        "manifest.json",
        "proofs/5.tlog-proof",
        "proofs/9.tlog-proof",
    ]
    for info in infos:
        assert info.compress_type == zipfile.ZIP_STORED
        assert info.date_time == (1980, 1, 1, 0, 0, 0)
        assert info.external_attr >> 16 == stat.S_IFREG | 0o644
        assert not info.extra


def test_what_was_written_is_read(log: good.Log, tmp_path: Path) -> None:
    path = good.write(tmp_path / "one.zip", log, range(10, 20), since=4)
    with path.open("rb") as file:
        bundle = Bundle(file)
        assert list(bundle.bodies()) == log.bodies[10:20]
        told = [one.number for one in bundle.disclosures()]
        assert told == [at for at in range(10, 20) for _ in range(2 - (at == 18))]
        assert bundle.listed_leaves() == b"".join(log.leaves[10:20])
        manifest = bundle.manifest
        assert (manifest.first, len(manifest.indexes)) == (10, 10)
        assert manifest.since is not None
        assert manifest.since.root == log.root(4)
        assert parse_manifest(manifest.to_json()) == manifest
        assert not bundle.container.damaged


def test_a_manifest_says_what_was_asked(log: good.Log, tmp_path: Path) -> None:
    path = good.write(tmp_path / "one.zip", log, [1])
    value = json.loads(zipfile.ZipFile(path).read("manifest.json"))
    assert value["asked"] == {"what": "a test"}
    assert value["kind"] == "selection"


@pytest.mark.parametrize(
    ("indexes", "bodies", "told"),
    [
        (range(3), [b"{}", b"{}"], "2 bodies for 3 numbers"),
        (range(1), [b"{\n}"], "is no canonical JSON"),
        (range(1), [b"x" * 65_536], "is no canonical JSON"),
        ([0, KEEP], [b"{}", b"{}"], "has no entry"),
        (range(KEEP, KEEP + 1), [b"{}"], "has no range"),
        (list(range(50_001)), [], "a selection has at most 50,000"),
    ],
)
def test_content_that_does_not_fit_together_is_refused(
    log: good.Log, indexes: range | list[int], bodies: list[bytes], told: str
) -> None:
    content = Content(log.checkpoint(), [], indexes, bodies, None, log)
    with pytest.raises(LedgerError, match=told):
        write_bundle(io.BytesIO(), content)


def test_a_bundle_has_at_most_two_gibibytes(
    log: good.Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("governance.ledger.container.MAX_BYTES", 13_000_000)
    bodies = [b"x" * 65_000] * 16
    content = Content(log.checkpoint(), [], range(16), bodies, None, log)
    with pytest.raises(LedgerError, match="export several ranges instead"):
        write_bundle(io.BytesIO(), content)


def test_cached_tiles_give_the_proofs_of_plain_ones(log: good.Log) -> None:
    cache, plain = TileCache(log, KEEP), TileReader(log)
    cache.warm(range(0, KEEP, 50))
    for index in range(0, KEEP, 13):
        assert inclusion_proof(index, KEEP, cache) == inclusion_proof(
            index, KEEP, plain
        )


def test_a_cache_knows_nothing_beyond_its_size(log: good.Log) -> None:
    with pytest.raises(LedgerError):
        TileCache(log, 300).read([(0, 300)])
