"""Kinds live in the catalogue: a new one needs no migration."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_append_only")]

    operations = [
        migrations.RemoveConstraint(
            model_name="report", name="a_dossier_is_about_a_version"
        ),
        migrations.AlterField(
            model_name="report",
            name="kind",
            field=models.CharField(max_length=20),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("since", None), ("until__isnull", False), _connector="XOR"
                ),
                name="a_period_has_two_ends",
            ),
        ),
    ]
