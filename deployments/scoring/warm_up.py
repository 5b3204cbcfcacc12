"""Proves, before the first caller, that the model scores, scores right and is warm."""

import json
import time
from statistics import median

from . import h2o
from .errors import BadInputError, LaunchError
from .predictor import Predictor
from .spec import Golden

ROUND = 20  # requests between two looks at the latency
MAX_ROUNDS = 10
SETTLED = 0.10  # the median changed by less than this between two rounds
BUDGET = 2.0  # seconds; a slow model is warm after a few requests


def warm_up(predictor: Predictor) -> int:
    """Score the sample and the golden rows, then repeat until latency settles."""
    body = json.dumps(predictor.spec.sample).encode()
    try:
        h2o.score(predictor, body)
        if predictor.spec.golden is not None:
            check_golden(predictor, predictor.spec.golden)
        return _settle(predictor, body)
    except BadInputError as error:
        raise LaunchError(f"The warm-up was refused: {error.detail}") from error


def check_golden(predictor: Predictor, golden: Golden) -> None:
    """Compare every golden output; one difference is enough to refuse the model."""
    scores = predictor.predict(golden.fields, golden.rows)
    if [len(row) for row in golden.outputs] != [scores.shape[1]] * len(scores):
        raise LaunchError("The golden outputs do not have the shape of the scores.")
    for number, (row, expected) in enumerate(
        zip(scores, golden.outputs, strict=True), 1
    ):
        for name, got, want in zip(predictor.spec.outputs, row, expected, strict=True):
            if not abs(float(got) - want) <= golden.tolerance:
                raise LaunchError(
                    f"Golden row {number}, {name}: expected {want}, got {got}, "
                    f"tolerance {golden.tolerance:g}."
                )


def _settle(predictor: Predictor, body: bytes) -> int:
    start, before = time.perf_counter(), float("inf")
    for number in range(1, MAX_ROUNDS + 1):
        now = _round(predictor, body)
        if abs(before - now) <= SETTLED * now or time.perf_counter() - start > BUDGET:
            return number * ROUND
        before = now
    return MAX_ROUNDS * ROUND


def _round(predictor: Predictor, body: bytes) -> float:
    times = []
    for _ in range(ROUND):
        start = time.perf_counter()
        h2o.score(predictor, body)
        times.append(time.perf_counter() - start)
    return median(times)
