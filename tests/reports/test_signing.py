"""The seal: a signature over every byte, and a timestamp where one can be had."""

import hashlib
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from reports.sealing import keys, signing
from reports.verifying import signatures
from reports.verifying.judging import Outcome, judge
from tests.report_key import KEY
from tests.reports import samples, sealed, structure


@pytest.fixture(scope="module")
def drawn() -> bytes:
    return sealed.unsealed(samples.dossier_evidence())


def test_without_an_authority_the_level_says_so(drawn: bytes) -> None:
    done = signing.sign(drawn, KEY)
    assert (done.level, done.note) == (signing.BASIC, signing.NO_AUTHORITY)
    found = signatures.check(done.content)
    assert (found.sha256, found.has_timestamp) == (KEY.sha256, False)


def test_an_authority_that_does_not_answer_loses_no_report(drawn: bytes) -> None:
    done = signing.sign(drawn, KEY, "http://127.0.0.1:9/timestamps")
    assert (done.level, done.note) == (signing.BASIC, signing.SILENT_AUTHORITY)
    assert signatures.check(done.content).sha256 == KEY.sha256


@pytest.mark.parametrize("answer", [b"", b"<html>", b"\x30\x03\x30\x01\x02"])
@pytest.mark.enable_socket
def test_an_authority_that_answers_nonsense_loses_no_report(
    drawn: bytes, answer: bytes
) -> None:
    with _authority(lambda asked: answer) as url:
        done = signing.sign(drawn, KEY, url)
    assert done.note == signing.SILENT_AUTHORITY


@pytest.mark.enable_socket
def test_a_timestamp_is_part_of_the_seal(drawn: bytes) -> None:
    stamper = _stamper()

    def answer(asked: bytes) -> bytes:
        request = tsp.TimeStampReq.load(asked)
        return bytes(stamper.request_tsa_response(request).dump())

    with _authority(answer) as url:
        done = signing.sign(drawn, KEY, url)
    assert (done.level, done.note) == (signing.WITH_TIME, "")
    assert signatures.check(done.content).has_timestamp
    assert judge(done.content, sealed.KNOWN).outcome is Outcome.GENUINE


def test_sealing_touches_neither_metadata_nor_pages(drawn: bytes) -> None:
    with structure.opened(drawn) as before, structure.opened(sealed.dossier()) as after:
        assert structure.xmp(before) == structure.xmp(after)
        assert str(before.docinfo.ModDate) == str(after.docinfo.ModDate)


def test_the_field_shows_no_letters_of_its_own() -> None:
    """A stamp of the signing library would bring a font that is not embedded."""
    with structure.opened(sealed.dossier()) as pdf:
        (form,) = structure.of_role(pdf, "Form")
        widget = form.K[0].Obj
        assert widget.FT == "/Sig"
        assert all(edge > 0 for edge in widget.Rect)
        assert "/Font" not in widget.AP.N.get("/Resources", {})


def test_the_certificate_is_printed_where_the_seal_stands() -> None:
    from tests.reports import reading  # noqa: PLC0415

    assert reading.tells(sealed.dossier(), "DIGITAL SEAL", KEY.sha256, KEY.subject)


def signed_by_a_person(pdf: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    fields.append_signature_field(writer, fields.SigFieldSpec("Officer"))
    target = BytesIO()
    signers.sign_pdf(
        writer,
        signers.PdfSignatureMetadata(field_name="Officer"),
        signer=_signer("The officer"),
        output=target,
    )
    return target.getvalue()


def test_a_person_can_sign_afterwards() -> None:
    found = judge(signed_by_a_person(sealed.dossier()), sealed.KNOWN)
    assert found.outcome is Outcome.GENUINE, found.words
    assert found.seal is not None
    assert (found.seal.later, found.seal.length) == (1, len(sealed.dossier()))


def test_a_key_and_its_certificate_come_out_of_one_file(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    file.write_text(keys.make("One"))
    key = keys.load({"REPORT_KEY_FILE": str(file)})
    der = key.certificate.public_bytes(serialization.Encoding.DER)
    assert key.subject == "CN=One"
    assert key.sha256 == hashlib.sha256(der).hexdigest()
    left = key.certificate.not_valid_after_utc - datetime.now(UTC)
    assert left > timedelta(days=365 * 19)


def _pem(private: Any) -> str:
    secret = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return str(secret.decode())


SMALL = _pem(rsa.generate_private_key(65537, 2048)) + KEY.certificate_pem
STRANGE = _pem(ec.generate_private_key(ec.SECP256R1())) + KEY.certificate_pem


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({}, "Set REPORT_KEY or REPORT_KEY_FILE"),
        ({"REPORT_KEY": "a", "REPORT_KEY_FILE": "b"}, "not both"),
        ({"REPORT_KEY_FILE": "/nowhere"}, "cannot be read"),
        ({"REPORT_KEY": "secret nonsense"}, "both as PEM"),
        ({"REPORT_KEY": KEY.certificate_pem}, "both as PEM"),
        ({"REPORT_KEY": SMALL}, "3072 bits"),
        ({"REPORT_KEY": STRANGE}, "of another key"),
    ],
)
def test_a_key_that_cannot_seal_is_refused_and_never_quoted(
    environ: dict[str, str], words: str
) -> None:
    with pytest.raises(keys.KeyUnavailableError, match=words) as refusal:
        keys.load(environ)
    assert "secret" not in str(refusal.value)


class _authority:  # noqa: N801 - reads as a place
    """A timestamp authority on this machine."""

    def __init__(self, answer: Any) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = self.rfile.read(int(self.headers["Content-Length"]))
                told = answer(asked)
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.end_headers()
                self.wfile.write(told)

            def log_message(self, *args: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)

    def __enter__(self) -> str:
        Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}/"

    def __exit__(self, *error: object) -> None:
        self.server.shutdown()
        self.server.server_close()


def _certificate(private: Any, name: str, *usages: Any) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
    )
    if usages:
        builder = builder.add_extension(x509.ExtendedKeyUsage(usages), critical=True)
    return builder.sign(private, hashes.SHA256())


def _parts(name: str, *usages: Any) -> tuple[Any, Any]:
    private = rsa.generate_private_key(65537, 2048)  # all that the authority knows
    certificate = _certificate(private, name, *usages)
    secret = private.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    der = certificate.public_bytes(serialization.Encoding.DER)
    return asn1_x509.Certificate.load(der), asn1_keys.PrivateKeyInfo.load(secret)


def _stamper() -> Any:
    certificate, private = _parts("Authority", ExtendedKeyUsageOID.TIME_STAMPING)
    make: Any = DummyTimeStamper
    return make(tsa_cert=certificate, tsa_key=private)


def _signer(name: str) -> signers.SimpleSigner:
    certificate, private = _parts(name)
    store: Any = SimpleCertificateStore
    return signers.SimpleSigner(
        signing_cert=certificate, signing_key=private, cert_registry=store()
    )
