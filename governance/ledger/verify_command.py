"""`verify`: a bundle, or one proof with its body, told in words and an exit code."""

import argparse
import re
import sys
import time
from pathlib import Path

from governance.ledger.errors import MalformedError
from governance.ledger.notes import MAX_NOTE_BYTES
from governance.ledger.tlog_proof import MAX_PROOF_BYTES
from governance.ledger.verification_report import DOES_NOT_HOLD, Report
from governance.ledger.verifier import verify, verify_proof

_K_OF_N = re.compile(r"(0|[1-9][0-9]?)-of-([1-9][0-9]?)", re.ASCII)
_BAR_AFTER = 2.0
_MAX_BODY_BYTES = 65_535


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be verified, and what the reader brings along."""
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="a bundle (bundle.zip), or: proof FILE.tlog-proof",
    )
    parser.add_argument(
        "--vkey",
        action="append",
        default=[],
        metavar="KEY",
        help="the log's verifier key, from somewhere you trust: the one in force",
    )
    parser.add_argument(
        "--since", type=Path, metavar="FILE", help="the last checkpoint you kept"
    )
    parser.add_argument(
        "--since-vkey",
        action="append",
        default=[],
        metavar="KEY",
        help="the log's key when that checkpoint was signed, if another one is now",
    )
    parser.add_argument(
        "--witness", metavar="K-of-N", help="demand that many cosignatures"
    )
    parser.add_argument(
        "--witness-vkey",
        action="append",
        default=[],
        metavar="KEY",
        help="the key of a witness; N times",
    )
    parser.add_argument(
        "--body", type=Path, metavar="FILE", help="with a proof: the entry's bytes"
    )


def run(options: argparse.Namespace) -> int:
    """0 it holds, 1 something does not; raises LedgerError for what cannot be used."""
    files = [Path(name) for name in options.files]
    if options.files[0] == "proof" and len(files) == 2:
        report = _proof(files[1], options)
    elif len(files) == 1:
        report = _bundle(files[0], options)
    else:
        raise MalformedError("name one bundle, or: proof FILE --body FILE")
    _tell(report)
    return report.exit_code


def _bundle(path: Path, options: argparse.Namespace) -> Report:
    if options.body is not None:
        raise MalformedError("--body goes with: proof FILE")
    return verify(
        path,
        options.vkey,
        since=_read(options.since, MAX_NOTE_BYTES) if options.since else None,
        since_vkeys=options.since_vkey,
        witness_vkeys=options.witness_vkey,
        witness_threshold=_threshold(options.witness, len(options.witness_vkey)),
        progress=_Bar() if sys.stderr.isatty() else lambda done, total: None,
    )


def _proof(path: Path, options: argparse.Namespace) -> Report:
    if options.body is None:
        raise MalformedError("a proof needs the entry: --body FILE")
    if options.since or options.since_vkey or options.witness or options.witness_vkey:
        raise MalformedError("--since and --witness go with a bundle")
    body = _read(options.body, _MAX_BODY_BYTES + 1).removesuffix(b"\n")
    return verify_proof(_read(path, MAX_PROOF_BYTES), body, options.vkey)


def _read(path: Path, limit: int) -> bytes:
    with path.open("rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise MalformedError(f"{path} has more than {limit:,} bytes")
    return data


def _threshold(text: str | None, named: int) -> int:
    if text is None:
        return 0
    found = _K_OF_N.fullmatch(text)
    if found is None:
        raise MalformedError("--witness is written as 1-of-2")
    if int(found[2]) != named:
        raise MalformedError(
            f"--witness {text} needs --witness-vkey {found[2]} times, not {named}"
        )
    return int(found[1])


class _Bar:
    """Tells how far it is, from the third second on."""

    def __init__(self) -> None:
        self._begun, self._shown = time.monotonic(), 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        ends = done == total and self._shown
        if ends or now - max(self._begun + _BAR_AFTER, self._shown) > 0.1:
            share = done / total if total else 1
            bar = "#" * int(share * 30)
            end = "\n" if ends else ""
            sys.stderr.write(f"\r[{bar:<30}] {done:,} of {total:,} entries{end}")
            sys.stderr.flush()
            self._shown = now


def _tell(report: Report) -> None:
    out = sys.stdout.write
    if report.exit_code == DOES_NOT_HOLD:
        out("DOES NOT HOLD\n")
    elif report.lacking:
        out("CANNOT BE DECIDED\n")
    else:
        out("HOLDS\n")
    _list("", [_printable(line) for line in report.findings])
    if report.found > len(report.findings):
        out(f"  and {report.found - len(report.findings)} more\n")
    _list("", [_printable(line) for line in report.lacking])
    _list("", [_printable(line) for line in report.statements])
    if not report.exit_code:
        _list("What this does not prove:", report.limits)
    _list("Remarks:", [_printable(line) for line in report.remarks])
    if report.split_view:
        for title, note in zip(
            ("The checkpoint you keep:", "The one of the bundle:"),
            report.split_view,
            strict=True,
        ):
            shown = "\n".join(map(_printable, note.split("\n")))
            out(f"{title}\n\n{shown}\n")
    out(f"{report.entries:,} entries, {report.disclosed:,} values disclosed.\n")


def _list(title: str, lines: list[str]) -> None:
    if lines and title:
        sys.stdout.write(f"{title}\n")
    for line in lines:
        sys.stdout.write(f"  {line}\n")


def _printable(text: str) -> str:
    """What comes from a bundle must not move the cursor of a terminal."""
    return "".join(sign if sign.isprintable() else "?" for sign in text)
