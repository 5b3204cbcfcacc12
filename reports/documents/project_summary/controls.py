"""The controls of R8: each is asked of each version, and answered from evidence."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from reports.documents.project_summary import governed
from reports.documents.project_summary.answering import Answer, entry, met, missing
from reports.documents.project_summary.due import YEAR, day_of, next_due
from reports.documents.project_summary.evidence import SummaryEvidence, VersionFact
from reports.documents.release_judging import judge
from reports.documents.wording import begun, counted


@dataclass(frozen=True)
class Control:
    """A control: its short name, its question, where its evidence stands."""

    name: str
    question: str
    source: str
    ask: Callable[[SummaryEvidence, VersionFact], Answer]


def _snapshot(evidence: SummaryEvidence, version: VersionFact) -> Answer:
    if version.differences:
        count = begun(counted(len(version.differences), "difference"))
        return Answer("not_met", f"{count}: {version.differences[0]}")
    return met("Rebuilt from its rows and re-read files; the digest is the same.")


def _data(evidence: SummaryEvidence, version: VersionFact) -> Answer:
    if not version.datasets:
        return missing("It names no dataset.")
    if version.wrong_datasets:
        named = ", ".join(version.wrong_datasets[:3])
        return Answer("not_met", f"Another digest than the registered one: {named}.")
    return met(
        begun(f"{counted(version.datasets, 'dataset')} with the registered digest.")
    )


_VERDICTS: Final = {
    "accepted": "met",
    "accepted_with_conditions": "condition",
    "rejected": "not_met",
}


def _validation(evidence: SummaryEvidence, version: VersionFact) -> Answer:
    found = version.validation
    tone = _VERDICTS.get(found.state, "no_evidence")
    due = next_due(evidence, version)
    if tone in {"met", "condition"} and due and due <= day_of(evidence.as_of):
        return Answer("not_met", f"{found.words} Due again since {due}.")
    return Answer(tone, f"{found.words}{entry(found.entry)}")


def _findings(evidence: SummaryEvidence, version: VersionFact) -> Answer:
    rows = version.findings
    if not rows:
        if not version.validation.at:
            return missing("Nobody has looked: there is no verdict.")
        return met("No finding is open.")
    serious = sum(one.is_serious for one in rows)
    late = sum(day_of(one.due) < day_of(evidence.as_of) for one in rows)
    words = begun(
        f"{counted(len(rows), 'open finding')}, {serious} serious, {late} overdue."
    )
    return Answer("not_met" if serious or late else "condition", words)


def _approval(evidence: SummaryEvidence, version: VersionFact) -> Answer:
    """Of the releases by which it answers where approvals are asked for."""
    found = judge(evidence.releases)
    mine = [
        one
        for one in evidence.releases
        if one.id in evidence.live and one.digest == version.digest
    ]
    asked = [one for one in mine if found[one.id].tone != "none"]
    for tone in ("not_met", "no_evidence"):
        for one in asked:
            if found[one.id].tone == tone:
                return Answer(tone, f"{one.name}: {found[one.id].words}")
    if asked:
        return met(f"{asked[0].name}: {found[asked[0].id].words}")
    return Answer("none", "It answers nowhere that asks for approvals.")


def _dossier(evidence: SummaryEvidence, version: VersionFact) -> Answer:
    found = version.dossier
    if found is None:
        return missing("No dossier was issued.")
    told = f"{found.number} of {found.at[:10]}"
    if day_of(found.at) + YEAR < day_of(evidence.as_of):
        return Answer("not_met", f"{told} is older than 12 months.")
    if found.since:
        return Answer("condition", f"Since {told}: {', '.join(found.since)}.")
    return met(f"{told}; nothing changed since.")


def _monitoring(evidence: SummaryEvidence, version: VersionFact) -> Answer:
    if not version.environments:
        return Answer("none", "It answers nowhere, so there is nothing to watch.")
    where = ", ".join(version.environments)
    return missing(f"No measurement of how it answers in {where} is on record.")


def _emergencies(evidence: SummaryEvidence, version: VersionFact) -> Answer:
    mine = [
        one.emergency
        for one in evidence.releases
        if one.emergency and one.digest == version.digest
    ]
    late = sum(one.is_overdue for one in mine)
    refused = sum(
        one.review is not None and one.review.outcome != "justified" for one in mine
    )
    waits = sum(one.review is None for one in mine)
    if late or refused:
        words = f"Reviews overdue: {late}; found not justified: {refused}."
        return Answer("not_met", words)
    if waits:
        return Answer(
            "condition", begun(f"{counted(waits, 'review')} to come in time.")
        )
    if mine:
        return met(begun(f"{counted(len(mine), 'review')} closed, found justified."))
    return met("It was never released in an emergency.")


CONTROLS: Final = (
    Control("Snapshot", "Does the sealed snapshot hold?", "E02", _snapshot),
    Control("Data", "Has its data the registered digests?", "E02", _data),
    Control("Validation", "Is a verdict of validators in force?", "E02", _validation),
    Control("Findings", "Are all findings closed?", "E02", _findings),
    Control("Approval", "Was it approved where it answers?", "E03", _approval),
    Control("Owner", "Does somebody answer for it?", "E04", governed.owner),
    Control("Risk tier", "Did somebody set the risk tier?", "E04", governed.tier),
    Control("Access", "Was access reviewed within 12 months?", "E05", governed.access),
    Control("Dossier", "Is a dossier issued, and fresh?", "E02", _dossier),
    Control("Monitoring", "Is its behaviour measured?", "E02", _monitoring),
    Control("Emergencies", "Are emergency reviews closed?", "E03", _emergencies),
)


def answers(evidence: SummaryEvidence) -> tuple[tuple[Answer, ...], ...]:
    """Each control asked of each version: rows are versions, in their order."""
    return tuple(
        tuple(control.ask(evidence, version) for control in CONTROLS)
        for version in evidence.versions
    )
