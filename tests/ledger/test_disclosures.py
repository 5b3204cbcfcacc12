"""Personal data outside the body, bound to it by a salted digest."""

from dataclasses import replace

from governance.ledger.disclosures import disclose


def test_a_disclosure_opens_what_it_sealed() -> None:
    told = disclose("why", "Drift on sensor D.")
    assert told.opens(told.sealed())


def test_another_value_place_or_salt_opens_nothing() -> None:
    told = disclose("why", "Drift on sensor D.")
    for wrong in (
        replace(told, value="Drift on sensor E."),
        replace(told, path="actor.name"),
        replace(told, salt=b"0" * 16),
    ):
        assert not wrong.opens(told.sealed())


def test_the_same_value_looks_different_each_time() -> None:
    assert disclose("why", "same").digest != disclose("why", "same").digest


def test_something_else_than_a_digest_opens_nothing() -> None:
    told = disclose("why", "Drift on sensor D.")
    for sealed in (None, "text", {"_sd": 5}, {"_sd": told.digest, "more": 1}):
        assert not told.opens(sealed)
