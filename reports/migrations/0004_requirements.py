"""Published revisions of the requirements; rows of this table only grow."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import governance.identifiers
from governance.append_only import append_only, no_replace


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0003_kinds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RequirementSet",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=governance.identifiers.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("revision", models.PositiveIntegerField(unique=True)),
                ("items", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("published_at", models.DateTimeField(auto_now_add=True)),
                (
                    "published_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ("-revision",)},
        ),
        append_only("reports_requirementset"),
        no_replace("reports_requirementset", ("revision",)),
    ]
