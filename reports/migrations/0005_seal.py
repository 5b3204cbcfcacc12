"""Seals: their certificates, which only grow in number, and what a report says of it."""

from django.db import migrations, models

from governance.append_only import append_only, no_replace


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_requirements")]

    operations = [
        migrations.CreateModel(
            name="SealCertificate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("subject", models.CharField(max_length=300)),
                ("pem", models.TextField()),
                ("began_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        append_only("reports_sealcertificate"),
        no_replace("reports_sealcertificate", ("sha256",)),
        migrations.AddField(
            model_name="report",
            name="seal_level",
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name="report",
            name="seal_note",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddIndex(
            model_name="reportfile",
            index=models.Index(fields=["sha256"], name="report_file_by_digest"),
        ),
    ]
