"""The tables of the signed log, the accounts that write it, and no REPLACE."""

import django.db.models.deletion
from django.db import migrations, models

from governance.append_only import append_only, no_replace


def add_sequencer_account(apps, schema_editor):
    apps.get_model("governance", "User").objects.create(
        username="system:sequencer",
        kind="system",
        name="Numbers entries and signs the ledger",
        password="!",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0004_one_emergency_admin"),
    ]

    operations = [
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("root", models.BinaryField(max_length=32)),
                ("note", models.TextField()),
                ("created_at", models.DateTimeField()),
                ("low", models.CharField(blank=True, max_length=20)),
                ("system_id", models.CharField(blank=True, max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="Tile",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "level",
                        "index",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("level", models.PositiveSmallIntegerField()),
                ("index", models.BigIntegerField()),
                ("data", models.BinaryField(max_length=8192)),
                ("root", models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name="Cosignature",
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
                ("witness", models.CharField(max_length=255)),
                ("line", models.CharField(max_length=1000)),
                ("created_at", models.DateTimeField()),
                (
                    "checkpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="cosignatures",
                        to="governance.checkpoint",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("checkpoint", "witness"),
                        name="one_cosignature_per_witness",
                    )
                ],
            },
        ),
        append_only("governance_tile", key=("level", "index")),
        append_only("governance_checkpoint", key="size"),
        append_only("governance_cosignature"),
        no_replace("governance_cosignature", ("checkpoint_id", "witness")),
        no_replace("governance_entry", ("uuid",)),
        no_replace("governance_leaf", ("entry_id",)),
        no_replace("governance_disclosure", ("entry_uuid", "path")),
        migrations.RunPython(add_sequencer_account, migrations.RunPython.noop),
    ]
