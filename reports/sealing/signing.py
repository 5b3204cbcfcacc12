"""The seal itself: a PAdES signature over every byte of a finished document.

The signature is an incremental update, so what it seals is an exact prefix of the
sealed file. It certifies the document (DocMDP 2): persons can sign after it, and
nothing else can change unseen.
"""

from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

import structlog
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from reports.pdf.finishing import FIELD
from reports.sealing.keys import DER, SealKey

logger = structlog.get_logger(__name__)
TIMEOUT: Final = 10  # seconds for the timestamp authority
REASON: Final = "Made from the ledger and sealed by Hallmark"
BASIC, WITH_TIME = "PAdES B-B", "PAdES B-T"
NO_AUTHORITY: Final = (
    "No timestamp authority is configured: the ledger says when it was sealed."
)
SILENT_AUTHORITY: Final = (
    "The timestamp authority gave no timestamp: the ledger says when it was sealed."
)
_STAMPER: Any = RequestsHTTPTimeStamper  # untyped, as the store is
_STORE: Any = SimpleCertificateStore
# What the field shows is drawn on the page, in embedded fonts; the stamp adds nothing.
NOTHING: Final = StaticStampStyle(border_width=0, background=None)


class _Writer(IncrementalPdfFileWriter):
    """Adds the signature alone: the metadata say when and by what it was made."""

    def _update_meta(self) -> None:
        pass


@dataclass(frozen=True)
class Signed:
    """A sealed document, its level, and what is to be said about the level."""

    content: bytes
    level: str
    note: str


def sign(pdf: bytes, key: SealKey, authority: str = "") -> Signed:
    """Seal it, with a timestamp when there is an authority that gives one.

    A report is never lost because somebody else's server is down.
    """
    if not authority:
        return Signed(_signed(pdf, key, None), BASIC, NO_AUTHORITY)
    try:
        stamper: Any = _STAMPER(authority, timeout=TIMEOUT)
        return Signed(_signed(pdf, key, stamper), WITH_TIME, "")
    except (TimestampRequestError, OSError, ValueError) as error:
        logger.warning("no_timestamp", authority=authority, error=str(error))
        return Signed(_signed(pdf, key, None), BASIC, SILENT_AUTHORITY)


def _signed(pdf: bytes, key: SealKey, stamper: TimeStamper | None) -> bytes:
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        reason=REASON,
        certify=True,
        docmdp_permissions=fields.MDPPerm.FILL_FORMS,
    )
    signer = signers.PdfSigner(
        metadata, signer=_signer(key), timestamper=stamper, stamp_style=NOTHING
    )
    target = BytesIO()
    writer = _Writer(BytesIO(pdf))
    signer.sign_pdf(writer, output=target)
    return target.getvalue()


def _signer(key: SealKey) -> signers.SimpleSigner:
    store: Any = _STORE()
    store.register_multiple(_certificate(each) for each in key.above)
    secret = key.private.private_bytes(
        DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return signers.SimpleSigner(
        signing_cert=_certificate(key.certificate),
        signing_key=asn1_keys.PrivateKeyInfo.load(secret),
        cert_registry=store,
    )


def _certificate(given: Any) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(given.public_bytes(DER))
