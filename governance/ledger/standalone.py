"""The verifier as one file: a zip of this package that a bare Python runs.

The same sources give the same bytes on any machine, so its SHA-256 can be compared.
docs/adr/0009 says why a zipapp.
"""

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
# Programs around the ledger that a reader does not need.
_LEFT_OUT = ("witness", "standalone")


@cache
def standalone() -> bytes:
    """The file."""
    buffer = io.BytesIO()
    writer = ContainerWriter(buffer)
    writer.add("__main__.py", [_MAIN])
    writer.add("governance/__init__.py", [b""])
    folder = Path(__file__).parent
    for path in sorted(folder.glob("*.py")):
        if not path.name.startswith(_LEFT_OUT):
            writer.add(f"governance/ledger/{path.name}", [path.read_bytes()])
    writer.close()
    return _SHEBANG + buffer.getvalue()


@cache
def sha256() -> str:
    """What `sha256sum hallmark-verify.pyz` says."""
    return hashlib.sha256(standalone()).hexdigest()
