"""R4's rollbacks in detail, emergencies, failures and deletions."""

from typing import Final

from reportlab.platypus import Flowable

from reports.documents import layout
from reports.documents.deployment_history.evidence import DeploymentEvidence
from reports.documents.deployment_history.findings import standings
from reports.documents.deployment_history.releases import placed
from reports.documents.deployment_history.running import seconds
from reports.documents.evidence import Event
from reports.documents.release_facts import EmergencyFact, ReleaseFact
from reports.documents.release_judging import Standing
from reports.documents.titling import titled
from reports.pdf import blocks, fonts
from reports.pdf.facts import Facts
from reports.pdf.marks import Chip
from reports.pdf.tables import Cell, Column, Table

WIDTH: Final = layout.WIDTH
EMERGENCIES: Final = (
    Column("Release", 76, fonts.MEDIUM),
    Column("Version, by, when", 84),
    Column("What it passed by, and why", WIDTH - 76 - 84 - 72 - 124),
    Column("Review", 72),
    Column("Due, closed by, entry", 124),
)
FAILURES: Final = (
    Column("Release", 90, fonts.MEDIUM),
    Column("Version", 84),
    Column("Failed (UTC)", 60),
    Column("Failure", WIDTH - 90 - 84 - 60 - 108),
    Column("Entry and its digest", 108, fonts.MONO, size=6),
)
DELETIONS: Final = (
    Column("Deployment", 90, fonts.MEDIUM),
    Column("Answered until then", 84),
    Column("Deleted (UTC), by", 72),
    Column("Why", WIDTH - 90 - 84 - 72 - 108),
    Column("Entry and its digest", 108, fonts.MONO, size=6),
)


def rollbacks(evidence: DeploymentEvidence) -> list[Flowable]:
    """Each with what triggered it, when it was decided and how long it took."""
    answer = "What was taken back, why, and how long until it answered again [E02]."
    rows = [one for one in evidence.releases if one.kind == "rollback"]
    found = standings(evidence)
    named = {one.id: one for one in (*evidence.earlier, *evidence.releases)}
    content: list[Flowable] = []
    for at, one in enumerate(rows, start=1):
        title = f"Rollback {at}: {one.name} in {one.environment}"
        older = named.get(one.goes_back_to)
        facts = Facts(_rollback(one, older, found[one.id]))
        content += [blocks.table_title(title), facts]
    if not rows:
        content = [blocks.paragraph("Nothing was rolled back in the period.")]
    return layout.section(5, "Rollbacks", answer, *content)


def _rollback(
    release: ReleaseFact, older: ReleaseFact | None, standing: Standing
) -> list[tuple[str, str]]:
    healthy = release.reached("Healthy")
    back = (
        f"{older.name}, {older.version}, asked for {older.at}" if older else "unknown"
    )
    restored = (
        f"{seconds(release.to_healthy)} s, answered {healthy.at}" if healthy else ""
    )
    return [
        ("What triggered it", release.why or "No reason is on record"),
        ("Decided", f"{release.at} by {release.who}"),
        ("Taken back", release.before or "nothing answered"),
        ("Went back to", back),
        ("Time to restore", restored or f"Not restored: {release.state}"),
        ("Valid", f"{standing.word}. {standing.words}"),
        ("Entry", placed(release.entry)),
        ("Answers by", placed(release.end)),
    ]


def exceptions(evidence: DeploymentEvidence) -> list[Flowable]:
    """What went past approval, what failed, what was deleted."""
    answer = "What left the usual way, who answers for it, what is overdue [E02] [E07]."
    return layout.section(
        6,
        "Emergencies, failures, deletions",
        answer,
        *_emergencies(evidence),
        *_failures(evidence),
        *_deletions(evidence),
    )


def _listed(
    title: str, columns: tuple[Column, ...], rows: list[tuple[Cell, ...]], empty: str
) -> list[Flowable]:
    content = Table(columns, rows) if rows else blocks.paragraph(empty)
    return titled(title, content)


def _emergencies(evidence: DeploymentEvidence) -> list[Flowable]:
    rows = [
        _emergency(one, one.emergency)
        for one in evidence.releases
        if one.emergency is not None
    ]
    empty = "No release was made in an emergency."
    return _listed("Emergency releases [E02]", EMERGENCIES, rows, empty)


def _emergency(release: ReleaseFact, found: EmergencyFact) -> tuple[Cell, ...]:
    passed = " ".join(found.bypassed) or "What it passed by is not on record."
    return (
        f"{release.environment} {release.name}",
        f"{release.version} {found.made_by} {release.at.removesuffix(' UTC')}",
        f"{passed} Why: {release.why or 'no reason on record'}",
        _review_chip(found),
        _review_words(found, release.entry),
    )


def _review_chip(found: EmergencyFact) -> Chip:
    if found.review is not None:
        is_good = found.review.outcome == "justified"
        return Chip("met" if is_good else "not_met", found.review.label)
    if found.is_overdue:
        return Chip("not_met", "Overdue")
    return Chip("condition", "Waits")


def _review_words(found: EmergencyFact, entry: Event | None) -> str:
    made = f"Released by entry {entry.place}." if entry else "No entry was found."
    review = found.review
    if review is None:
        return f"Due {found.due_at}; nobody has closed it. {made}"
    late = " (late)" if review.is_late else ""
    told = review.entry
    why = f" Why: {told.why}" if told and told.why else ""
    place = told.place if told else "not found"
    closed = f"{review.who} {review.at}{late}, entry {place}."
    return f"Due {found.due_at}; {closed}{why} {made}"


def _failures(evidence: DeploymentEvidence) -> list[Flowable]:
    rows: list[tuple[Cell, ...]] = []
    for one in evidence.releases:
        failed = one.reached("Failed")
        if failed is not None:
            rows.append(
                (
                    f"{one.environment} {one.name}",
                    one.version,
                    failed.at.removesuffix(" UTC"),
                    one.failure or "No evidence: the failure is not on record.",
                    placed(one.end),
                )
            )
    return _listed("Failed releases [E02]", FAILURES, rows, "No release failed.")


def _deletions(evidence: DeploymentEvidence) -> list[Flowable]:
    rows: list[tuple[Cell, ...]] = [
        (
            f"{one.environment} {one.deployment}",
            one.version or "nothing",
            f"{one.at.removesuffix(' UTC')} {one.entry.who if one.entry else ''}",
            (one.entry.why if one.entry else "") or "no reason on record",
            placed(one.entry),
        )
        for one in evidence.deletions
    ]
    empty = "No deployment was deleted."
    return _listed("Deleted deployments [E07]", DELETIONS, rows, empty)
