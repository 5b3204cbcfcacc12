"""Two locks become one environment: the model's pins win over the runtime's."""

import re

_NAME = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)")


def without(runtime_lock: str, model_lock: str) -> str:
    """The runtime's lock, less what the model's lock pins already."""
    pinned = {_normal(name) for name, _ in _blocks(model_lock)}
    kept = [text for name, text in _blocks(runtime_lock) if _normal(name) not in pinned]
    return "".join(kept)


def _blocks(lock: str) -> list[tuple[str, str]]:
    """Each requirement with the lines that continue it."""
    found: list[tuple[str, str]] = []
    for line in lock.splitlines(keepends=True):
        start = _NAME.match(line)
        if start:
            found.append((start.group(1), line))
        elif found and line[:1] in " \t":
            name, text = found[-1]
            found[-1] = (name, text + line)
    return found


def _normal(name: str) -> str:
    """Names compare as the packaging rules say: case, hyphen, dot, underscore."""
    return re.sub(r"[-_.]+", "-", name).lower()
