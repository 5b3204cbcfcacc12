"""The example of docs/ledger-format.md is what it says it is."""

from pathlib import Path

from governance.ledger.canonical import parse_object
from governance.ledger.disclosures import Disclosure
from governance.ledger.hashing import leaf_hash

PAGE = Path(__file__).parents[2] / "docs" / "ledger-format.md"


def test_the_worked_example_holds() -> None:
    text = PAGE.read_text(encoding="utf-8")
    body = text.split("```json\n")[1].split("\n```")[0].encode()
    told = text.rsplit("```\n", 2)[1].strip()
    assert leaf_hash(body).hex() == told
    why = Disclosure("why", bytes(16), "A look at the ledger.")
    assert why.opens(parse_object(body)["why"])
