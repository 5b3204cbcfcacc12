"""Tables out of evidence, for people, for programs and for spreadsheets."""

import csv
import json
import subprocess
import sys
from io import StringIO
from typing import Any

import pytest

from reports.documents.catalogue import BY_CODE
from reports.documents.evidence import plain
from reports.documents.tables_of import Table, as_csv, as_json, cell, tables_of
from tests.reports import samples


def found(evidence: Any) -> dict[str, Table]:
    return {t.name: t for t in tables_of(plain(evidence), type(evidence))}


EACH = [samples.dossier_evidence(), samples.audit_evidence()]


def back(table: Table) -> list[list[str]]:
    return list(csv.reader(StringIO(as_csv(table).decode(), newline="")))


@pytest.mark.parametrize("evidence", EACH, ids=lambda evidence: evidence.kind)
def test_every_list_of_the_evidence_is_a_table_with_all_its_rows(evidence: Any) -> None:
    value, tables = plain(evidence), found(evidence)
    for name, inner in value.items():
        if isinstance(inner, list):
            assert len(tables[name.replace("_", "-")].rows) == len(inner)
    assert type(evidence) is BY_CODE[evidence.kind].evidence


@pytest.mark.parametrize("evidence", EACH, ids=lambda evidence: evidence.kind)
def test_nothing_of_the_evidence_is_left_out(evidence: Any) -> None:
    told = json.dumps([vars(t) for t in found(evidence).values()])
    for leaf in _leaves(plain(evidence)):
        assert json.dumps(leaf) in told


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for inner in value.values() for leaf in _leaves(inner)]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in _leaves(inner)]
    return [value]


def test_columns_have_the_order_of_the_fields() -> None:
    events = found(samples.dossier_evidence())["events"]
    assert events.columns[:4] == ("number", "at", "who", "action")


def test_evidence_of_an_unknown_kind_and_age_is_shown_too() -> None:
    old = {
        "kind": "gone",
        "items": [{"b": 1, "a": {"x": "y"}}, {"c": None}],
        "none": [],
    }
    tables = {t.name: t for t in tables_of(old)}
    assert tables["summary"].rows == (("kind", "gone"),)
    assert tables["items"].columns == ("a x", "b", "c")
    assert tables["items"].rows == (("y", 1, None), (None, None, None))
    assert tables["none"].rows == ()


def test_names_are_unique_whatever_the_fields_are_called() -> None:
    names = [t.name for t in tables_of({"a": {"b": [1]}, "a_b": [2], "summary": [3]})]
    assert sorted(names) == ["a-b", "a-b-2", "summary"]


def test_an_empty_list_still_names_its_columns() -> None:
    evidence = samples.dossier_evidence()
    value = plain(evidence) | {"comments": []}
    tables = {t.name: t for t in tables_of(value, type(evidence))}
    assert tables["comments"].columns == ("at", "who", "text")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "=1+1",
            "+1",
            "-1+1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "\uff1d1",
            "\uff0b1",
            "\uff20x",
        ),
        '=HYPERLINK("http://x.example","y")',
        "innocent;=cmd|' /C calc'!A0",
        "first line\n=1+1",
    ],
)
def test_a_spreadsheet_runs_nothing(text: str) -> None:
    table = Table("t", "T", ("what",), ((text,),))
    shown = back(table)[1][0]
    for piece in shown.replace("\r", ";").replace("\n", ";").split(";"):
        assert not piece.lstrip("\t").startswith(tuple("=+-@\uff1d\uff0b\uff0d\uff20"))
    assert json.loads(as_json(table))["rows"] == [{"what": text}]


def test_ordinary_values_are_left_as_they_are() -> None:
    assert [cell(v) for v in (-0.5, 7, True, None, "a-b", ["x", "y"], "Why? - so")] == [
        *("-0.5", "7", "yes", "", "a-b", "x, y", "Why? - so")
    ]


def test_a_cell_may_hold_quotes_commas_and_lines() -> None:
    text = 'He said "no", then\nleft'
    assert back(Table("t", "T", ("a", "b"), ((text, 1),))) == [["a", "b"], [text, "1"]]


def test_it_needs_no_django() -> None:
    code = "import sys, reports.documents.tables_of; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
