"""How fast the gateway answers, goes live and swaps between warm releases.

Client, gateway and worker share the machine, so its load average is printed first; the
figures of a busy machine say little. With `--mlflow PYTHON`, an interpreter that has
mlflow and onnxruntime, the same model is served by `mlflow models serve` in the same
run and the ratio is printed.
"""

import argparse
import contextlib
import hashlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from skl2onnx import to_onnx
from sklearn.ensemble import GradientBoostingClassifier

from tests.deployments.gateway.harness import Place, until
from tests.load import Load, Tally, post

FEATURES = 17
SECONDS = 3.0
FLIPS = 20


def main() -> None:
    """Measure everything once and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mlflow", help="an interpreter that has mlflow")
    options = parser.parse_args()
    print(f"load average before: {os.getloadavg()[0]:.2f}")
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder))
        try:
            spec = _train(Path(folder))
            ours = _gateway(place, spec)
            _direct(place, spec)
            if options.mlflow:
                _compare(ours, Path(folder), spec, options.mlflow)
        finally:
            place.close()


def _train(folder: Path) -> dict[str, Any]:
    """Train a boosted classifier of 17 features and 90 trees."""
    random = np.random.default_rng(1)
    x = random.normal(size=(500, FEATURES)).astype(np.float32)
    y = np.digitize(x[:, 0] + x[:, 1], (-0.5, 0.5))
    model = GradientBoostingClassifier(n_estimators=30, random_state=0).fit(x, y)
    data = to_onnx(model, x[:1], options={"zipmap": False}).SerializeToString()
    path = folder / "model.onnx"
    path.write_bytes(data)
    names = [f"f{number}" for number in range(FEATURES)]
    rows = [[str(cell) for cell in row] for row in x[:5]]
    return {
        "id": "bench",
        "model": {
            "path": str(path),
            "sha256": hashlib.sha256(data).hexdigest(),
            "flavour": "onnx",
        },
        "target": "y",
        "labels": ["0", "1", "2"],
        "task": "classification",
        "fields": [{"name": name, "dataType": "Float32"} for name in names],
        "outputs": ["y.0", "y.1", "y.2"],
        "sample": {"fields": names, "rows": rows[:1]},
        "golden": {
            "fields": names,
            "rows": rows,
            "outputs": model.predict_proba(x[:5]).tolist(),
            "tolerance": "1e-5",
        },
    }


def _gateway(place: Place, spec: dict[str, Any]) -> float:
    """Measure through the gateway, with the prediction log on."""
    place.worker("one", spec)
    place.worker("two", spec)
    place.route("bench", "one", "start")
    place.write()
    place.start()
    place.healthy("bench", "start")
    until(lambda: all(w["state"] == "Ready" for w in _workers(place)))
    launches = [worker["ready_ms"] for worker in _workers(place)]
    print(f"launch to READY, two at once: {launches[0]:.0f} and {launches[1]:.0f} ms")
    body = json.dumps(spec["sample"]).encode()
    request = post("/bench/model/score", body)
    rate = _speed("through the gateway, log on", place.address, request)
    _swaps(place, request)
    return rate


def _workers(place: Place) -> list[dict[str, Any]]:
    return list(place.status()["workers"].values())


def _speed(name: str, address: tuple[str, int], request: bytes) -> float:
    """Print p50 at 1 connection and requests per second at 32."""
    rates = []
    for clients in (1, 32):
        with Load(address, request, keep_alive=clients) as load:
            time.sleep(SECONDS)
        tally = load.tally
        assert not tally.failures, tally.errors[:3]
        rates.append(sum(tally.statuses.values()) / tally.seconds)
        print(
            f"{name}, {clients:2} connections: {rates[-1]:7.0f} requests/s, "
            f"p50 {tally.percentile(0.5):.3f} ms, p99 {tally.percentile(0.99):.3f} ms"
        )
    return rates[-1]


def _swaps(place: Place, request: bytes) -> None:
    """Flip between two warm workers under load; count what failed."""
    flips: list[float] = []
    with Load(place.address, request, keep_alive=16, new=16, think=0.02) as load:
        for number in range(FLIPS):
            release = f"r{number}"
            place.route("bench", ("two", "one")[number % 2], release)
            began = time.time()
            place.write()
            place.healthy("bench", release)
            time.sleep(0.1)
            flips.append(_first(load.tally, release) - began)
    rate = sum(load.tally.statuses.values()) / load.tally.seconds
    print(
        f"{FLIPS} flips to a warm worker at {rate:.0f} requests/s: first answer of the "
        f"new release after p50 {1000 * median(flips):.0f} ms, "
        f"max {1000 * max(flips):.0f} ms; {load.tally.failures} requests failed"
    )


def _first(tally: Tally, release: str) -> float:
    return min(at for at, _, named, _ in tally.answers if named == release)


def _direct(place: Place, spec: dict[str, Any]) -> None:
    """Measure a worker alone, on a socket of its own."""
    listener = socket.create_server(("127.0.0.1", 0))
    path = place.folder / "direct.json"
    path.write_text(json.dumps(spec))
    reader, writer = os.pipe()
    arguments = ["--spec", str(path), "--fd", str(listener.fileno())]
    began = time.perf_counter()
    worker = subprocess.Popen(
        [
            *(sys.executable, "-P", "-m", "scoring", *arguments),
            *("--ready-fd", str(writer)),
        ],
        env={"PYTHONPATH": str(place.folder / "code")},
        pass_fds=(listener.fileno(), writer),
    )
    with _ending(worker):
        assert os.read(reader, 6) == b"READY\n"
        print(f"launch to READY, alone: {1000 * (time.perf_counter() - began):.0f} ms")
        request = post("/model/score", json.dumps(spec["sample"]).encode())
        _speed("worker direct, no log", listener.getsockname(), request)
    listener.close()


@contextlib.contextmanager
def _ending(process: subprocess.Popen[bytes]) -> Iterator[None]:
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def _compare(ours: float, folder: Path, spec: dict[str, Any], python: str) -> None:
    """Serve the same file with mlflow and print the ratio at 32 connections."""
    saved, source = str(folder / "mlflow"), spec["model"]["path"]
    code = (
        f"import mlflow, onnx; mlflow.onnx.save_model(onnx.load({source!r}), {saved!r})"
    )
    environment = os.environ | {"PATH": f"{Path(python).parent}:{os.defpath}"}
    subprocess.run([python, "-c", code], check=True, env=environment)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    serve = ["models", "serve", "-m", saved, "-p", str(port), "--env-manager", "local"]
    server = subprocess.Popen([python, "-m", "mlflow", *serve], env=environment)
    with _ending(server):
        until(lambda: _answers(port), 120)
        rows = [[float(cell) for cell in spec["sample"]["rows"][0]]]
        body = json.dumps({"inputs": {"X": rows}}).encode()
        headers = {"Content-Type": "application/json"}
        request = post("/invocations", body, headers)
        theirs = _speed("mlflow models serve", ("127.0.0.1", port), request)
    print(f"ratio to mlflow at 32 connections: {ours / theirs:.1f}")


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/ping", timeout=2).close()
        return True
    return False


if __name__ == "__main__":
    main()
