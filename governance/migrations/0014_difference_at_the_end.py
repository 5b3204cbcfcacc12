"""An end keeps how its request stood; a policy names what else needs its approvals.

Both columns may be null, so that SQLite adds them in place: a table made anew would
lose its triggers.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("governance", "0013_service_accounts")]

    operations = [
        migrations.AddField(
            model_name="changeend",
            name="stood",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="policy",
            name="also",
            field=models.JSONField(null=True),
        ),
    ]
