"""The files of a report are never exchanged: rows of this table only grow."""

from django.db import migrations

from governance.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = [append_only("reports_reportfile")]
