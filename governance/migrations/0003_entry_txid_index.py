"""PostgreSQL: the sequencer reads entries by the transaction that wrote them."""

from django.db import migrations


def add_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE INDEX entry_txid ON governance_entry (txid)")


class Migration(migrations.Migration):
    dependencies = [("governance", "0002_append_only")]

    operations = [migrations.RunPython(add_index, migrations.RunPython.noop)]
