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


def test_sealed_reports_keep_both_standards(tmp_path: Path) -> None:
    contents = {"dossier.pdf": sealed.dossier(), "trail.pdf": sealed.trail()}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    found = _judged([tmp_path / name for name in contents])
    assert found == {
        f"{flavour} {name}": [] for name in contents for flavour in ("3a", "ua1")
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
