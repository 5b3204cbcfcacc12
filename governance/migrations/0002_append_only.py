"""What the database itself enforces: entries only grow, and who the machines are."""

from django.db import migrations

from governance.append_only import append_only

SYSTEM_ACCOUNTS = {
    "operator": "Whoever may run commands on the server",
    "identity": "Keeps accounts as the provider describes them",
    "jobs": "Does durable background work",
    "deployer": "Starts and watches releases",
    "reporter": "Builds reports",
}


def add_system_accounts(apps, schema_editor):
    user = apps.get_model("governance", "User")
    for name, purpose in SYSTEM_ACCOUNTS.items():
        user.objects.create(
            username=f"system:{name}", kind="system", name=purpose, password="!"
        )


def add_transaction_id(apps, schema_editor):
    """PostgreSQL: which transaction wrote an entry; the sequencer's watermark."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "ALTER TABLE governance_entry ADD COLUMN txid xid8 NOT NULL "
            "DEFAULT pg_current_xact_id()"
        )


class Migration(migrations.Migration):
    dependencies = [("governance", "0001_initial")]

    operations = [
        migrations.RunPython(add_transaction_id, migrations.RunPython.noop),
        append_only("governance_entry"),
        append_only("governance_leaf", key="seq"),
        append_only("governance_disclosure", deletable=True),
        migrations.RunPython(add_system_accounts, migrations.RunPython.noop),
    ]
