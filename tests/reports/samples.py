"""Evidence to draw, made by hand: no database, always the same."""

import hashlib
from dataclasses import replace

from governance.ledger.checkpoints import Checkpoint
from governance.ledger.notes import sign_note
from reports.documents.audit_trail import evidence as audit
from reports.documents.dossier import evidence as dossier
from reports.documents.evidence import (
    Clause,
    Event,
    Former,
    Freshness,
    Issue,
    LedgerPosition,
    Requirements,
)
from tests.sequenced import SIGNER, VKEY


def digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


CLAUSES = (
    Clause(
        id="sr-26-2.validation",
        source="SR 26-2 / OCC 2026-13",
        clause="Validation and monitoring",
        text="People who are independent of those who build a model challenge it.",
        citation="Federal Reserve SR 26-2, 17 April 2026",
        valid_from="2026-04-17",
        valid_to="",
        note="",
        sections=("1 Summary",),
    ),
    Clause(
        id="sr-11-7.validation",
        source="SR 11-7 / OCC 2011-12",
        clause="V. Model validation",
        text="Independent validation with effective challenge.",
        citation="Federal Reserve SR 11-7, 4 April 2011",
        valid_from="2011-04-04",
        valid_to="2026-04-17",
        note="Replaced.",
        sections=("1 Summary", "2 Identity"),
    ),
    Clause(
        id="ai-act.12",
        source="EU AI Act",
        clause="Article 12",
        text="The system records events by itself.",
        citation="Regulation (EU) 2024/1689, Article 12",
        valid_from="2027-12-02",
        valid_to="",
        note="For the systems that Annex III lists.",
        sections=("The whole report",),
    ),
)
FORMER = Former(
    number="HM-DOS-2026-00C0FFEE",
    evidence=digest("former"),
    built_at="2026-10-01 09:00:00 UTC",
    unreadable="",
    period="",
    checks=(("Identity", "met"), ("Artifact", "not_met")),
    counts=(("Comments", "0"),),
)
ISSUE = Issue(
    number="HM-DOS-2026-3F9A1C07",
    revision=1,
    requested_by="officer",
    reason="Quarterly file for the plant safety board.",
    generated_at="2026-11-23 08:30:00 UTC",
    product="Hallmark 0.1.0",
    classification="Confidential",
    retain_until="2036-11-23",
    period="",
    seen_as="officer. Compliance officer on this project, granted by builder.",
    newest=Freshness("Entry 18,440", "2026-11-23 08:00:00 UTC", "30 min"),
    former=None,
    requirements=Requirements(2, digest("requirements"), "published by admin", CLAUSES),
)
ROOT = hashlib.sha256(b"root").digest()
POSITION = LedgerPosition(
    sequenced=18_442,
    root=ROOT.hex(),
    waiting=3,
    note=sign_note(Checkpoint(SIGNER.name, 18_442, ROOT).text, [SIGNER]),
    vkey=VKEY,
)


def event(number: int, why: str = "Rig three shows pressure drift.") -> Event:
    return Event(
        number=number,
        at=f"2026-11-{1 + number % 22:02d} 08:{number % 60:02d}:27 UTC",
        who=("ds1", "ds2", "validator")[number % 3],
        action=("version.registered", "comment.added", "release.deployed")[number % 3],
        object="hydraulic_model_3",
        sentence="deployed hydraulic_model_3 to cooler-dev",
        why=why,
        digest=digest(f"event {number}"),
    )


VERSION = dossier.VersionFact(
    id="0190f2c4-7d3e-7c6a-9b51-3f4a5c6d7e8f",
    label="hydraulic_model_3",
    model="hydraulic_model",
    number=3,
    project="hydraulic system",
    project_id="0190f2c4-7d3e-7c6a-9b51-000000000001",
    registered_by="ds1",
    registered_at="2026-11-01 08:12:27 UTC",
    flavour="ONNX (ai.onnx 17, ai.onnx.ml 3)",
    description="Boosted trees. Smallest log loss on runs it has not seen.",
    withdrawn="",
)
METRICS = (
    ("grouped/accuracy", "0.876190"),
    ("grouped/log_loss", "0.412311"),
    ("grouped/macro_f1", "0.874101"),
    ("shuffled/accuracy", "0.998186"),
    ("shuffled/log_loss", "0.008244"),
    ("shuffled/macro_f1", "0.998190"),
)
METADATA = (
    ("dai/labels", '["3", "20", "100"]'),
    ("dai/score", "0.876190"),
    ("dai/scorer", "grouped/accuracy"),
    ("demo/confusion_grouped", "[[690, 30, 12], [41, 622, 69], [4, 117, 620]]"),
)


def release(number: int, version: str, state: str = "Healthy") -> dossier.ReleaseFact:
    return dossier.ReleaseFact(
        deployment="cooler-dev",
        environment="DEV",
        number=number,
        kind="deploy" if number < 3 else "rollback",
        version=version,
        mine=version == "hydraulic_model_3",
        state=state,
        at=f"2026-11-{4 * number + 2:02d} 10:14:26 UTC",
        answered=""
        if state == "Failed"
        else f"2026-11-{4 * number + 2:02d} 10:14:30 UTC",
        ended=f"2026-11-{4 * number + 6:02d} 10:14:30 UTC"
        if state == "Replaced"
        else "",
        who="ds2",
        why="Warm-up on DEV before the plant test.",
    )


def dossier_evidence(**changed: object) -> dossier.DossierEvidence:
    """A dossier with everything in it but a validation."""
    parts: dict[str, object] = {
        "kind": "dossier",
        "issue": ISSUE,
        "position": POSITION,
        "version": VERSION,
        "manifest": dossier.ManifestFact(digest("manifest"), digest("manifest"), ()),
        "files": (
            dossier.FileFact("model.onnx", "model", 184_220, digest("onnx"), True),
            dossier.FileFact("requirements.lock", "lock", 2_140, digest("lock"), True),
        ),
        "datasets": (
            dossier.DatasetFact(
                "hydraulic cycles", "training", 2205, digest("data"), True
            ),
        ),
        "lock_sha256": digest("lock"),
        "python": "3.11",
        "parameters": (("algorithm", "histogram_gradient_boosting"), ("seed", "7")),
        "metrics": METRICS,
        "metadata": METADATA,
        "lineage": (
            dossier.LineageFact("Dataset", "hydraulic cycles", (digest("data"),)),
            dossier.LineageFact("Experiment", "Cooler, boosting", ("training",)),
            dossier.LineageFact("Version", "hydraulic_model_3", (digest("manifest"),)),
        ),
        "comments": (
            dossier.Comment("2026-11-02 09:00:00 UTC", "validator", "Which runs?"),
        ),
        "releases": (
            release(1, "hydraulic_model_2"),
            release(2, "hydraulic_model_3"),
            release(3, "hydraulic_model_2"),
            release(4, "hydraulic_model_3"),
        ),
        "events": tuple(event(number) for number in range(40)),
        "validations": (),
    }
    parts |= changed
    for name in ("comments", "events"):
        parts.setdefault(f"{name}_in_all", len(parts[name]))  # type: ignore[arg-type]
    return dossier.DossierEvidence(**parts)  # type: ignore[arg-type]


def counts(inside: int, **changed: object) -> audit.Counts:
    parts: dict[str, object] = {
        "inside": inside,
        "outside": 31,
        "waiting": 0,
        "refused": 2,
        "privileged": 12,
        "without_reason": 0,
        "erased": 0,
        "by_day": (("2026-11-01", 4), ("2026-11-03", 22), ("2026-11-09", 14)),
        "by_action": (
            ("comment.added", "validator", 13),
            ("release.deployed", "ds2", 14),
            ("version.registered", "ds1", 13),
        ),
    }
    return audit.Counts(**(parts | changed))  # type: ignore[arg-type]


def audit_evidence(
    inside: int = 40, edge: int = audit.EDGE, **changed: object
) -> audit.AuditEvidence:
    """An audit trail of as many entries; long ones have their list attached."""
    events = tuple(event(number) for number in range(inside))
    many = inside > audit.PRINTED
    full = audit.FullList("entries.jsonl.gz", inside, digest("list"))
    parts: dict[str, object] = {
        "kind": "audit-trail",
        "issue": replace(
            ISSUE,
            number="HM-AUD-2026-8C21D0EE",
            period="2026-11-01 to 2026-11-23",
        ),
        "position": POSITION,
        "gapless": True,
        "project": "hydraulic system",
        "project_id": VERSION.project_id,
        "since": "2026-11-01 00:00:00 UTC",
        "until": "2026-11-23 08:30:00 UTC",
        "counts": counts(inside),
        "broken": (),
        "privileged": events[:12],
        "first": events[:edge] if many else events,
        "last": events[-edge:] if many else (),
        "full_list": full if many else None,
    }
    return audit.AuditEvidence(**(parts | changed))  # type: ignore[arg-type]
