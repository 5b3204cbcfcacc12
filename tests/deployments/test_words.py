"""What members read about a failed preparation."""

import pytest

from deployments.models import Release
from deployments.runtimes import environments
from deployments.runtimes.base import PreparationFailed
from deployments.runtimes.local import MAX_WORDS, LocalRuntime

CASES = {
    "Failed to fetch: `https://reader:s3cret@index.example/simple/numpy/`": (
        "Failed to fetch: `https://index.example/simple/numpy/`"
    ),
    "https://s3cret@index.example and http://a:s3@cret@b.example/c": (
        "https://index.example and http://b.example/c"
    ),
    "It was cut: https://reader:s3c": "It was cut: https://",
    "https://index.example/simple/@scope is not found": (
        "https://index.example/simple/@scope is not found"
    ),
}


@pytest.mark.parametrize("said", CASES)
def test_the_secrets_of_an_index_stay_inside(
    said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert words_of(said, monkeypatch) == CASES[said]


def test_a_long_story_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    said = "x" * (MAX_WORDS - 5) + "https://reader:s3cret@index.example"
    told = words_of(said, monkeypatch)
    assert len(told) == MAX_WORDS
    assert told.endswith("https")


def words_of(said: str, monkeypatch: pytest.MonkeyPatch) -> str:
    def fail(*given: object) -> bool:
        raise PreparationFailed(said)

    monkeypatch.setattr(environments, "ensure", fail)
    with pytest.raises(PreparationFailed) as told:
        LocalRuntime().prepare(Release(), lambda words: None)
    return str(told.value)
