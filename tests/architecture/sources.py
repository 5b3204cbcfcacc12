"""The product's own Python files, parsed."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
APPS = ("governance", "registry", "deployments", "reports", "config")


OFFLINE = (
    *("governance/ledger/", "deployments/gateway/", "deployments/scoring/"),
    *("reports/pdf/", "reports/verifying/"),  # import-linter keeps Django out of them
)


def with_django() -> Iterator[tuple[str, ast.Module]]:
    """The modules that may reach the database."""
    return ((name, tree) for name, tree in modules() if not name.startswith(OFFLINE))


def modules(*apps: str) -> Iterator[tuple[str, ast.Module]]:
    """(path from the root, syntax tree) of each module but migrations."""
    wanted = apps or APPS
    return ((name, tree) for name, tree in _parsed() if name.split("/")[0] in wanted)


@cache
def _parsed() -> tuple[tuple[str, ast.Module], ...]:
    """Parsed once for all tests; nobody changes a tree."""
    paths = (path for app in APPS for path in sorted((ROOT / app).rglob("*.py")))
    named = ((path.relative_to(ROOT).as_posix(), path) for path in paths)
    return tuple(
        (name, ast.parse(path.read_text(encoding="utf-8")))
        for name, path in named
        if "/migrations/" not in name
    )


def imports(tree: ast.Module) -> set[str]:
    """Every module a file imports, at any depth."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    """Every call in a file."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))
