"""PDF/A-3a and PDF/UA-1 by a validator that is not ours."""

from io import BytesIO
from pathlib import Path

import pytest

from tests.reports import sealed, structure
from tests.vera.validator import UnavailableError, judged

pytestmark = pytest.mark.full


def _judged(files: list[Path]) -> dict[str, list[str]]:
    """The rules that are broken, by standard."""
    try:
        return {
            f"{verdict.flavour} {Path(verdict.file).name}": list(verdict.words)
            for verdict in judged(files)
        }
    except UnavailableError as error:
        pytest.skip(str(error))


def test_each_kind_keeps_both_standards_when_it_is_sealed(tmp_path: Path) -> None:
    files = sealed.written(tmp_path)
    assert _judged(files) == {
        f"{flavour} {file.name}": [] for file in files for flavour in ("3a", "ua1")
    }


def test_the_validator_finds_what_is_missing(tmp_path: Path) -> None:
    """Otherwise that it finds nothing would say nothing."""
    target = BytesIO()
    with structure.opened(sealed.dossier()) as pdf:
        del pdf.Root.StructTreeRoot
        del pdf.Root.OutputIntents
        pdf.save(target)
    file = tmp_path / "bad.pdf"
    file.write_bytes(target.getvalue())
    assert all(_judged([file]).values())
