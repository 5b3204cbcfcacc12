"""Tiny real models, trained once per recipe and kept in the cache folder."""

import hashlib
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
FIELDS = ["PS1", "FS1", "TS1"]
LABELS = ["3", "20", "100"]
OUTPUTS = [f"cool_cond_y.{label}" for label in LABELS]
ROWS = [["150.5", "8.25", "35"], ["120", "3.5", "60.25"], ["90.125", "1", "44"]]


def models() -> Path:
    """Give the folder of the trained models; train them when the recipe is new."""
    recipe = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:16]
    folder = ROOT / "var" / "cache" / "tiny-models" / recipe
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=folder.parent))
        _train(fresh)
        try:
            fresh.rename(folder)
        except OSError:  # another test process was faster
            shutil.rmtree(fresh)
    return folder


def spec(name: str = "one", **changes: Any) -> dict[str, Any]:
    """Make the spec of a trained model; `changes` replace its members."""
    path = models() / f"{name}.onnx"
    if not path.exists():
        path = models() / f"{name}.skops"
    expected = json.loads((models() / f"{name}.json").read_text())
    made: dict[str, Any] = {
        "id": f"hydraulic_model_{name}",
        "model": {
            "path": str(path),
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "flavour": path.suffix[1:],
        },
        "target": "cool_cond_y",
        "labels": LABELS,
        "task": "classification",
        "fields": [{"name": field, "dataType": "Float32"} for field in FIELDS],
        "outputs": OUTPUTS,
        "sample": {"fields": FIELDS, "rows": ROWS[:1]},
        "golden": {
            "fields": FIELDS,
            "rows": ROWS,
            "outputs": expected,
            "tolerance": "1e-5",
        },
        "threads": 1,
    }
    if name == "regression":
        made |= {"task": "regression", "labels": [], "outputs": ["cool_cond_y"]}
    if name == "columns":
        made |= _COLUMNS
        made["golden"] = made["golden"] | {
            "fields": ["PS1", "count", "grade"],
            "rows": [["1.5", 2, "b"], [0.5, "1e3", "a"]],
        }
    return made | changes


_COLUMNS: dict[str, Any] = {
    "task": "regression",
    "labels": [],
    "outputs": ["cool_cond_y"],
    "fields": [
        {"name": "PS1", "dataType": "Float32"},
        {"name": "count", "dataType": "Int64"},
        {"name": "grade", "dataType": "Str"},
    ],
    "sample": {"fields": ["PS1", "count", "grade"], "rows": [["1.5", "2", "b"]]},
}


def _train(folder: Path) -> None:
    """Train, export, and write down what scikit-learn itself gives for the rows."""
    import numpy as np  # noqa: PLC0415 - imported only when something is trained
    from skl2onnx import to_onnx  # noqa: PLC0415 - as above
    from sklearn.linear_model import LinearRegression  # noqa: PLC0415 - as above
    from sklearn.tree import DecisionTreeClassifier  # noqa: PLC0415 - as above

    random = np.random.default_rng(7)
    x = random.uniform((80, 0, 30), (160, 10, 70), (300, 3)).astype(np.float32)
    y = np.array([3, 20, 100])[np.digitize(x[:, 1], (3, 6))]
    rows = np.array(ROWS, dtype=np.float32)
    for name, depth in (("one", 2), ("two", 1)):
        model = DecisionTreeClassifier(
            max_depth=depth, min_samples_leaf=40, random_state=0
        )
        model.fit(x + random.normal(0, 2, x.shape).astype(np.float32), y)
        plain = to_onnx(model, x[:1], options={"zipmap": False})
        _keep(folder, name, plain, model.predict_proba(rows))
        if name == "one":
            _keep(folder, "maps", to_onnx(model, x[:1]), model.predict_proba(rows))
    line = LinearRegression().fit(x, x[:, 0] * 2)
    _keep(folder, "regression", to_onnx(line, x[:1]), line.predict(rows).reshape(-1, 1))
    _keep(folder, "columns", _sum_of_columns(), [[4.5], [1000.5]])
    _keep_skops(folder, x, y, rows)


def _keep(folder: Path, name: str, model: Any, expected: Any) -> None:
    (folder / f"{name}.onnx").write_bytes(model.SerializeToString())
    values = [[float(value) for value in row] for row in expected]
    (folder / f"{name}.json").write_text(json.dumps(values))


def _keep_skops(folder: Path, x: Any, y: Any, rows: Any) -> None:
    from sklearn.ensemble import (  # noqa: PLC0415 - imported only for training
        GradientBoostingClassifier,
        HistGradientBoostingClassifier,
        RandomForestClassifier,
    )
    from sklearn.preprocessing import FunctionTransformer  # noqa: PLC0415 - as above
    from skops import io  # noqa: PLC0415 - as above

    for name, model in {
        "forest": RandomForestClassifier(3, max_depth=2, random_state=0),
        "boosting": GradientBoostingClassifier(n_estimators=3, random_state=0),
        "histograms": HistGradientBoostingClassifier(max_iter=3, random_state=0),
    }.items():
        model.fit(x, y)
        io.dump(model, folder / f"{name}.skops")
        expected = model.predict_proba(rows).tolist()
        (folder / f"{name}.json").write_text(json.dumps(expected))
    io.dump(FunctionTransformer(func=print), folder / "stranger.skops")
    (folder / "stranger.json").write_text("[]")


def _sum_of_columns() -> Any:
    """PS1 + count + the number of the grade: three inputs of three types."""
    from onnx import TensorProto, helper  # noqa: PLC0415 - imported only for training

    kinds = {"PS1": TensorProto.FLOAT, "count": TensorProto.INT64}
    kinds["grade"] = TensorProto.STRING
    nodes = [
        helper.make_node("Cast", ["count"], ["whole"], to=TensorProto.DOUBLE),
        helper.make_node("Cast", ["PS1"], ["wide"], to=TensorProto.DOUBLE),
        helper.make_node(
            "LabelEncoder",
            ["grade"],
            ["coded"],
            domain="ai.onnx.ml",
            keys_strings=["a", "b"],
            values_floats=[0.0, 1.0],
        ),
        helper.make_node("Cast", ["coded"], ["number"], to=TensorProto.DOUBLE),
        helper.make_node("Add", ["wide", "whole"], ["part"]),
        helper.make_node("Add", ["part", "number"], ["variable"]),
    ]
    inputs = [
        helper.make_tensor_value_info(name, kind, [None, 1])
        for name, kind in kinds.items()
    ]
    output = helper.make_tensor_value_info("variable", TensorProto.DOUBLE, [None, 1])
    graph = helper.make_graph(nodes, "sum", inputs, [output])
    sets = [helper.make_opsetid("", 18), helper.make_opsetid("ai.onnx.ml", 3)]
    return helper.make_model(graph, opset_imports=sets, ir_version=9)
