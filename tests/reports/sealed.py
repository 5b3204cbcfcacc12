"""Finished and sealed documents of a test, from evidence made by hand."""

from functools import cache
from typing import Any

from reports.documents import drawing
from reports.documents.catalogue import BY_CODE
from reports.pdf.making import Making, Seal
from reports.sealing.signing import sign
from reports.verifying.judging import Known
from tests.report_key import KEY
from tests.reports import samples

CONDITIONS = Making("https://hallmark.example/verify/", Seal(KEY.subject, KEY.sha256))
KNOWN = Known([KEY.sha256])


def unsealed(evidence: Any, lists: Any = ()) -> bytes:
    """With its evidence inside, before the seal."""
    conditions = drawing.with_files(CONDITIONS, evidence, lists)
    return drawing.drawn(BY_CODE[evidence.kind].render, evidence, conditions)


def sealed(evidence: Any, lists: Any = ()) -> bytes:
    return sign(unsealed(evidence, lists), KEY).content


@cache
def dossier() -> bytes:
    return sealed(samples.dossier_evidence())


@cache
def trail() -> bytes:
    return sealed(samples.audit_evidence(inside=30))
