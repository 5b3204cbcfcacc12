"""The key that seals reports, with its certificate. Only the worker is given it.

One PEM file holds the private key, its certificate, and, when an authority issued it,
the certificates above. It stands in no setting: a web process that is told nothing can
tell nothing. Free of Django, because the supervisor makes the first key.
"""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

VARIABLE: Final = "REPORT_KEY"
MAX_CHARACTERS: Final = 65_536
YEARS: Final = 20  # of a certificate made here: longer than reports are kept
SMALLEST_RSA: Final = 3072
PEM: Final = serialization.Encoding.PEM
DER: Final = serialization.Encoding.DER
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class KeyUnavailableError(Exception):
    """There is no key, or none that can seal; the message says what to do."""


@dataclass(frozen=True)
class SealKey:
    """A private key, the certificate of its public half, and those above."""

    private: PrivateKey
    certificate: x509.Certificate
    above: tuple[x509.Certificate, ...] = ()

    @property
    def sha256(self) -> str:
        """The fingerprint that is printed in each report."""
        return fingerprint(self.certificate)

    @property
    def subject(self) -> str:
        return self.certificate.subject.rfc4514_string()

    @property
    def certificate_pem(self) -> str:
        """What those who verify need; no secret."""
        return self.certificate.public_bytes(PEM).decode()


def fingerprint(certificate: x509.Certificate) -> str:
    return hashlib.sha256(certificate.public_bytes(DER)).hexdigest()


def make(name: str) -> str:
    """A new P-256 key with a certificate signed by itself, as PEM."""
    private = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    begun = datetime.now(UTC) - timedelta(days=1)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begun)
        .not_valid_after(begun + timedelta(days=366 * YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(), critical=True)
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(private.public_key()),
            critical=False,
        )
    )
    certificate = builder.sign(private, hashes.SHA256())
    secret = private.private_bytes(
        PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return secret.decode() + certificate.public_bytes(PEM).decode()


def _usage() -> x509.KeyUsage:
    """It signs documents and nothing else."""
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def load(environ: Mapping[str, str] = os.environ) -> SealKey:
    """The key in REPORT_KEY, or in the file that REPORT_KEY_FILE names."""
    text, path = environ.get(VARIABLE), environ.get(f"{VARIABLE}_FILE")
    if text and path:
        raise KeyUnavailableError(f"Set {VARIABLE} or {VARIABLE}_FILE, not both.")
    if not text and not path:
        raise KeyUnavailableError(
            f"Set {VARIABLE} or {VARIABLE}_FILE for the worker: the key that seals "
            "reports. `manage.py make_report_key FILE` makes one."
        )
    return read(Path(path)) if path else parse(text or "")


def read(path: Path) -> SealKey:
    """The key in a file; no message quotes it."""
    try:
        with path.open(encoding="ascii", errors="replace") as file:
            text = file.read(MAX_CHARACTERS)
    except OSError as error:
        raise KeyUnavailableError(f"The key cannot be read: {error}") from error
    return parse(text)


def parse(text: str) -> SealKey:
    """Checks that key and certificate belong together and are strong enough."""
    try:
        private = serialization.load_pem_private_key(text.encode(), password=None)
        certificate, *above = x509.load_pem_x509_certificates(text.encode())
    except (ValueError, TypeError):
        raise KeyUnavailableError(
            f"{VARIABLE} must hold a private key without a password and its "
            "certificate, both as PEM."
        ) from None
    if not isinstance(private, PrivateKey) or _is_weak(private):
        raise KeyUnavailableError(
            f"{VARIABLE} must be a P-256 key, or RSA of {SMALLEST_RSA} bits or more."
        )
    if certificate.public_key() != private.public_key():
        raise KeyUnavailableError(f"{VARIABLE}: the certificate is of another key.")
    return SealKey(private, certificate, tuple(above))


def _is_weak(private: PrivateKey) -> bool:
    if isinstance(private, rsa.RSAPrivateKey):
        return private.key_size < SMALLEST_RSA
    return not isinstance(private.curve, ec.SECP256R1 | ec.SECP384R1 | ec.SECP521R1)
