"""Tiny ONNX models for tests, made without training anything."""

from typing import Any

from onnx import TensorProto, helper

FIELDS = ("flow", "pressure", "temperature")
LABELS = (3, 20, 100)
ROWS = ((0.1, 2.0, 30.0), (0.4, 1.0, 35.5), (0.9, 0.2, 41.0))


def classifier(
    *, width: int = 3, labels: tuple[int, ...] = LABELS, seed: int = 1
) -> Any:
    """A linear classifier with integer labels and a probability output."""
    weights = [((at * 7 + seed) % 11 - 5) / 10 for at in range(width * len(labels))]
    node = helper.make_node(
        "LinearClassifier",
        ["X"],
        ["label", "probabilities"],
        domain="ai.onnx.ml",
        coefficients=weights,
        intercepts=[0.0] * len(labels),
        classlabels_ints=list(labels),
        post_transform="SOFTMAX",
    )
    graph = helper.make_graph(
        [node],
        "classifier",
        [helper.make_tensor_value_info("X", TensorProto.FLOAT, [None, width])],
        [
            helper.make_tensor_value_info("label", TensorProto.INT64, [None]),
            helper.make_tensor_value_info(
                "probabilities", TensorProto.FLOAT, [None, len(labels)]
            ),
        ],
    )
    return _model(graph)


def regressor(*, width: int = 3) -> Any:
    """A linear model with its weights as an initializer tensor."""
    weights = helper.make_tensor(
        "W", TensorProto.FLOAT, [width, 1], [float(at + 1) for at in range(width)]
    )
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["X", "W"], ["Y"])],
        "regressor",
        [helper.make_tensor_value_info("X", TensorProto.FLOAT, [None, width])],
        [helper.make_tensor_value_info("Y", TensorProto.FLOAT, [None, 1])],
        [weights],
    )
    return _model(graph)


def with_external_data(location: str) -> Any:
    """A regressor whose weights are said to be in another file."""
    model = regressor()
    tensor = model.graph.initializer[0]
    tensor.ClearField("float_data")
    tensor.data_location = TensorProto.EXTERNAL
    entry = tensor.external_data.add()
    entry.key, entry.value = "location", location
    return model


def greedy() -> Any:
    """A valid model that asks for 400 GB when it scores."""
    shape = helper.make_tensor("S", TensorProto.INT64, [2], [100_000, 1_000_000])
    graph = helper.make_graph(
        [
            helper.make_node("ConstantOfShape", ["S"], ["big"]),
            helper.make_node("ReduceSum", ["big"], ["sum"], keepdims=0),
            helper.make_node("Add", ["X", "sum"], ["Y"]),
        ],
        "greedy",
        [helper.make_tensor_value_info("X", TensorProto.FLOAT, [None, 1])],
        [helper.make_tensor_value_info("Y", TensorProto.FLOAT, [None, 1])],
        [shape],
    )
    return _model(graph)


def _model(graph: Any) -> Any:
    opsets = [helper.make_opsetid("", 15), helper.make_opsetid("ai.onnx.ml", 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8)


def as_bytes(model: Any) -> bytes:
    content: bytes = model.SerializeToString()
    return content
