"""The audit trail, drawn from evidence made by hand."""

from dataclasses import replace
from typing import Any

import pytest

from reports.documents.audit_trail.kind import KIND
from reports.documents.audit_trail.render import conclusion
from tests.reports import reading, samples


def test_the_same_evidence_gives_the_same_bytes() -> None:
    assert KIND.render(samples.audit_evidence()) == KIND.render(
        samples.audit_evidence()
    )


def test_each_entry_is_listed_with_its_whole_digest() -> None:
    pdf = KIND.render(samples.audit_evidence(inside=25))
    assert reading.tells(
        pdf,
        "31 entries of this project outside the period",
        "All entries of the project hydraulic system",
        "release.deployed",
        *(samples.digest(f"event {number}") for number in range(25)),
    )


def test_a_whole_record_says_so() -> None:
    verdict = conclusion(samples.audit_evidence())
    assert (verdict.tone, verdict.sentence) == (
        "met",
        "The listed record is whole: all 4 checks are met",
    )


@pytest.mark.parametrize(
    ("changed", "tone", "words"),
    [
        ({"broken": ("number 7",)}, "not_met", "do not give their digest"),
        ({"gapless": False}, "not_met", "have a gap"),
        (
            {"counts": samples.counts(40, without_reason=2)},
            "not_met",
            "2 entries that need a reason have none",
        ),
        (
            {"counts": samples.counts(40, waiting=3)},
            "condition",
            "without a number yet: 3",
        ),
    ],
)
def test_what_is_wrong_is_on_the_cover(
    changed: dict[str, Any], tone: str, words: str
) -> None:
    verdict = conclusion(samples.audit_evidence(**changed))
    assert verdict.tone == tone
    assert words in verdict.detail


def test_an_empty_period_is_drawn() -> None:
    empty = samples.counts(0, privileged=0, by_day=(), by_action=())
    evidence = samples.audit_evidence(inside=0, counts=empty, privileged=())
    assert reading.tells(KIND.render(evidence), "The period holds no entry.")


def test_a_long_list_is_attached_and_its_ends_are_printed() -> None:
    evidence = samples.audit_evidence(inside=10_001, edge=30)
    pdf = KIND.render(evidence)
    assert reading.tells(
        pdf,
        samples.digest("event 29"),
        samples.digest("event 9971"),
        samples.digest("list"),
        "10,001 entries are too many to print",
    )
    assert samples.digest("event 30") not in reading.text(pdf)


def test_a_long_period_is_drawn_by_month() -> None:
    days = (("2024-01-31", 3), ("2026-11-09", 14))
    evidence = samples.audit_evidence(counts=samples.counts(40, by_day=days))
    assert reading.tells(KIND.render(evidence), "Entries per month")


def test_hostile_reasons_are_printed_as_they_are() -> None:
    typed = "<img src='/etc/passwd'><b"
    events = tuple(replace(samples.event(at), why=typed) for at in range(3))
    pdf = KIND.render(samples.audit_evidence(first=events, privileged=events))
    assert reading.text(pdf).count(reading.squeezed(typed)) == 6
