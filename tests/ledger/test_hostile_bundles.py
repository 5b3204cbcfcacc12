"""Bundles of somebody who would like the verifier to say more than is true."""

from pathlib import Path

import pytest

from governance.ledger.__main__ import main
from governance.ledger.canonical import canonical
from governance.ledger.verifier import verify
from tests.ledger.bad_bundles import good
from tests.ledger.bad_bundles.spoiling import manifest, packed, unpacked, write_good

VKEY = good.LOG.verifier.vkey


@pytest.mark.parametrize(
    ("first", "path"), [(19, "why"), (18, "no.such"), (18, "changes.version.0")]
)
def test_an_erasure_of_what_is_not_sealed_here_is_not_counted(
    tmp_path: Path, first: int, path: str
) -> None:
    """Number 18 is not in the bundle, or holds no sealed value there."""
    made = good.log(50)
    ref = {"index": 18, "leaf": made.leaves[18].hex()}
    changes = {"path": [path, None], "entry": [None, 18]}
    body = good.body(50, action="disclosure.erased", refs=[ref], changes=changes)
    made = good.Log([*made.bodies, canonical(body)])
    bundle = good.write(tmp_path / "erased.zip", made, range(first, 51))
    report = verify(bundle, [VKEY])
    assert (report.exit_code, report.erased) == (0, 0)


@pytest.mark.parametrize(
    ("kind", "asked", "is_proven"),
    [
        ("complete", {"what": "every entry"}, True),
        ("range", {"what": "range", "first": 10, "last": 59}, True),
        ("range", {"what": "every entry"}, False),
        ("range", {"what": "range", "first": 10, "last": 60}, False),
        ("range", {"what": "object", "object": "x"}, False),
        ("range", {}, False),
        ("selection", {"what": "every entry"}, False),
        ("selection", {"what": "range", "first": 3, "last": 80}, False),
    ],
)
def test_what_was_asked_for_is_remarked_when_nothing_proves_it(
    tmp_path: Path, kind: str, asked: dict[str, str | int], *, is_proven: bool
) -> None:
    path = write_good(tmp_path / "b.zip", kind, good.log(90))
    members = unpacked(path.read_bytes())
    manifest(members, asked=asked)
    path.write_bytes(packed(members))
    report = verify(path, [VKEY])
    assert report.exit_code == 0
    assert any("nothing proves it" in one for one in report.remarks) != is_proven


@pytest.mark.parametrize("version", [True, "1", None])
def test_a_version_of_another_type_is_no_version(
    tmp_path: Path, version: object
) -> None:
    """Python says that true equals 1; other verifiers do not."""
    made = good.Log([canonical(good.body(0, v=version))])
    path = good.write(tmp_path / "v.zip", made, range(1), is_disclosed=False)
    report = verify(path, [VKEY])
    assert report.exit_code == 1
    assert "the field v is not what version 1 has there" in report.findings[0]


def test_the_notes_of_a_split_view_do_not_move_the_cursor(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What follows the root of a checkpoint is up to whoever signed it."""
    other = good.log(30)
    other.leaves[3] = bytes(32)
    text = other.checkpoint(20).split("\n\n", maxsplit=1)[0] + "\n\x9b2J\u202e\n"
    old = tmp_path / "old.checkpoint"
    old.write_text(good.sign_note(text, [good.LOG]), encoding="utf-8")
    bundle = good.write(tmp_path / "b.zip", good.log(30), range(30))
    named = ["verify", str(bundle), "--vkey", VKEY, "--since", str(old)]
    assert main(named) == 1
    told = capsys.readouterr().out
    assert "\n?2J?\n" in told
    assert "\x9b" not in told
    assert "\u202e" not in told
