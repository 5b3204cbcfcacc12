"""Tagged and archival: what PDF/A-3a and PDF/UA-1 ask, without a validator."""

import csv
import hashlib
import json
import shutil
import subprocess
from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from reports.documents.evidence import seal
from reports.pdf.block import Block
from tests.reports import reading, samples, sealed, structure

BUILDERS = {"dossier": sealed.dossier, "trail": sealed.trail}


@pytest.fixture(scope="module", params=sorted(BUILDERS))
def pdf(request: pytest.FixtureRequest) -> Pdf:
    return structure.opened(BUILDERS[request.param]())


def test_all_that_is_drawn_is_content_or_an_artifact(pdf: Pdf) -> None:
    assert structure.unmarked(pdf) == []


def test_the_parent_tree_knows_every_mark_and_annotation(pdf: Pdf) -> None:
    parents = structure.parents(pdf)
    for page in pdf.pages:
        known = parents[int(page.obj.StructParents)]
        numbers = structure.marks(page)
        assert sorted(numbers) == list(range(len(known)))
        assert all(isinstance(element, Dictionary) for element in known)
        for annotation in page.obj.get("/Annots", Array()):
            element = parents[int(annotation.StructParent)]
            assert str(element.S) in {"/Link", "/Form"}


def test_headings_do_not_skip_a_level_and_the_first_is_the_title(pdf: Pdf) -> None:
    levels = [int(role[1]) for role in structure.roles(pdf) if role[:1] == "H"]
    assert levels[0] == 1
    assert levels.count(1) == 1
    for before, after in pairwise(levels):
        assert after <= before + 1


def test_tables_have_heads_with_a_scope_and_equal_rows(pdf: Pdf) -> None:
    tables = structure.of_role(pdf, "Table")
    assert len(tables) > 4
    for table in tables:
        rows = [[str(cell.S) for cell in row.K] for row in table.K]
        assert len({len(row) for row in rows}) == 1
        for row in table.K:
            assert row.K[0].S == Name.TH
            for cell in row.K:
                assert ("/A" in cell) is (cell.S == Name.TH)


def test_a_table_over_several_pages_has_its_head_once(pdf: Pdf) -> None:
    (longest,) = sorted(structure.of_role(pdf, "Table"), key=lambda t: len(t.K))[-1:]
    pages = {str(row.K[0].Pg.objgen) for row in longest.K}
    heads = [row for row in longest.K if row.K[-1].S == Name.TH]
    assert len(pages) > 1
    assert len(heads) == 1


def test_figures_tell_their_numbers_and_their_place(pdf: Pdf) -> None:
    figures = structure.of_role(pdf, "Figure")
    assert figures
    for figure in figures:
        assert len(str(figure.Alt)) > 20
        assert len(figure.A.BBox) == 4


def test_links_are_elements_with_words(pdf: Pdf) -> None:
    links = structure.of_role(pdf, "Link")
    assert len(links) > 4
    for link in links:
        (place,) = [kid for kid in link.K if isinstance(kid, Dictionary)]
        assert place.Type == Name.OBJR
        assert str(place.Obj.Contents).startswith("Section ")
        assert int(place.Obj.F) == 4


def test_every_font_is_embedded_and_says_what_its_letters_are(pdf: Pdf) -> None:
    fonts = structure.fonts(pdf)
    assert len(fonts) > 3
    for font in fonts:
        assert "/FontFile2" in font.FontDescriptor
        assert "/ToUnicode" in font


def test_xmp_and_info_say_the_same(pdf: Pdf) -> None:
    packet, info = structure.xmp(pdf), pdf.docinfo
    value = structure.value
    assert value(packet, "dc:title") == str(info.Title)
    assert value(packet, "dc:description") == str(info.Subject)
    assert value(packet, "dc:creator") == str(info.Author)
    assert value(packet, "xmp:CreatorTool") == str(info.Creator)
    assert value(packet, "pdf:Producer") == str(info.Producer)
    moment = value(packet, "xmp:CreateDate")
    digits = "".join(c for c in moment if c.isdigit())
    assert f"D:{digits[:14]}+00'00'" == str(info.CreationDate)
    claims = ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part")
    assert [value(packet, key) for key in claims] == ["3", "A", "1"]


def test_xmp_ties_the_document_to_evidence_and_ledger(pdf: Pdf) -> None:
    packet = structure.xmp(pdf)
    evidence = structure.attached(pdf)["evidence.json"].EF.F.read_bytes()
    told = json.loads(evidence)
    digest = hashlib.sha256(evidence).hexdigest()
    assert structure.value(packet, "hm:EvidenceSha256") == digest
    assert structure.value(packet, "hm:DocumentNumber") == told["issue"]["number"]
    position = told["position"]
    assert structure.value(packet, "hm:LedgerRoot") == position["root"]
    assert structure.value(packet, "hm:LedgerSize") == str(position["sequenced"])
    assert structure.value(packet, "hm:LedgerVerifierKey") == position["vkey"]
    note = structure.value(packet, "hm:LedgerCheckpoint")
    assert note == position["note"].strip()


def test_files_travel_inside_as_data(pdf: Pdf) -> None:
    files = structure.attached(pdf)
    assert {"evidence.json", "drawing.json", "table-01.csv"} <= files.keys()
    assert list(files) == sorted(files)
    assert len(pdf.Root.AF) == len(files)
    for file in files.values():
        assert file.AFRelationship == Name.Data
        assert str(file.EF.F.Subtype) in {"/application/json", "/text/csv"}


def test_the_document_opens_with_title_language_and_bookmarks(pdf: Pdf) -> None:
    root = pdf.Root
    assert str(root.Lang) == "en-GB"
    assert bool(root.MarkInfo.Marked)
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    assert root.PageMode == Name.UseOutlines
    assert int(root.Outlines.Count) > 3
    assert root.OutputIntents[0].S == Name.GTS_PDFA1


def test_nothing_in_it_can_run_or_lead_elsewhere(pdf: Pdf) -> None:
    for found in pdf.objects:
        if isinstance(found, Dictionary):
            keys = {"/JS", "/JavaScript", "/OpenAction", "/AA", "/Launch", "/URI"}
            assert not keys & set(found.keys())
            assert found.get("/S") not in {Name.URI, Name.JavaScript, Name.Launch}


def test_the_evidence_inside_is_the_evidence() -> None:
    pdf = structure.opened(sealed.dossier())
    inside = structure.attached(pdf)["evidence.json"].EF.F.read_bytes()
    assert inside == seal(samples.dossier_evidence()).text


def test_each_table_is_a_file_of_values() -> None:
    pdf = structure.opened(sealed.trail())
    files = structure.attached(pdf)
    tables = [file for name, file in files.items() if name.endswith(".csv")]
    listed = [table for table in tables if "All entries" in str(table.Desc)]
    rows = list(csv.reader(StringIO(listed[0].EF.F.read_bytes().decode())))
    assert rows[0][0] == "Entry"
    events = samples.audit_evidence(inside=30).first
    assert [row[5] for row in rows[1:]] == [event.digest for event in events]


def test_a_value_that_a_spreadsheet_would_run_is_quoted() -> None:
    event = samples.event(1, why="=HYPERLINK(1)")
    evidence = samples.audit_evidence(first=(event,), inside=1)
    pdf = structure.opened(sealed.unsealed(evidence))
    files = structure.attached(pdf)
    tables = [f.EF.F.read_bytes() for n, f in files.items() if n.endswith(".csv")]
    assert any(b",'=HYPERLINK(1)," in table for table in tables)


def test_two_builds_are_identical() -> None:
    evidence = samples.dossier_evidence()
    assert sealed.unsealed(evidence) == sealed.unsealed(evidence)


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler is not here")
def test_text_that_is_taken_out_has_no_joined_words(tmp_path: Path) -> None:
    """In the order of the file, as a screen reader goes, not by place on the page."""
    file = tmp_path / "report.pdf"
    file.write_bytes(sealed.dossier())
    done = subprocess.run(
        ["pdftotext", "-raw", str(file), "-"], capture_output=True, check=True
    )
    told = " ".join(done.stdout.decode().split())
    for sentence in (
        "Each part of the evidence with its digest, and how to check all of it.",
        "What was checked about this version, what was found, and what is missing.",
        "The verdict follows from the checks by this rule: one check that is not met",
    ):
        assert sentence in told


def test_a_blank_ends_each_line_that_ends_with_a_word() -> None:
    told = reading.raw(sealed.dossier())
    assert "The verdict follows from the checks by this rule" in told
    assert "means the report does not hold; otherwise missing evidence means" in told


def test_a_figure_without_words_is_refused() -> None:
    class Wordless(Block):
        def measured(self, room: float, left: float) -> tuple[float, float]:
            return room, 10

        def draw(self) -> None:
            raise AssertionError

    from reports.pdf.tagging import TaggedCanvas  # noqa: PLC0415 - only here

    block = Wordless()
    block.wrap(100, 100)
    with pytest.raises(ValueError, match="say its numbers in words"):
        block.drawOn(TaggedCanvas("unused"), 0, 0)
