"""Run one benchmark by its name, or say which there are: `make bench NAME=...`.

A benchmark is a module `bench_<name>` beside this file with a `main()`. It prints what
it measured as a ratio to something measured in the same run, and fails nothing.
"""

import ast
import importlib
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


def main(arguments: list[str]) -> int:
    """Run the named one; without a name, or with a wrong one, list them."""
    files = sorted(FOLDER.glob("bench_*.py"))
    known = {file.stem.removeprefix("bench_"): file for file in files}
    name = arguments[0] if arguments else ""
    if name in known:
        sys.argv = arguments  # what follows the name is for the benchmark
        importlib.import_module(f"tests.benchmarks.{known[name].stem}").main()
        return 0
    for each, file in known.items():
        sys.stdout.write(f"make bench NAME={each}  {purpose_of(file)}\n")
    if not known:
        sys.stdout.write("There is no benchmark yet.\n")
    return 1 if name else 0


def purpose_of(file: Path) -> str:
    """The first line of the module's docstring, without importing it."""
    docstring = ast.get_docstring(ast.parse(file.read_text())) or ""
    return docstring.partition("\n")[0]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
