"""Is a version a refit of an older one? Told by nothing but their sealed manifests.

A refit is the same recipe on a newer window of data: model, parameters, recipe,
algorithm, schema and environment are equal, and the training data is other data,
registered later. Anything else is a rebuild, and returns to validation.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from registry.models import Version

TRAINING = "training"
ROWS = "the rows of the training data"
SHOWN = 40  # characters of a value
# What a refit must share, by its path in the manifest and in words.
RECIPE = (
    (("version", "project"), "project"),
    (("version", "model"), "model"),
    (("parameters",), "parameters"),
    (("recipe",), "recipe"),
    (("artifact", "flavour"), "flavour"),
    (("artifact", "opsets"), "opsets"),
    (("schema",), "schema"),
    (("environment",), "environment"),
    (("golden", "tolerance"), "tolerance of the golden rows"),
)


@dataclass(frozen=True)
class Difference:
    """One place where two manifests differ."""

    part: str
    older: str
    newer: str

    def __str__(self) -> str:
        return f"{self.part}: {self.older} before, {self.newer} now"


@dataclass(frozen=True)
class Comparison:
    """What two manifests share, and what not."""

    older: str
    newer: str
    recipe: tuple[Difference, ...]  # each of these makes it a rebuild
    data: tuple[Difference, ...]
    faults: tuple[str, ...]  # why it cannot be proven

    @property
    def is_refit(self) -> bool:
        """The same recipe on newer data, proven."""
        return not self.recipe and not self.faults and bool(self.data)

    @property
    def words(self) -> str:
        """One paragraph for people."""
        if self.is_refit:
            found = "; ".join(map(str, self.data))
            return (
                f"{self.newer} is a refit of {self.older}: parameters, algorithm, "
                f"schema and environment are equal. Different: {found}."
            )
        found = "; ".join([*map(str, self.recipe[:5]), *self.faults])
        return f"{self.newer} is a rebuild, no refit of {self.older}. {found}."


def compare(older: Version, newer: Version) -> Comparison:
    """Compare the manifests that two versions were sealed with."""
    old = _sealed(older.manifest, older.digest)
    new = _sealed(newer.manifest, newer.digest)
    if old is None or new is None:
        fault = f"The manifest of {newer if old else older} is not what was sealed"
        return Comparison(str(older), str(newer), (), (), (fault,))
    return Comparison(
        older=str(older),
        newer=str(newer),
        recipe=tuple(_recipe_differences(old, new)),
        data=tuple(_data_differences(old, new)),
        faults=tuple(_faults(old, new)),
    )


@lru_cache(maxsize=256)
def _sealed(manifest: str, digest: str) -> Any:
    """The manifest, or None when it does not have the digest; nobody changes it."""
    if hashlib.sha256(manifest.encode()).hexdigest() != digest:
        return None
    return json.loads(manifest)


def _recipe_differences(old: Any, new: Any) -> Iterator[Difference]:
    before, after = _settings(old), _settings(new)
    for path, words in RECIPE:
        yield from _differing(_part(before, path), _part(after, path), words)


def _settings(manifest: Any) -> Any:
    """The manifest, with the parameters that only count the training rows named so."""
    rows = str(sum(data["rows"] for data in _used(manifest, TRAINING)))
    parameters = {
        key: ROWS if key in {"rows", "training rows"} and value == rows else value
        for key, value in manifest["parameters"].items()
    }
    return {**manifest, "parameters": parameters}


def _part(manifest: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        manifest = manifest.get(step) if isinstance(manifest, dict) else None
    return manifest


def _differing(old: Any, new: Any, path: str) -> Iterator[Difference]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            yield from _differing(old.get(key), new.get(key), f"{path} {key}")
    elif old != new:
        yield Difference(path, _shown(old), _shown(new))


def _shown(value: Any) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def _used(manifest: Any, role: str) -> list[Any]:
    return [data for data in manifest["datasets"] if data["role"] == role]


def _data_differences(old: Any, new: Any) -> Iterator[Difference]:
    for role in sorted({data["role"] for data in (*old["datasets"], *new["datasets"])}):
        before, after = _used(old, role), _used(new, role)
        if {data["sha256"] for data in before} != {data["sha256"] for data in after}:
            yield Difference(f"{role} data", _named(before), _named(after))


def _named(datasets: list[Any]) -> str:
    told = [f"{d['name']} ({d['rows']:,} rows, {d['sha256'][:8]})" for d in datasets]
    return " and ".join(told) or "nothing"


def _faults(old: Any, new: Any) -> Iterator[str]:
    if not (new["parameters"] or new["recipe"]):
        yield "No parameters and no recipe are sealed, so nothing proves it the same"
    if new["version"]["number"] <= old["version"]["number"]:
        yield "It is not the newer one of the two"
    if _roles(old) != _roles(new):
        yield "Data is used in other roles"
    before, after = _used(old, TRAINING), _used(new, TRAINING)
    if {d["sha256"] for d in before} == {d["sha256"] for d in after}:
        yield "It is trained on the same data"
    elif not _is_newer(before, after):
        yield "Its training data was not registered later"


def _roles(manifest: Any) -> list[str]:
    return sorted(data["role"] for data in manifest["datasets"])


def _is_newer(before: list[Any], after: list[Any]) -> bool:
    """The ids are UUIDs of version 7 (RFC 9562, section 5.7): they grow with time."""
    known = {data["sha256"] for data in before}
    newest = max((UUID(data["id"]) for data in before), default=UUID(int=0))
    fresh = [UUID(data["id"]) for data in after if data["sha256"] not in known]
    return bool(fresh) and min(fresh) > newest
