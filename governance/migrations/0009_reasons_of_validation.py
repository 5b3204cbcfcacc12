"""A verdict and the end of a finding demand a reason, too."""

from django.db import migrations

from governance.entry_rules import demand_reasons

NEED_A_REASON = (
    "annotation.corrected",
    "deployment.deleted",
    "disclosure.erased",
    "finding.closed",
    "ledger.key_changed",
    "person.closed",
    "person.emergency_admin_created",
    "person.reopened",
    "project.extended",
    "project.shared",
    "project.unshared",
    "release.deployed",
    "release.rolled_back",
    "site.role_granted",
    "site.role_revoked",
    "token.revoked",
    "validation.decided",
    "version.withdrawn",
)


class Migration(migrations.Migration):
    dependencies = [("governance", "0008_access_over_time")]

    operations = [demand_reasons(NEED_A_REASON)]
