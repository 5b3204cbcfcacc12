"""Asks a witness for a cosignature, C2SP tlog-witness. Knows no database."""

import http.client
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from governance.ledger.encoding import from_decimal
from governance.ledger.errors import LedgerError, MalformedError
from governance.ledger.keys import COSIGNATURE, Verifier
from governance.ledger.notes import parse_note
from governance.ledger.submission import PATH, SIZE_TYPE, Submission

SECONDS = 5.0  # of silence; whoever asks must not wait for a witness
MAX_ANSWER_BYTES = 16 * 1024
MAX_WITNESSES = 16
MAX_NAME = 255


class NoCosignatureError(LedgerError):
    """The witness did not cosign, and the log is not at fault."""


class UnreachableError(NoCosignatureError):
    """The witness does not answer, or something else does."""


class OtherSizeError(LedgerError):
    """The witness has cosigned another size than the one we began from."""

    def __init__(self, size: int) -> None:
        super().__init__(f"the witness has cosigned {size} entries")
        self.size = size


class ForkError(LedgerError):
    """The witness has cosigned what this checkpoint does not continue."""


@dataclass(frozen=True, slots=True)
class KnownWitness:
    """Whom we ask: the key that checks the answer, and the submission prefix."""

    verifier: Verifier
    url: str

    @property
    def name(self) -> str:
        """The name in its key."""
        return self.verifier.name

    def cosign(self, submission: Submission) -> str:
        """Its cosignature, checked, as a line of the note.

        Raises UnreachableError, NoCosignatureError, OtherSizeError or ForkError.
        """
        status, kind, body = self._post(submission.body)
        if status == 200:
            return self._line(submission, body)
        words = body.decode("utf-8", "replace").strip()[:200]
        if status == 409 and kind == SIZE_TYPE:
            raise OtherSizeError(self._size(body))
        if status in {409, 422}:
            raise ForkError(f"it answers {status}: {words}")
        error = NoCosignatureError if status < 500 else UnreachableError
        raise error(f"it answers {status}: {words}")

    def _post(self, body: bytes) -> tuple[int, str, bytes]:
        """No redirects: a prefix that moved is the operator's to change."""
        parts = urlsplit(self.url)
        plain, tls = http.client.HTTPConnection, http.client.HTTPSConnection
        begin = tls if parts.scheme == "https" else plain
        connection = begin(parts.netloc, timeout=SECONDS)
        try:
            connection.request("POST", parts.path.rstrip("/") + PATH, body)
            answer = connection.getresponse()
            kind = answer.headers.get("Content-Type", "").partition(";")[0].strip()
            return answer.status, kind, answer.read(MAX_ANSWER_BYTES)
        except (OSError, http.client.HTTPException) as error:
            raise UnreachableError(f"it does not answer: {error!r}") from error
        finally:
            connection.close()

    def _size(self, body: bytes) -> int:
        try:
            return from_decimal(body.decode("ascii").removesuffix("\n"))
        except (MalformedError, UnicodeDecodeError) as error:
            raise NoCosignatureError(f"it tells no size: {error}") from error

    def _line(self, submission: Submission, body: bytes) -> str:
        """The line of its key among those it sent; lines of other keys are ignored."""
        try:
            text, _ = parse_note(submission.note)
            _, signatures = parse_note(f"{text}\n".encode() + body)
        except MalformedError as error:
            raise NoCosignatureError(f"it sends no signature: {error}") from error
        for signature in signatures:
            if signature.is_by(self.verifier):
                if self.verifier.verifies(text, signature.raw):
                    return signature.line
                raise NoCosignatureError("its signature does not verify with its key")
        raise NoCosignatureError("it signs with another key")


def parse_witnesses(text: str) -> tuple[KnownWitness, ...]:
    """Read `vkey url, vkey url` strictly; raises MalformedError."""
    found = tuple(_parse(part) for part in text.split(",") if text.strip())
    if len(found) > MAX_WITNESSES:
        raise MalformedError(f"at most {MAX_WITNESSES} witnesses are asked")
    for doubled in _doubled(witness.name for witness in found):
        raise MalformedError(f"{doubled} stands twice: each witness has its own name")
    return found


def _parse(part: str) -> KnownWitness:
    words = part.split()
    if len(words) != 2:
        raise MalformedError(f"{part.strip()!r} is not a verifier key and a URL")
    verifier, url = Verifier.parse(words[0]), words[1]
    if len(verifier.name) > MAX_NAME:
        raise MalformedError(f"a witness's name has at most {MAX_NAME} characters")
    if verifier.kind != COSIGNATURE:
        raise MalformedError(f"{verifier.name} is the key of a log, not of a witness")
    if not _is_prefix(url):
        raise MalformedError(f"{url!r} is not http(s)://host[:port][/path]")
    return KnownWitness(verifier, url)


def _is_prefix(url: str) -> bool:
    """An address without login, query or fragment."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises ValueError when it is no number
    except ValueError:
        return False
    named = parts.scheme in {"http", "https"} and bool(parts.hostname)
    return named and not ({"@", "?", "#"} & set(url))


def _doubled(names: Iterable[str]) -> Iterable[str]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield name
        seen.add(name)
