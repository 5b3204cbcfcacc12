"""What the database demands of each entry, and that erased rows leave the file soon."""

from django.db import migrations

from governance.entry_rules import bound_bodies, demand_reasons, newest_id_only

NEED_A_REASON = (
    "annotation.corrected",
    "deployment.deleted",
    "disclosure.erased",
    "ledger.key_changed",
    "person.emergency_admin_created",
    "project.shared",
    "project.unshared",
    "release.deployed",
    "release.rolled_back",
    "site.role_granted",
    "site.role_revoked",
    "token.revoked",
    "version.withdrawn",
)


def vacuum_soon(apps, schema_editor):
    """PostgreSQL: one erased disclosure is enough for autovacuum to come."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "ALTER TABLE governance_disclosure SET (autovacuum_vacuum_threshold = 0, "
            "autovacuum_vacuum_scale_factor = 0)"
        )


class Migration(migrations.Migration):
    dependencies = [("governance", "0005_log_tables")]

    operations = [
        bound_bodies(),
        demand_reasons(NEED_A_REASON),
        newest_id_only(),
        migrations.RunPython(vacuum_soon, migrations.RunPython.noop),
    ]
