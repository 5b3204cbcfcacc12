"""Whether the seal is whole, over every byte, and by which certificate."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from asn1crypto import cms
from cryptography.x509 import load_der_x509_certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from reports.pdf.finishing import FIELD
from reports.sealing.keys import fingerprint

WHOLE: Final = SignatureCoverageLevel.ENTIRE_FILE
REVISION: Final = SignatureCoverageLevel.ENTIRE_REVISION


class UnsealedError(Exception):
    """The document carries no seal."""


class BrokenSealError(Exception):
    """The seal does not hold; the message says where."""


@dataclass(frozen=True)
class FoundSeal:
    """A seal that holds: its certificate, when, and how far it reaches."""

    subject: str
    sha256: str
    sealed_at: str
    has_timestamp: bool
    length: int  # of the file as it was when it was sealed
    later: int  # signatures of persons after it


def check(pdf: bytes) -> FoundSeal:
    """Raises UnsealedError or BrokenSealError."""
    try:
        found = PdfFileReader(BytesIO(pdf)).embedded_signatures
        _require_seal(found)
        statuses = [_whole(pdf, each, is_last=each is found[-1]) for each in found]
        return _told(found[0], statuses[0], len(found) - 1)
    except (UnsealedError, BrokenSealError):
        raise
    except Exception as error:
        # Any error of the parser means one thing: this is not what was sealed.
        raise BrokenSealError("the seal cannot be read") from error


def _require_seal(found: Sequence[Any]) -> None:
    if not found or found[0].field_name != FIELD:
        raise UnsealedError("it carries no seal of this product")


def _told(seal: Any, status: Any, later: int) -> FoundSeal:
    certificate = load_der_x509_certificate(seal.signer_cert.dump())
    at = seal.self_reported_timestamp
    return FoundSeal(
        subject=certificate.subject.rfc4514_string(),
        sha256=fingerprint(certificate),
        sealed_at=at.isoformat(" ", "seconds") if at else "",
        has_timestamp=status.timestamp_validity is not None,
        length=seal.byte_range[2] + seal.byte_range[3],
        later=later,
    )


def _whole(pdf: bytes, signature: Any, *, is_last: bool) -> Any:
    """Its status; raises BrokenSealError."""
    name = signature.field_name
    _require_padding(pdf, signature)
    context = ValidationContext(
        trust_roots=[signature.signer_cert],  # whose it is, is asked elsewhere
        allow_fetching=False,
        moment=signature.self_reported_timestamp,
    )
    status = validate_pdf_signature(signature, context)
    if not (status.intact and status.valid):
        raise BrokenSealError(f"the bytes are not those that {name} was made over")
    if status.coverage < (WHOLE if is_last else REVISION):
        raise BrokenSealError(f"bytes were added that {name} does not cover")
    if not status.docmdp_ok:
        raise BrokenSealError(f"more was changed after {name} than signing allows")
    return status


def _require_padding(pdf: bytes, signature: Any) -> None:
    """Behind the signature its place is filled with zeros that nothing else covers."""
    content = signature.pkcs7_content
    begin, end = signature.byte_range[1], signature.byte_range[2]
    used = len(cms.ContentInfo.load(content).dump())
    if any(content[used:]) or pdf[begin:end] != _written(content):
        raise BrokenSealError("bytes behind the signature were changed")


def _written(content: bytes) -> bytes:
    """As pyHanko writes it: another case of a letter would be another file."""
    return b"<%b>" % content.hex().upper().encode()
