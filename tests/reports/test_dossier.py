"""The model version dossier, drawn from evidence made by hand."""

from dataclasses import replace

import pytest

from governance import disclosed
from reports.documents import wording
from reports.documents.dossier import history
from reports.documents.dossier.evidence import (
    Comment,
    FileFact,
    LineageFact,
    ManifestFact,
)
from reports.documents.dossier.findings import findings
from reports.documents.dossier.kind import KIND
from reports.documents.dossier.render import conclusion
from reports.documents.evidence import seal
from reports.pdf.timeline import Timeline
from tests.reports import reading, samples


def test_the_same_evidence_gives_the_same_bytes() -> None:
    first = KIND.render(samples.dossier_evidence())
    assert first == KIND.render(samples.dossier_evidence())
    changed = replace(samples.ISSUE, reason="Another reason than before.")
    assert first != KIND.render(samples.dossier_evidence(issue=changed))


def test_it_says_who_when_why_and_where_the_ledger_stood() -> None:
    evidence = samples.dossier_evidence()
    pdf = KIND.render(evidence)
    assert reading.tells(
        pdf,
        "Model version dossier",
        "hydraulic_model_3",
        "HM-DOS-2026-3F9A1C07",
        "2026-11-23 08:30:00 UTC",
        "Quarterly file for the plant safety board.",
        "18,442 sequenced entries, 3 waiting for a number",
        "manage.py verify_ledger --at 18442",
        "Warm-up on DEV before the plant test.",
        "Which runs?",
        "whole groups of rows that belong together",
        "0.876190",
        seal(evidence).sha256,
        samples.POSITION.root,
        samples.digest("onnx"),
    )


def test_every_page_carries_the_evidence_and_its_number() -> None:
    evidence = samples.dossier_evidence()
    told = reading.text(KIND.render(evidence))
    pages = told.count("Ledger,18,442entries")
    assert pages > 5
    assert told.count(seal(evidence).sha256) == pages + 1  # and once on the cover
    for page in range(1, pages + 1):
        assert f"Page{page}of" in told


def test_title_author_language_and_bookmarks_are_set() -> None:
    pdf = KIND.render(samples.dossier_evidence())
    about = reading.about(pdf)
    assert about["Title"] == "Model version dossier: hydraulic_model_3"
    assert about["Author"] == "Hallmark"
    assert about["CreationDate"] == "D:20261123083000+00'00'"
    assert reading.document(pdf).catalog["Lang"] == b"en-GB"
    assert "7 Events" in [" ".join(b.split()) for b in reading.bookmarks(pdf)]


def test_a_missing_validation_is_a_gap_and_no_verdict() -> None:
    evidence = samples.dossier_evidence()
    assert conclusion(evidence).sentence == (
        "Cannot be judged yet: one check without evidence"
    )
    sentence = "No validation by somebody other than the builder is recorded yet."
    assert reading.tells(KIND.render(evidence), sentence, "No evidence")


@pytest.mark.parametrize(
    ("state", "sentence", "tone"),
    [
        ("accepted", "all 8 checks are met", "met"),
        ("accepted_with_conditions", "It was accepted with conditions", "condition"),
        ("rejected", "Its validators rejected it", "not_met"),
        ("open", "Its validation has no verdict yet", "open"),
        ("not_validated", "No validation is recorded yet", "open"),
    ],
)
def test_the_verdict_of_the_validators_decides(
    state: str, sentence: str, tone: str
) -> None:
    told = (("state", state), ("words", f"It is {state}."), ("conditions", "In May."))
    evidence = samples.dossier_evidence(validations=told)
    found = conclusion(evidence)
    assert found.tone == tone
    assert sentence in f"{found.sentence} {found.detail}"
    pdf = KIND.render(evidence)
    assert pdf == KIND.render(evidence)
    assert reading.tells(pdf, "Validation [E09]", f"It is {state}.", "In May.")


def test_a_version_with_nothing_in_it_is_drawn() -> None:
    empty: dict[str, object] = dict.fromkeys(
        (
            "files",
            "datasets",
            "parameters",
            "metrics",
            "metadata",
            "lineage",
            "comments",
            "releases",
            "events",
        ),
        (),
    )
    evidence = samples.dossier_evidence(**empty, lock_sha256="", python="")
    assert reading.tells(
        KIND.render(evidence),
        "No artifact file is recorded.",
        "No dataset is recorded.",
        "No environment lock is recorded.",
        "No metric is recorded.",
        "The version has not been deployed",
        "Nobody has commented on this version.",
        "No lineage is recorded",
    )


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            {"manifest": ManifestFact("a" * 64, "b" * 64, ("metrics.x: sealed",))},
            "The stored parts do not give the sealed digest.",
        ),
        (
            {"files": (FileFact("model.onnx", "model", 1, "c" * 64, intact=False),)},
            "1 of 1 artifact files changed or are missing.",
        ),
        (
            {"releases": (replace(samples.release(2, "hydraulic_model_3"), why=""),)},
            "1 of 1 releases name no reason or person.",
        ),
    ],
)
def test_what_does_not_hold_is_on_the_cover(
    changed: dict[str, object], sentence: str
) -> None:
    verdict = conclusion(samples.dossier_evidence(**changed))
    assert verdict.tone == "not_met"
    assert sentence in verdict.detail


def test_only_shuffled_metrics_are_a_condition() -> None:
    evidence = samples.dossier_evidence(
        metrics=(("accuracy", "0.99"),), validations=(("state", "accepted"),)
    )
    verdict = conclusion(evidence)
    assert verdict.tone == "condition"
    assert "groups held back" in verdict.detail


HOSTILE = (
    "<b <img src='/etc/passwd'> <a href='javascript:alert(1)'>x</a> "
    "</para><para> &lt;&#0;"
)


def test_hostile_text_is_printed_as_it_is() -> None:
    typed = HOSTILE
    comment = Comment("2026-11-02 09:00:00 UTC", typed, typed)
    evidence = samples.dossier_evidence(
        issue=replace(samples.ISSUE, requested_by=typed, reason=typed),
        version=replace(samples.VERSION, label=typed, project=typed, description=typed),
        comments=(comment,),
        parameters=((typed, typed),),
        metadata=(("dai/labels", typed), ("x/confusion_grouped", typed)),
        lineage=(LineageFact(typed, typed, (typed,)),),
        releases=(replace(samples.release(1, typed), deployment=typed, state=typed),),
        events=(replace(samples.event(1), sentence=typed, why=typed, who=typed),),
    )
    pdf = KIND.render(evidence)
    assert reading.text(pdf).count(reading.squeezed(typed)) >= 8
    for part in (b"/URI", b"/JavaScript", b"/Launch", b"/Subtype /Image"):
        assert part not in pdf


def test_endless_words_and_texts_stay_on_their_pages() -> None:
    word = "W" * 10_000
    evidence = samples.dossier_evidence(
        issue=replace(samples.ISSUE, reason=word),
        version=replace(samples.VERSION, label=word, project=word, description=word),
        comments=(Comment("now", word, word),),
        parameters=((word, word),),
        lineage=(LineageFact(word, word, (word, word)),),
        releases=(replace(samples.release(1, word), deployment=word, why=word),),
        events=(replace(samples.event(1), sentence=word, why=word, who=word),),
    )
    assert reading.tells(KIND.render(evidence), "more characters")


def test_letters_that_no_font_has_are_shown_as_code_points() -> None:
    comment = Comment("now", "ds1", "a\u202eb \U0001f600")
    pdf = KIND.render(samples.dossier_evidence(comments=(comment,)))
    assert reading.tells(pdf, "a[U+202E]b [U+1F600]")


def test_metrics_on_groups_alone_are_not_called_unmeasured() -> None:
    evidence = samples.dossier_evidence(metrics=(("grouped/accuracy", "0.9"),))
    (check,) = [one for one in findings(evidence) if one.area == "Performance"]
    assert check.tone == "condition"
    assert check.finding.startswith("Measured on groups held back")


def test_a_release_is_drawn_as_long_as_it_answered() -> None:
    """Not to the end of the figure: its deployment may have been deleted since."""
    stopped = replace(
        samples.release(1, "hydraulic_model_3"),
        answered="2026-11-03 00:00:00 UTC",
        ended="2026-11-13 00:00:00 UTC",
    )
    mute = samples.release(2, "hydraulic_model_3", state="Failed")
    _, figure = history.timeline([stopped, mute], "2026-11-23 00:00:00 UTC")
    assert isinstance(figure, Timeline)
    (lane,) = figure.lanes
    assert [(span.start, span.end) for span in lane.spans] == [(0.0, 0.5)]


def test_a_reason_that_was_erased_was_given() -> None:
    assert wording.ERASED == disclosed.ERASED
    told = replace(samples.release(2, "hydraulic_model_3"), why=disclosed.ERASED)
    mute = replace(told, why="")
    for release, tone in ((told, "met"), (mute, "not_met")):
        evidence = samples.dossier_evidence(releases=(release,))
        (check,) = [one for one in findings(evidence) if one.area == "Releases"]
        assert check.tone == tone


def test_what_is_not_printed_is_counted() -> None:
    evidence = samples.dossier_evidence(comments_in_all=700, events_in_all=3_000)
    assert reading.tells(
        KIND.render(evidence),
        "oldest first; 700 in all",
        "The first 1 of 700 are printed.",
        "The first 40 of 3,000 are printed.",
        "Every entry listed here (40) has a number.",
    )
