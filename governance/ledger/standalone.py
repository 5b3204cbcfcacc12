"""The verifier as one file: a zip of this package that a bare Python runs.

The same sources give the same bytes on any machine, so its SHA-256 can be compared.
docs/adr/0009 says why a zipapp.
"""

import ast
import hashlib
import io
from functools import cache
from pathlib import Path

from governance.ledger.container import ContainerWriter

NAME = "hallmark-verify.pyz"
_SHEBANG = b"#!/usr/bin/env python3\n"
_MAIN = b"""from governance.ledger.__main__ import main

raise SystemExit(main())
"""
_PACKAGE = "governance.ledger"


@cache
def standalone() -> bytes:
    """The file."""
    buffer = io.BytesIO()
    writer = ContainerWriter(buffer)
    writer.add("__main__.py", [_MAIN])
    writer.add("governance/__init__.py", [b""])
    for name in sorted(_needed("__main__", set())):
        writer.add(f"governance/ledger/{name}.py", [_source(name)])
    writer.close()
    return _SHEBANG + buffer.getvalue()


@cache
def sha256() -> str:
    """What `sha256sum hallmark-verify.pyz` says."""
    return hashlib.sha256(standalone()).hexdigest()


def _needed(name: str, seen: set[str]) -> set[str]:
    """The modules that one imports, and those that they import; itself too.

    The witness is imported by name when it is asked for, so it is left out.
    """
    seen |= {"__init__", name}
    for node in ast.walk(ast.parse(_source(name))):
        if isinstance(node, ast.ImportFrom) and node.module:
            for found in _named(node.module, node.names):
                if found not in seen:
                    _needed(found, seen)
    return seen


def _named(module: str, names: list[ast.alias]) -> list[str]:
    if module == _PACKAGE:
        return [alias.name for alias in names]
    inside = module.startswith(f"{_PACKAGE}.")
    return [module.removeprefix(f"{_PACKAGE}.")] if inside else []


def _source(name: str) -> bytes:
    return (Path(__file__).parent / f"{name}.py").read_bytes()
