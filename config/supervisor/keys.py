"""Secrets made at the first start; later starts find them."""

import os
import secrets
from pathlib import Path

from config.supervisor.errors import StartError
from config.supervisor.place import Place
from governance.ledger.errors import LedgerError
from governance.ledger.keys import COSIGNATURE, NOTE, Signer, generate_key
from reports.sealing import keys as report_keys

NAMES = {
    "SECRET_KEY": "django_secret_key",
    "OIDC_CLIENT_SECRET": "oidc_client_secret",
}


def ensure(folder: Path) -> dict[str, Path]:
    """Return the file of each secret, by the variable that names its content."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    files = {variable: folder / name for variable, name in NAMES.items()}
    for file in files.values():
        if not file.exists():
            create(file, secrets.token_urlsafe(48))
    return files


def ensure_ledger(place: Place) -> None:
    """Make the keys of the ledger and of its witness where the operator set none.

    Their public halves stand beside the data: whoever checks an export needs them.
    """
    if place.has_demo_key:
        key = ensure_key(place.ledger_key, f"hallmark-{secrets.token_hex(4)}", NOTE)
        publish(place.ledger_vkeys, key)
    if place.has_demo_witness:
        name = f"witness-{secrets.token_hex(4)}"
        key = ensure_key(place.witness_key, name, COSIGNATURE)
        place.witness_vkey.unlink(missing_ok=True)
        publish(place.witness_vkey, key)


def ensure_report_key(place: Place) -> None:
    """Make the key that seals reports where the operator set none."""
    if not place.has_demo_report_key:
        return
    if not place.report_key.exists():
        name = f"Hallmark report seal {secrets.token_hex(4)}"
        create(place.report_key, report_keys.make(name))
    try:
        key = report_keys.read(place.report_key)
    except report_keys.KeyUnavailableError as error:
        raise StartError(f"{place.report_key} cannot be used: {error}") from error
    create(place.report_certificate, key.certificate_pem)


def ensure_key(file: Path, name: str, kind: int) -> Signer:
    """The key in a file, made at the first start."""
    if not file.exists():
        create(file, generate_key(f"localhost/{name}", kind).skey)
    try:
        return Signer.parse(file.read_text(encoding="ascii").strip())
    except (LedgerError, OSError, UnicodeDecodeError) as error:
        raise StartError(f"{file} cannot be used: {error}.") from error


def publish(file: Path, key: Signer) -> None:
    """Add a verifier key to a file; those of earlier keys stay, they signed too."""
    vkey = key.verifier.vkey
    known = file.read_text(encoding="utf-8").split() if file.exists() else []
    if vkey not in known:
        create(file, "".join(f"{line}\n" for line in [*known, vkey]))


def create(file: Path, content: str) -> None:
    """Write under another name first, so that it is never half there."""
    draft = file.with_suffix(".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)
