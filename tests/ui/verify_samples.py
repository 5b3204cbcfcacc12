"""The public page that judges a report, as strangers find it."""

from types import SimpleNamespace

from django.utils import timezone

from reports.verification import Finding
from reports.verify_views import FileForm
from reports.verifying.judging import Outcome

NUMBER, DIGEST = "HM-DOS-2026-3F9A1C07", "c5c07ae09f0f0a4c" * 4
CERTIFICATE = SimpleNamespace(sha256=DIGEST)
REPORT = SimpleNamespace(built_at=timezone.now(), evidence_sha256=DIGEST)


def _page(**shown: object) -> dict[str, object]:
    empty = {"finding": None, "number": "", "digest": "", "megabytes": 50}
    return {"form": FileForm(), "certificate": CERTIFICATE, **empty, **shown}


def _finding(outcome: Outcome, words: str, **more: object) -> dict[str, object]:
    found = Finding(outcome, words, DIGEST, NUMBER, **more)  # type: ignore[arg-type]
    return _page(finding=found)


GENUINE = f"This is the PDF of {NUMBER}, byte by byte as it was sealed."
ALTERED = "Altered: page 3; the first byte that differs is 20,312."
UNKNOWN = "Cannot be judged: this is no report of Hallmark: it cannot be read as PDF."
DOORS = [
    ("verify", "reports/verify.html", _page()),
    ("verify-first", "reports/verify.html", _page(certificate=None)),
    ("verify-code", "reports/verify.html", _page(number=NUMBER, digest=DIGEST[:20])),
    ("verify-no-file", "reports/verify.html", _page(form=FileForm({}))),
    (
        "verify-genuine",
        "reports/verify.html",
        _finding(Outcome.GENUINE, GENUINE, report=REPORT, replaced_by="HM-DOS-2026-8"),
    ),
    ("verify-altered", "reports/verify.html", _finding(Outcome.ALTERED, ALTERED)),
    ("verify-unknown", "reports/verify.html", _finding(Outcome.UNCLEAR, UNKNOWN)),
]
