"""The first half of the dossier: what the version is, and how good it is."""

from typing import Final

from reportlab.platypus import Flowable

from reports.documents import layout
from reports.documents.dossier import metrics
from reports.documents.dossier.evidence import (
    DatasetFact,
    DossierEvidence,
    FileFact,
    KeyValues,
)
from reports.documents.dossier.findings import findings
from reports.pdf import blocks, fonts, text
from reports.pdf.blocks import Tile, Tiles
from reports.pdf.charts import Flow, Step
from reports.pdf.facts import Facts
from reports.pdf.marks import Chip
from reports.pdf.tables import Column, Table

WIDTH: Final = layout.WIDTH
FILES: Final = (
    Column("File", 108, fonts.MEDIUM),
    Column("Size", 58, align="right"),
    Column("SHA-256", WIDTH - 108 - 58 - 66, fonts.MONO, size=6.2),
    Column("Read again", 66),
)
DATASETS: Final = (
    Column("Dataset", 76, fonts.MEDIUM),
    Column("Used for", 46),
    Column("Rows", 44, align="right"),
    Column("SHA-256", WIDTH - 76 - 46 - 44 - 66, fonts.MONO, size=6.2),
    Column("Read again", 66),
)
KEYS: Final = (Column("Key", 170, fonts.MEDIUM), Column("Value", WIDTH - 170))
MAX_STEPS: Final = 4  # stations that fit side by side


def summary(evidence: DossierEvidence) -> list[Flowable]:
    checks = findings(evidence)
    met = sum(check.tone == "met" for check in checks)
    tiles = [
        _metric_tile(evidence.metrics),
        Tile(
            "Checks that hold",
            f"{met} / {len(checks)}",
            "listed below",
            "met" if met == len(checks) else "condition",
        ),
        Tile("Releases", f"{_mine(evidence):,}", "on any deployment"),
        Tile("Entries", f"{evidence.events_in_all:,}", "in the ledger about it"),
    ]
    gaps = [check for check in checks if check.tone == "no_evidence"]
    notes = [blocks.item(f"{check.finding} [{check.source}]") for check in gaps]
    if notes:
        notes.insert(0, blocks.subtitle("Gaps"))
    answer = "What was checked about this version, what was found, and what is missing."
    table = layout.check_table(checks)
    return layout.section(1, "Summary", answer, Tiles(tiles), *table, *notes)


def _mine(evidence: DossierEvidence) -> int:
    return sum(release.mine for release in evidence.releases)


def _metric_tile(logged: KeyValues) -> Tile:
    pairs = metrics.grouped_and_shuffled(logged)
    if pairs:
        name, grouped, shuffled = pairs[0]
        return Tile(f"{metrics.words(name)}, grouped", grouped, f"shuffled {shuffled}")
    if logged:
        return Tile(metrics.words(logged[0][0]), logged[0][1], "as logged", "condition")
    return Tile("Metric", "none", "no evidence", "no_evidence")


def identity(evidence: DossierEvidence) -> list[Flowable]:
    version, manifest = evidence.version, evidence.manifest
    facts = Facts(
        (
            ("Version", f"{version.label} (number {version.number})"),
            ("Manifest digest", manifest.sealed),
            ("Rebuilt from parts", manifest.rebuilt or "could not be rebuilt"),
            ("Version ID", version.id),
            ("Model", version.model),
            ("Project", version.project),
            ("Registered", f"{version.registered_at} by {version.registered_by}"),
            ("Format", version.flavour),
            ("Environment lock", evidence.lock_sha256 or "none recorded"),
            ("Python", evidence.python or "not recorded"),
            ("Withdrawn", version.withdrawn or "no"),
            ("Description", version.description or "none was written"),
        )
    )
    return layout.section(
        2,
        "Identity",
        "One digest names everything the version was made of [E01].",
        facts,
        blocks.table_title("Artifact files [E02]"),
        Table(FILES, [_file_row(file) for file in evidence.files]),
        blocks.table_title("Data [E03]"),
        Table(DATASETS, [_dataset_row(dataset) for dataset in evidence.datasets]),
        *_lineage(evidence),
    )


def _state(*, intact: bool) -> Chip:
    return Chip("met", "Same") if intact else Chip("not_met", "Changed")


def _file_row(file: FileFact) -> tuple[str, str, str, Chip]:
    state = _state(intact=file.intact)
    return file.path, text.number(file.size), file.sha256, state


def _dataset_row(dataset: DatasetFact) -> tuple[str, str, str, str, Chip]:
    rows, state = text.number(dataset.rows), _state(intact=dataset.intact)
    return dataset.name, dataset.role, rows, dataset.sha256, state


def _lineage(evidence: DossierEvidence) -> list[Flowable]:
    steps = [
        Step(fact.kind, fact.name, fact.details[:2])
        for fact in evidence.lineage[-MAX_STEPS:]
    ]
    if not steps:
        return [blocks.paragraph("No lineage is recorded [E07].")]
    return [blocks.table_title("Lineage [E07]"), Flow(steps)]


def settings(evidence: DossierEvidence) -> list[Flowable]:
    content: list[Flowable] = []
    for title, pairs in (
        ("Parameters", evidence.parameters),
        ("Metadata", evidence.metadata),
    ):
        content.append(blocks.table_title(f"{title}, {len(pairs)}"))
        content.append(
            Table(KEYS, pairs) if pairs else blocks.paragraph("None is recorded.")
        )
    answer = "How the version was made, as the experiment logged it [E05]."
    return layout.section(4, "Parameters and metadata", answer, *content)
