"""One way to make the PDF, in a process of its own: seconds, peak memory, bytes."""

import json
import resource
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path


def main(arguments: list[str]) -> None:
    name, count, folder = arguments
    draw: Callable[[int], bytes] = import_module(
        f"tests.benchmarks.reports.{name}"
    ).draw
    begun, worked = time.perf_counter(), time.process_time()
    content = draw(int(count))
    seconds = time.perf_counter() - begun
    own = time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    (Path(folder) / f"{name}-{count}.pdf").write_bytes(content)
    told = {"seconds": seconds, "cpu": own, "megabytes": peak, "bytes": len(content)}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
