"""R4, deployment and rollback history: its titles, sections and parts of evidence."""

from collections import Counter
from typing import Final

from reportlab.platypus import Flowable

from reports.documents import layout
from reports.documents.deployment_history import (
    exceptional,
    findings,
    releases,
    running,
    timeline,
)
from reports.documents.deployment_history.evidence import DeploymentEvidence
from reports.documents.evidence import Pairs
from reports.documents.frame import Parts
from reports.documents.release_facts import PolicyFact
from reports.documents.release_judging import RULE
from reports.documents.wording import begun, counted
from reports.pdf import blocks, fonts, text
from reports.pdf.blocks import Tile, Tiles
from reports.pdf.facts import Facts
from reports.pdf.tables import Column, Table

TITLE: Final = "Deployment and rollback history"
SECTIONS: Final = (
    "Summary",
    "Timeline",
    "Changes and approvals",
    "States and warm-up",
    "Rollbacks",
    "Emergencies, failures, deletions",
    "What each change changed",
    "Policies",
    "Entries",
)
VERDICT: Final = (
    "The verdict: one unapproved release is enough for “unapproved”; otherwise the "
    "checks decide: one that is not met means it does not hold, missing evidence that "
    "it cannot be judged yet, a condition is named. "
)
POLICIES: Final = (
    Column("Policy", 82, fonts.MEDIUM),
    Column("Approvals", 46, align="right"),
    Column("Conditions", layout.WIDTH - 82 - 46 - 92 - 112 - 46),
    Column("Published (UTC)", 92),
    Column("SHA-256", 112, fonts.MONO, size=5.6),
    Column("Releases", 46, align="right"),
)
MAX_TILES: Final = 4


def subject(evidence: DeploymentEvidence) -> tuple[str, str]:
    """What the cover is about, and its context."""
    context = f"Releases from {evidence.since} to {evidence.until}"
    return f"Project {evidence.project}", context


def counts(evidence: DeploymentEvidence) -> Pairs:
    """What is compared with the former issue."""
    rows = evidence.releases
    numbers = {
        "Releases": len(rows),
        "Unapproved releases": len(findings.unapproved(evidence)),
        "Rollbacks": sum(one.kind == "rollback" for one in rows),
        "Emergency releases": sum(one.emergency is not None for one in rows),
        "Failed releases": sum(one.reached("Failed") is not None for one in rows),
        "Deleted deployments": len(evidence.deletions),
    }
    return tuple((name, f"{number:,}") for name, number in numbers.items())


def story(evidence: DeploymentEvidence) -> list[Flowable]:
    """The sections of its own."""
    return [
        *_summary(evidence),
        *timeline.timeline(evidence),
        *releases.changes(evidence),
        *running.states(evidence),
        *exceptional.rollbacks(evidence),
        *exceptional.exceptions(evidence),
        *running.differences(evidence),
        *_policies(evidence),
        *_entries(evidence),
    ]


def _summary(evidence: DeploymentEvidence) -> list[Flowable]:
    facts = Facts(
        (
            ("Filter", evidence.filter),
            ("In", begun(counted(len(evidence.releases), "release"))),
            ("Out", begun(f"{counted(evidence.outside, 'release')} before the period")),
            ("Not counted", "Releases of other projects"),
        )
    )
    answer = "Where releases went, whether they were approved, and what is missing."
    checks = findings.findings(evidence)
    return layout.section(
        1,
        SECTIONS[0],
        answer,
        Tiles(_tiles(evidence)),
        blocks.subtitle("Statement"),
        facts,
        *layout.check_table(checks, VERDICT + RULE),
    )


def _tiles(evidence: DeploymentEvidence) -> list[Tile]:
    """One for each environment; with many of them, the last ones."""
    wrong = Counter(one.environment for one in findings.unapproved(evidence))
    every = Counter(one.environment for one in evidence.releases)
    tiles = []
    for name in evidence.environments[-MAX_TILES:]:
        bad, count = wrong[name], every[name]
        words = f"{bad:,} unapproved" if bad else "none unapproved"
        tone = "not_met" if bad else "met" if count else "none"
        told = words if count else "no release"
        tiles.append(Tile(f"Releases in {name}", text.number(count), told, tone))
    back = sum(one.kind == "rollback" for one in evidence.releases)
    failed = sum(one.reached("Failed") is not None for one in evidence.releases)
    if len(tiles) < MAX_TILES:
        words = f"failed: {counted(failed, 'release')}"
        tiles.append(Tile("Rollbacks", text.number(back), words))
    return tiles


def _policies(evidence: DeploymentEvidence) -> list[Flowable]:
    answer = "Which revision decided on releases, and what it asks for [E05]."
    used = Counter(one.policy for one in evidence.releases)
    rows = [
        (
            policy.name,
            str(policy.approvals),
            "; ".join(policy.conditions) or "none",
            _published(policy),
            policy.digest,
            f"{used[policy.name]:,}",
        )
        for policy in evidence.policies
    ]
    nothing = blocks.paragraph("No policy decided on anything in the period.")
    content = Table(POLICIES, rows) if rows else nothing
    return layout.section(8, SECTIONS[7], answer, content)


def _published(policy: PolicyFact) -> str:
    who = policy.published_by or "with the product"
    return f"{policy.published_at.removesuffix(' UTC')} {who}"


def _entries(evidence: DeploymentEvidence) -> list[Flowable]:
    answer = (
        "Every entry about releases, changes and their reviews, oldest first [E06]."
    )
    content: list[Flowable] = [layout.event_table(evidence.events)]
    if not evidence.events:
        content = [blocks.paragraph("The period holds no such entry.")]
    shown, total = len(evidence.events), evidence.events_in_all
    if total > shown:
        words = f"The newest {shown:,} of {total:,}; the audit trail has them all."
        content.append(blocks.caption(words))
    return layout.section(9, SECTIONS[8], answer, *content)


def parts(evidence: DeploymentEvidence) -> Parts:
    """The evidence, part by part, as the appendix lists it."""
    return [
        ("E01", "Ledger position", evidence.position),
        ("E02", "Releases of the period", evidence.releases),
        ("E03", "Earlier releases", evidence.earlier),
        ("E04", "Differences of versions", evidence.differences),
        ("E05", "Policies", evidence.policies),
        ("E06", "Entries", evidence.events),
        ("E07", "Deleted deployments", evidence.deletions),
    ]
