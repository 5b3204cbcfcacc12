"""Which certificate seals reports now, and under which conditions they are drawn."""

from typing import Final

from django.conf import settings

from governance.exceptions import Conflict, IllegalMove
from governance.models import User
from reports.models import SealCertificate
from reports.operations.change_report_key import change_report_key
from reports.pdf.making import Making, Seal
from reports.sealing.keys import KeyUnavailableError, SealKey, load

FIRST: Final = "The first certificate of the reports."


def key_in_force(account: str) -> SealKey:
    """The worker's key; the first one is written into the ledger.

    Refuses to seal without a key, and with another than the ledger names.
    """
    try:
        key = load()
    except KeyUnavailableError as error:
        raise IllegalMove(f"The report cannot be sealed. {error}") from error
    last = SealCertificate.objects.order_by("-pk").first()
    if last is None:
        last = _first(key, account)
    if last.sha256 != key.sha256:
        raise IllegalMove(
            f"Reports are sealed with the certificate {last.sha256}, and the worker "
            f"holds the key of {key.sha256}. rotate_report_key changes it."
        )
    return key


def _first(key: SealKey, account: str) -> SealCertificate:
    """Two workers may begin at the same moment with the same key."""
    actor = User.objects.system(account)
    try:
        return change_report_key(actor=actor, key=key, reason=FIRST)
    except Conflict:
        return SealCertificate.objects.get(sha256=key.sha256)


def conditions(key: SealKey) -> Making:
    """What a new report is drawn under: the address to ask at, and the seal."""
    return Making(
        verify_at=f"{settings.PUBLIC_URL}/verify/", seal=Seal(key.subject, key.sha256)
    )
