"""Bundles of somebody who would like the verifier to say more than is true."""

from pathlib import Path

import pytest

from governance.ledger.canonical import canonical
from governance.ledger.verifier import verify
from tests.ledger.bad_bundles import good

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
