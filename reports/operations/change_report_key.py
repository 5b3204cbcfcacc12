"""Give the reports their first sealing key, or another one."""

from governance.actions import Action
from governance.exceptions import Conflict
from governance.models import User
from governance.recording import governed
from governance.subjects import SITE
from reports.models import SealCertificate
from reports.sealing.keys import SealKey


def change_report_key(*, actor: User, key: SealKey, reason: str) -> SealCertificate:
    """Say in the ledger which certificate seals reports from now on.

    Only a system account may say so. Refuses a certificate that was given before:
    whoever took it out of force had a reason. The key itself is not kept.
    """
    with governed(actor, Action.REPORT_KEY_CHANGED, SITE, reason=reason) as record:
        if SealCertificate.objects.filter(sha256=key.sha256).exists():
            raise Conflict("Reports were sealed with this certificate already.")
        last = SealCertificate.objects.order_by("-pk").first()
        row = SealCertificate.objects.create(
            sha256=key.sha256, subject=key.subject[:300], pem=key.certificate_pem
        )
        record.change("certificate", last.sha256 if last else None, row.sha256)
        record.change("subject", None, row.subject)
    return row
