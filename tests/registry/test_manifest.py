"""The manifest: canonical, complete, and told apart by any change."""

import hashlib
import json
from dataclasses import replace

from registry.manifest import (
    DatasetPart,
    FilePart,
    Parent,
    Snapshot,
    content,
    differences,
    seal,
)

FILES = (
    FilePart("model.onnx", "model", 120, "a" * 64),
    FilePart("lock.txt", "lock", 80, "b" * 64),
)
DATASETS = (
    DatasetPart("d2", "hydraulic", "training", 1764, "c" * 64),
    DatasetPart("d1", "hydraulic", "holdout", 441, "d" * 64),
)
SNAPSHOT = Snapshot(
    version="v",
    project="p",
    model="hydraulic_model",
    number=1,
    flavour="onnx",
    opsets={"ai.onnx": 15},
    files=FILES,
    datasets=DATASETS,
    lock_sha256="b" * 64,
    python=">=3.11",
    parameters={"seed": "1"},
    metrics={"logloss": "0.0412"},
    schema={"target": "cool_cond_y"},
    experiment={"id": "e", "name": "experiment 41"},
    recipe={"split": "grouped"},
    golden={"sha256": "e" * 64},
    parents=(Parent("u", "f" * 64),),
)


def test_the_digest_is_the_sha256_of_the_canonical_text() -> None:
    sealed = seal(SNAPSHOT)
    assert hashlib.sha256(sealed.text).hexdigest() == sealed.sha256
    assert json.loads(sealed.text) == content(SNAPSHOT)


def test_the_order_in_which_rows_come_does_not_matter() -> None:
    turned = replace(SNAPSHOT, files=FILES[::-1], datasets=DATASETS[::-1])
    assert seal(turned) == seal(SNAPSHOT)


def test_any_change_gives_another_digest() -> None:
    changed = [
        replace(SNAPSHOT, metrics={"logloss": "0.0413"}),
        replace(SNAPSHOT, files=FILES[:1]),
        replace(SNAPSHOT, parents=()),
        replace(SNAPSHOT, number=2),
    ]
    digests = {seal(snapshot).sha256 for snapshot in [SNAPSHOT, *changed]}
    assert len(digests) == 5


def test_differences_name_the_place() -> None:
    found = content(replace(SNAPSHOT, metrics={"logloss": "0.9"}, files=FILES[:1]))
    assert list(differences(content(SNAPSHOT), found)) == [
        "artifact.files: sealed with 2 parts, found 1",
        "metrics.logloss: sealed as 0.0412, found 0.9",
    ]
