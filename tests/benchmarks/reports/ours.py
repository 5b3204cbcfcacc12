"""Our audit trail: tagged, archival, with its evidence inside, and sealed."""

from reports.documents import drawing
from reports.documents.audit_trail.kind import KIND
from reports.pdf.making import Making, Seal
from reports.sealing import keys
from reports.sealing.signing import sign
from tests.benchmarks.reports import rows


def draw(count: int) -> bytes:
    key = keys.parse(keys.make("Hallmark report seal of a benchmark"))
    evidence, lists = rows.evidence(count)
    place = Making("https://hallmark.example/verify/", Seal(key.subject, key.sha256))
    conditions = drawing.with_files(place, evidence, lists)
    return sign(drawing.drawn(KIND.render, evidence, conditions), key).content
