"""The list that pages, forms, the API, building and verifying share."""

from typing import get_type_hints

import pytest

from reports.documents.building import collector
from reports.documents.catalogue import KINDS
from reports.documents.kind import Kind
from reports.models import Report

EACH = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)


@EACH
def test_the_evidence_of_a_kind_names_it(kind: Kind) -> None:
    assert get_type_hints(kind.evidence)["kind"].__args__ == (kind.code,)


@EACH
def test_a_kind_can_be_collected(kind: Kind) -> None:
    assert callable(collector(kind))


@EACH
def test_a_kind_fits_its_column_and_its_words_are_there(kind: Kind) -> None:
    limit = Report._meta.get_field("kind").max_length  # noqa: SLF001 - documented
    assert limit is not None
    assert len(kind.code) <= limit
    words = (kind.title, kind.noun, kind.question, kind.holds)
    assert all(words)


def test_no_two_kinds_share_a_name() -> None:
    for name in ("code", "reference", "letters", "title", "noun", "folder"):
        told = [getattr(kind, name) for kind in KINDS]
        assert sorted(set(told)) == sorted(told), name
