"""The same entries for everybody: evidence of ours, plain rows for the peers."""

import gzip
import hashlib
import json
from io import BytesIO

from reports.documents.audit_trail.evidence import (
    EDGE,
    PRINTED,
    AuditEvidence,
    Counts,
    FullList,
)
from reports.documents.evidence import (
    Attachment,
    Event,
    Freshness,
    Issue,
    LedgerPosition,
    Requirements,
)

WHY = "Rig three shows pressure drift since the pump was changed; ticket 4711."
ACTIONS = ("version.registered", "comment.added", "release.deployed")
HEAD = ("Entry", "When (UTC)", "Who", "What", "Why", "Digest of the entry")
PRIVILEGED = 10  # every tenth needs a reason
MAX_PRIVILEGED = 2_000


def event(number: int) -> Event:
    return Event(
        number=number,
        at=f"2026-{1 + number % 11:02d}-{1 + number % 28:02d} 08:{number % 60:02d}:27",
        who=("ds1", "ds2", "validator")[number % 3],
        action=ACTIONS[number % 3],
        object="hydraulic_model_3",
        sentence="deployed hydraulic_model_3 to cooler-dev",
        why=WHY[: 20 + number % 52],
        digest=hashlib.sha256(str(number).encode()).hexdigest(),
    )


def plain(count: int) -> list[tuple[str, ...]]:
    """What a row of the printed table says."""
    events = (event(number) for number in range(count))
    return [(e.place, e.at, e.who, e.sentence, e.why, e.digest) for e in events]


def evidence(count: int) -> tuple[AuditEvidence, tuple[Attachment, ...]]:
    """As the collector gives it; above PRINTED entries with the whole list beside."""
    events = [event(number) for number in range(count)]
    many = count > PRINTED
    lists = [_list(events)] if many else []
    shown = tuple(events[:EDGE] if many else events)
    tail = tuple(events[-EDGE:] if many else ())
    privileged = events[::PRIVILEGED]
    made = AuditEvidence(
        kind="audit-trail",
        issue=ISSUE,
        position=LedgerPosition(count, "a" * 64, 0, "", ""),
        gapless=True,
        project="hydraulic system",
        project_id="0190f2c4-7d3e-7c6a-9b51-000000000001",
        since="2026-01-01 00:00:00 UTC",
        until=MOMENT,
        counts=_counts(count, len(privileged)),
        broken=(),
        privileged=tuple(privileged[:MAX_PRIVILEGED]),
        first=shown,
        last=tail,
        full_list=FullList(lists[0].name, count, lists[0].sha256) if many else None,
    )
    return made, tuple(lists)


MOMENT = "2026-11-23 08:30:00 UTC"
ISSUE = Issue(
    number="HM-AUD-2026-00000000",
    revision=1,
    requested_by="officer",
    reason=WHY,
    generated_at=MOMENT,
    product="Hallmark",
    classification="Confidential",
    retain_until="2033-11-23",
    period="",
    seen_as="officer",
    newest=Freshness("Entry 9,999", MOMENT, "0 min"),
    former=None,
    requirements=Requirements(0, "a" * 64, "came with the product", ()),
)


def _counts(count: int, privileged: int) -> Counts:
    days = tuple((f"2026-{month:02d}-01", count // 11) for month in range(1, 12))
    who = tuple((action, "ds1", count // 3) for action in ACTIONS)
    return Counts(count, 0, 0, 0, privileged, 0, 0, days, who)


def _list(events: list[Event]) -> Attachment:
    stream = BytesIO()
    with gzip.GzipFile("", "wb", 6, stream, mtime=0) as lines:
        for each in events:
            lines.write(json.dumps(vars(each), sort_keys=True).encode() + b"\n")
    return Attachment("entries.jsonl.gz", "application/gzip", stream.getvalue())
