"""The verifier against good bundles, and against each bad one."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from governance.ledger.__main__ import main
from governance.ledger.canonical import canonical
from governance.ledger.errors import LedgerError
from governance.ledger.verifier import verify, verify_proof
from tests.ledger.bad_bundles import (  # noqa: F401 - each registers its defects
    disclosed,
    entries,
    good,
    selections,
    signed,
    zips,
)
from tests.ledger.bad_bundles.spoiling import (
    DEFECTS,
    Defect,
    packed,
    unpacked,
    write_good,
)

SIZE = 90
VKEY = good.LOG.verifier.vkey
WITNESSES = [good.WITNESS.verifier.vkey, good.SECOND.verifier.vkey]


@pytest.fixture(scope="module")
def log() -> good.Log:
    return good.log(SIZE)


@pytest.fixture(scope="module")
def bundles(log: good.Log, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A good bundle of each kind."""
    folder = tmp_path_factory.mktemp("good")
    kinds = ("range", "complete", "selection")
    return {kind: write_good(folder / f"{kind}.zip", kind, log) for kind in kinds}


def kept(tmp_path: Path, note: str) -> Path:
    """The file of somebody who kept a checkpoint."""
    path = tmp_path / "old.checkpoint"
    path.write_text(note, encoding="utf-8")
    return path


def ran(*arguments: object) -> int:
    return main(["verify", *(str(one) for one in arguments)])


@pytest.mark.parametrize("kind", ["range", "complete", "selection"])
def test_a_good_bundle_holds(
    bundles: dict[str, Path], kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    named = ["--witness", "1-of-1", "--witness-vkey", WITNESSES[0]]
    assert ran(bundles[kind], "--vkey", VKEY, *named) == 0
    told = capsys.readouterr().out
    assert told.startswith("HOLDS\n")
    is_complete = "are complete, unchanged and in their order" in told
    assert is_complete == (kind != "selection")
    assert ("does not show that these are all" in told) == (kind == "selection")
    assert "The witness witness.example co-signed it" in told


@pytest.mark.parametrize("bad", DEFECTS, ids=lambda one: one.name)
def test_each_defect_is_told(
    bundles: dict[str, Path],
    bad: Defect,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    data = bundles[bad.kind].read_bytes()
    asked = bad.how.get("witnesses", 0)
    named = ["--witness", f"{asked}-of-{asked}"] if asked else []
    for vkey in WITNESSES[:asked]:
        named += ["--witness-vkey", vkey]
    spoiled = tmp_path / "bad.zip"
    spoiled.write_bytes(bad.spoil(data))
    assert spoiled.read_bytes() != data
    assert ran(spoiled, "--vkey", VKEY, *named) == bad.exit_code
    answer = capsys.readouterr()
    assert bad.told in answer.out + answer.err
    assert "HOLDS\n" not in (answer.out.splitlines(keepends=True) or [""])[0]


def test_a_flipped_bit_anywhere_is_never_called_good(
    bundles: dict[str, Path], tmp_path: Path
) -> None:
    """Every 97th byte of the file, headers included; checksums stay as they were."""
    for kind in ("range", "selection"):
        data = bundles[kind].read_bytes()
        for at in range(0, len(data), 97):
            spoiled = bytearray(data)
            spoiled[at] ^= 1
            path = tmp_path / "bad.zip"
            path.write_bytes(spoiled)
            try:
                code = verify(path, [VKEY]).exit_code
            except LedgerError:
                code = 2
            assert code, f"{kind}: byte {at}"


def test_a_flipped_bit_in_an_entry_is_told_by_its_number(
    bundles: dict[str, Path], tmp_path: Path
) -> None:
    data = bundles["range"].read_bytes()
    at = data.index(good.log(34).bodies[33]) + 30
    path = tmp_path / "bad.zip"
    path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    report = verify(path, [VKEY])
    assert report.exit_code == 1
    assert report.findings[0].startswith("entry 33: ")
    assert "entries.ndjson: the checksum in the zip is wrong" in report.lacking


@pytest.mark.parametrize("name", ["README.txt", "log.vkey"])
def test_what_proves_nothing_is_remarked_when_it_differs(
    bundles: dict[str, Path], tmp_path: Path, name: str
) -> None:
    members = unpacked(bundles["range"].read_bytes())
    path = tmp_path / "other.zip"
    path.write_bytes(packed({**members, name: b"trust me\n"}))
    report = verify(path, [VKEY])
    assert report.exit_code == 0
    assert any(name in remark for remark in report.remarks)


def test_the_key_inside_a_bundle_proves_nothing(
    bundles: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert ran(bundles["range"]) == 2
    assert "the key inside a bundle proves nothing" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--vkey", "nonsense"], "a key is <name>"),
        (["--vkey", WITNESSES[0]], "takes the key of a log"),
        (["--vkey", VKEY, "--witness-vkey", VKEY], "takes the key of a witness"),
        (["--vkey", VKEY, "--witness", "one"], "is written as 1-of-2"),
        (
            ["--vkey", VKEY, "--witness", "1-of-2", "--witness-vkey", WITNESSES[0]],
            "needs --witness-vkey 2 times, not 1",
        ),
        (
            ["--vkey", VKEY, *["--witness-vkey", WITNESSES[0]] * 2],
            "each witness is named once",
        ),
        (["--vkey", VKEY, "--since", "/nowhere"], "No such file"),
        (["more", "--vkey", VKEY], "name one bundle"),
    ],
)
def test_bad_arguments_are_unusable_input(
    bundles: dict[str, Path],
    arguments: list[str],
    told: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert ran(bundles["range"], *arguments) == 2
    assert told in capsys.readouterr().err


def test_a_missing_file_is_unusable_input(tmp_path: Path) -> None:
    assert ran(tmp_path / "none.zip", "--vkey", VKEY) == 2
    assert ran(tmp_path, "--vkey", VKEY) == 2


def test_after_a_rotation_either_key_will_do(log: good.Log, tmp_path: Path) -> None:
    note = log.checkpoint(SIZE, good.LOG, good.OTHER_LOG)
    path = good.write(tmp_path / "both.zip", log, range(SIZE), checkpoint=note)
    for vkeys in ([VKEY], [good.OTHER_LOG.verifier.vkey], [VKEY, "x"][:1]):
        assert verify(path, vkeys).exit_code == 0


def test_a_former_key_vouches_for_a_kept_checkpoint_and_for_no_bundle(
    log: good.Log, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A key that was changed may be in anybody's hands."""
    former, now = good.OTHER_LOG, good.LOG
    old = kept(tmp_path, log.checkpoint(20, former))
    keys = ("--vkey", now.verifier.vkey, "--since-vkey", former.verifier.vkey)
    fine = good.write(tmp_path / "now.zip", log, range(SIZE))
    assert ran(fine, *keys, "--since", old) == 0
    assert ran(fine, "--vkey", now.verifier.vkey, "--since", old) == 2
    assert "with --since-vkey" in capsys.readouterr().err
    note = log.checkpoint(SIZE, former)
    forged = good.write(tmp_path / "forged.zip", log, range(SIZE), checkpoint=note)
    assert ran(forged, *keys, "--since", old) == 1


@pytest.mark.parametrize("size", [1, 10, 20, 35, 60, 89, 90])
def test_the_log_has_only_grown_since_a_kept_checkpoint(
    log: good.Log, bundles: dict[str, Path], size: int
) -> None:
    """From the bundle's own proof (20), or from the entries of a range it reaches."""
    report = verify(bundles["complete"], [VKEY], since=log.checkpoint(size).encode())
    assert report.exit_code == 0
    told = f"The log has only grown since your checkpoint of {size} entries."
    assert told in report.statements


@pytest.mark.parametrize(("kind", "size"), [("range", 5), ("selection", 19)])
def test_a_proof_that_is_not_there_is_asked_for(
    bundles: dict[str, Path],
    kind: str,
    size: int,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = kept(tmp_path, good.log(SIZE).checkpoint(size))
    assert ran(bundles[kind], "--vkey", VKEY, "--since", path) == 2
    told = capsys.readouterr().out
    assert told.startswith("CANNOT BE DECIDED\n")
    assert f"ask for an export with --since {size}" in told


@pytest.mark.parametrize("size", [20, 40, SIZE])
def test_a_split_view_is_proved_by_both_notes(
    bundles: dict[str, Path],
    size: int,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Attack 7: the log's own key signed another history for somebody else."""
    other = good.log(SIZE)
    other.leaves[3] = bytes(32)
    path = kept(tmp_path, other.checkpoint(size))
    assert ran(bundles["complete"], "--vkey", VKEY, "--since", path) == 1
    told = capsys.readouterr().out
    assert f"two different histories of {size} entries" in told
    assert other.checkpoint(size) in told
    assert good.log(SIZE).cosigned(good.WITNESS) in told


def test_an_older_state_is_a_replay(
    bundles: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Attack 9, and 4: the tail was cut with its checkpoints."""
    path = kept(tmp_path, good.log(95).checkpoint())
    assert ran(bundles["range"], "--vkey", VKEY, "--since", path) == 1
    told = capsys.readouterr().out
    assert "this is an older state of the log: 90 entries, you keep" in told


@pytest.mark.parametrize(
    ("note", "told"),
    [
        (good.log(5).checkpoint(5, good.OTHER_LOG), "no signature is by a key"),
        ("hello\n", "a note is a text"),
    ],
)
def test_a_kept_checkpoint_that_the_log_did_not_sign_is_unusable(
    bundles: dict[str, Path],
    note: str,
    told: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = kept(tmp_path, note)
    assert ran(bundles["range"], "--vkey", VKEY, "--since", path) == 2
    assert told in capsys.readouterr().err


def test_a_clock_that_went_back_is_remarked_and_nothing_else(
    tmp_path: Path,
) -> None:
    """Attack 13: the order is by number."""
    times = [good.body(index)["ts"] for index in (3, 1, 2)]
    bodies = [canonical(good.body(at, ts=ts)) for at, ts in enumerate(times)]
    path = good.write(tmp_path / "clock.zip", good.Log(bodies), range(3))
    report = verify(path, [VKEY])
    assert report.exit_code == 0
    (remark,) = report.remarks
    assert "2 entries tell an earlier time than one before, the first is entry 1" in (
        remark
    )


def test_a_clock_far_ahead_of_a_witness_is_remarked(tmp_path: Path) -> None:
    bodies = [canonical(good.body(0, ts="2097-01-01T00:00:00.000000Z"))]
    made = good.Log(bodies)
    path = good.write(
        tmp_path / "clock.zip",
        made,
        range(1),
        checkpoint=made.cosigned(good.WITNESS),
    )
    report = verify(path, [VKEY], witness_vkeys=WITNESSES[:1])
    assert report.exit_code == 0
    assert any("a clock was ahead" in remark for remark in report.remarks)


def test_erased_and_withheld_values_are_counted(
    log: good.Log, bundles: dict[str, Path], tmp_path: Path
) -> None:
    report = verify(bundles["range"], [VKEY])
    assert (report.sealed, report.disclosed, report.erased) == (100, 99, 1)
    path = good.write(tmp_path / "without.zip", log, range(10, 60), is_disclosed=False)
    report = verify(path, [VKEY])
    assert (report.exit_code, report.sealed, report.disclosed) == (0, 100, 0)


def test_an_entry_of_a_later_version_is_checked_by_its_hash(tmp_path: Path) -> None:
    made = good.Log([canonical({"v": 2, "new": "fields"})])
    path = good.write(tmp_path / "v2.zip", made, range(1), is_disclosed=False)
    report = verify(path, [VKEY])
    assert report.exit_code == 0
    assert "only their hashes were checked" in report.remarks[0]


def test_an_empty_range_and_an_empty_selection_hold(
    log: good.Log, tmp_path: Path
) -> None:
    nothing: list[Sequence[int]] = [range(5, 5), []]
    for indexes in nothing:
        path = good.write(tmp_path / "none.zip", log, indexes)
        assert verify(path, [VKEY]).exit_code == 0


def test_one_proof_is_checked_with_its_body(
    log: good.Log,
    bundles: dict[str, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    members = unpacked(bundles["selection"].read_bytes())
    proof, body = tmp_path / "17.tlog-proof", tmp_path / "17.json"
    proof.write_bytes(members["proofs/17.tlog-proof"])
    body.write_bytes(log.bodies[17])
    asked = ["proof", proof, "--body", body, "--vkey", VKEY]
    assert ran(*asked) == 0
    assert "Entry 17 is in the log hallmark.example/ledger" in capsys.readouterr().out
    body.write_bytes(log.bodies[18])
    assert ran(*asked) == 1
    assert "entry 17 does not lead to the root" in capsys.readouterr().out
    assert ran("proof", proof, "--vkey", VKEY) == 2


def test_a_proof_by_another_key_does_not_hold(
    log: good.Log, bundles: dict[str, Path]
) -> None:
    members = unpacked(bundles["selection"].read_bytes())
    proof = members["proofs/17.tlog-proof"]
    vkey = good.OTHER_LOG.verifier.vkey
    assert verify_proof(proof, log.bodies[17], [vkey]).exit_code == 1


def test_what_comes_from_a_bundle_cannot_move_the_cursor(
    bundles: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    members = unpacked(bundles["range"].read_bytes())
    line = members["disclosures.ndjson"].replace(b'"why"', b'"\\u001b[2J"', 1)
    path = tmp_path / "bad.zip"
    path.write_bytes(packed({**members, "disclosures.ndjson": line}))
    assert ran(path, "--vkey", VKEY) in {1, 2}
    answer = capsys.readouterr()
    assert "\x1b" not in answer.out + answer.err
