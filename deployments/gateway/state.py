"""Small JSON files that are either the old or the new text, never half of one."""

import json
import os
from pathlib import Path
from typing import Any


def save(path: Path, value: Any) -> None:
    """Replace a file in one step."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_text(json.dumps(value))
    fresh.replace(path)


def load(path: Path) -> Any:
    """Read a file; None when it is absent or damaged, because it is only a memory."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
