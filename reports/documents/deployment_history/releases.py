"""R4's changes: each with its approval, then each signature, whole."""

from typing import Final

from reportlab.platypus import Flowable

from reports.documents import layout
from reports.documents.deployment_history.evidence import DeploymentEvidence
from reports.documents.deployment_history.findings import standings
from reports.documents.deployment_history.timeline import KINDS
from reports.documents.evidence import Event
from reports.documents.release_facts import ChangeFact, ReleaseFact, SignatureFact
from reports.documents.release_judging import Standing, discounted
from reports.documents.titling import titled
from reports.pdf import blocks, fonts
from reports.pdf.marks import Chip
from reports.pdf.tables import Cell, Column, Table

WIDTH: Final = layout.WIDTH
PRINTED: Final = 400  # rows of one table; the evidence file has all of them
DECISIONS: Final = {
    "approve": Chip("met", "Approves"),
    "changes": Chip("condition", "Asks changes"),
    "reject": Chip("not_met", "Rejects"),
}
NOTHING: Final = "The period holds no release."
CHANGES: Final = (
    Column("Release", 64, fonts.MEDIUM),
    Column("Change", 92),
    Column("When (UTC), who", 64),
    Column("Why", WIDTH - 64 - 92 - 64 - 88 - 82),
    Column("Approval", 88),
    Column("Entry and its digest", 82, fonts.MONO, size=5.8),
)
REQUESTS: Final = (
    Column("Request, release", 74, fonts.MEDIUM),
    Column("Who", 50),
    Column("Decision", 78),
    Column("Meaning of the signature", WIDTH - 74 - 50 - 78 - 72 - 82),
    Column("Login, signed (UTC)", 72),
    Column("Entry and its digest", 82, fonts.MONO, size=5.8),
)


def changes(evidence: DeploymentEvidence) -> list[Flowable]:
    """Each release with its approval; then each signature, whole."""
    answer = "Every change: what, who, when, why, and by whose approval [E02]."
    rows, found = evidence.releases[:PRINTED], standings(evidence)
    title = "Changes and approvals"
    if not rows:
        return layout.section(3, title, answer, blocks.paragraph(NOTHING))
    table = Table(CHANGES, [_change(one, found[one.id]) for one in rows])
    why = [
        blocks.item(f"{one.name}: {found[one.id].words} [E02]")
        for one in rows
        if not found[one.id].passes
    ]
    if why:
        why.insert(0, blocks.subtitle("Unapproved, and why"))
    rest = (*cut(len(evidence.releases)), *why, *_requests(evidence))
    return layout.section(3, title, answer, table, *rest)


def cut(total: int) -> list[Flowable]:
    """Says so when a table does not hold all releases."""
    if total <= PRINTED:
        return []
    words = f"The first {PRINTED:,} of {total:,}; the evidence file has all of them."
    return [blocks.caption(words)]


def _change(release: ReleaseFact, standing: Standing) -> tuple[Cell, ...]:
    label = release.change.label if release.change else ""
    return (
        f"{release.environment} {release.name}",
        f"{KINDS.get(release.kind, release.kind)}: {_step(release)}",
        f"{release.at.removesuffix(' UTC')} {release.who}",
        release.why or "no reason on record",
        Chip(standing.tone, f"{standing.word} {label}".strip()),
        placed(release.entry),
    )


def _step(release: ReleaseFact) -> str:
    if not release.before:
        return f"{release.version}, where nothing answered"
    return f"{release.before} to {release.version}"


def _requests(evidence: DeploymentEvidence) -> list[Flowable]:
    rows: list[tuple[Cell, ...]] = []
    for release in evidence.releases[:PRINTED]:
        if release.change is not None:
            rows.append(_asked(release, release.change))
            rows += [_signed(release.change, one) for one in release.change.signatures]
    title = "Change requests and signatures"
    if not rows:
        nothing = blocks.paragraph("No release of the period came from a request.")
        return titled(title, nothing)
    words = (
        "Each signature stands for the sentence beside it, over the digest that the "
        "request binds: artifact, data, environment, policy and target."
    )
    return [*titled(title, Table(REQUESTS, rows)), blocks.caption(words)]


def _asked(release: ReleaseFact, change: ChangeFact) -> tuple[Cell, ...]:
    binds = f"Binds SHA-256 {change.binding} under policy revision"
    return (
        f"{change.label}, {release.name}",
        change.asked_by,
        "asked for it",
        f"{binds} {change.policy_revision}. {_why(change.entry)}",
        change.asked_at.removesuffix(" UTC"),
        placed(change.entry),
    )


def _signed(change: ChangeFact, one: SignatureFact) -> tuple[Cell, ...]:
    because = discounted(one) if one.verdict == "approve" else ""
    note = f" Not counted: {because}." if because else ""
    chip = Chip("condition", "Not counted") if because else DECISIONS[one.verdict]
    return (
        change.label,
        one.who,
        chip,
        f"{one.meaning}{note} {_why(one.entry)}",
        f"{one.auth_time.removesuffix(' UTC')} {one.signed_at.removesuffix(' UTC')}",
        placed(one.entry),
    )


def _why(entry: Event | None) -> str:
    return f"Why: {entry.why}" if entry and entry.why else ""


def placed(entry: Event | None) -> str:
    """An entry by its number and its digest."""
    return f"{entry.place} {entry.digest}" if entry else "no entry found"
