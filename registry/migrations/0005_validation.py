"""Validations with tests, results, findings and verdicts; texts can be erased."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import governance.identifiers
from governance.append_only import no_replace
from registry.erasable_rows import erasable

ERASABLE = {
    "registry_validationtest": (
        ("title", "expected"),
        ("id", "validation_id", "number", "area", "added_by_id", "added_at"),
    ),
    "registry_validationresult": (
        ("actual",),
        ("id", "test_id", "outcome", "recorded_by_id", "recorded_at"),
    ),
    "registry_finding": (
        ("text",),
        (
            "id",
            "validation_id",
            "test_id",
            "number",
            "severity",
            "owner_id",
            "due",
            "raised_by_id",
            "raised_at",
        ),
    ),
    "registry_findingreply": (
        ("text",),
        ("id", "finding_id", "author_id", "created_at"),
    ),
    "registry_findingclosure": (
        ("reason",),
        ("id", "finding_id", "closed_by_id", "closed_at"),
    ),
    "registry_verdict": (
        ("conditions", "reason"),
        (
            "id",
            "validation_id",
            "version_id",
            "digest",
            "outcome",
            "given_by_id",
            "given_at",
        ),
    ),
}


def keep_no_samples(apps, schema_editor):
    """PostgreSQL: the planner's samples of a column are copies of its values."""
    if schema_editor.connection.vendor == "postgresql":
        for table, (texts, _) in ERASABLE.items():
            for text in texts:
                schema_editor.execute(
                    f"ALTER TABLE {table} ALTER {text} SET STATISTICS 0"
                )


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0004_erasable_comments"),
        ("governance", "0009_reasons_of_validation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Finding",
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
                ("erased_at", models.DateTimeField(editable=False, null=True)),
                ("number", models.PositiveIntegerField()),
                (
                    "severity",
                    models.CharField(
                        choices=[
                            ("low", "Low"),
                            ("medium", "Medium"),
                            ("high", "High"),
                            ("critical", "Critical"),
                        ],
                        max_length=10,
                    ),
                ),
                ("text", models.CharField(max_length=2000)),
                ("due", models.DateField()),
                ("raised_at", models.DateTimeField(auto_now_add=True)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FindingClosure",
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
                ("erased_at", models.DateTimeField(editable=False, null=True)),
                ("reason", models.CharField(max_length=500)),
                ("closed_at", models.DateTimeField(auto_now_add=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "finding",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closure",
                        to="registry.finding",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FindingReply",
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
                ("erased_at", models.DateTimeField(editable=False, null=True)),
                ("text", models.CharField(max_length=2000)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="registry.finding",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Validation",
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
                ("digest", models.CharField(max_length=64)),
                ("plan", models.CharField(max_length=40)),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
                ("closed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="validations",
                        to="registry.project",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="validations",
                        to="registry.version",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="finding",
            name="validation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="findings",
                to="registry.validation",
            ),
        ),
        migrations.CreateModel(
            name="ValidationTest",
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
                ("erased_at", models.DateTimeField(editable=False, null=True)),
                ("number", models.PositiveIntegerField()),
                (
                    "area",
                    models.CharField(
                        choices=[
                            ("concept", "Conceptual soundness"),
                            ("data", "Data"),
                            ("performance", "Performance on held-back rows"),
                            ("sensitivity", "Sensitivity"),
                            ("stability", "Stability"),
                            ("documentation", "Documentation"),
                            ("limits", "Limits of use"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("expected", models.CharField(max_length=1000)),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "validation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tests",
                        to="registry.validation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ValidationResult",
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
                ("erased_at", models.DateTimeField(editable=False, null=True)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("passed", "Passed"),
                            ("failed", "Failed"),
                            ("not_applicable", "Not applicable"),
                        ],
                        max_length=20,
                    ),
                ),
                ("actual", models.CharField(max_length=2000)),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "test",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="results",
                        to="registry.validationtest",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="finding",
            name="test",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="findings",
                to="registry.validationtest",
            ),
        ),
        migrations.CreateModel(
            name="Verdict",
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
                ("erased_at", models.DateTimeField(editable=False, null=True)),
                ("digest", models.CharField(max_length=64)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("accepted", "Accepted"),
                            ("accepted_with_conditions", "Accepted with conditions"),
                            ("rejected", "Rejected"),
                        ],
                        max_length=30,
                    ),
                ),
                ("conditions", models.CharField(blank=True, max_length=2000)),
                ("reason", models.CharField(max_length=500)),
                ("given_at", models.DateTimeField(auto_now_add=True)),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "validation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verdict",
                        to="registry.validation",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verdicts",
                        to="registry.version",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="validation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)),
                fields=("version",),
                name="one_open_validation_per_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="validationtest",
            constraint=models.UniqueConstraint(
                fields=("validation", "number"), name="one_test_per_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="validationtest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "area__in",
                        [
                            "concept",
                            "data",
                            "performance",
                            "sensitivity",
                            "stability",
                            "documentation",
                            "limits",
                            "other",
                        ],
                    )
                ),
                name="test_of_a_known_area",
            ),
        ),
        migrations.AddConstraint(
            model_name="validationresult",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome__in", ["passed", "failed", "not_applicable"])
                ),
                name="result_with_a_known_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.UniqueConstraint(
                fields=("validation", "number"), name="one_finding_per_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("severity__in", ["low", "medium", "high", "critical"])
                ),
                name="finding_of_a_known_severity",
            ),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("erased_at__isnull", False),
                    models.Q(
                        ("outcome", "accepted_with_conditions"),
                        models.Q(("conditions", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(
                            ("outcome", "accepted_with_conditions"), _negated=True
                        ),
                        ("conditions", ""),
                    ),
                    _connector="OR",
                ),
                name="conditions_where_the_verdict_says_so",
            ),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "outcome__in",
                        ["accepted", "accepted_with_conditions", "rejected"],
                    )
                ),
                name="verdict_with_a_known_outcome",
            ),
        ),
        *(erasable(table, *columns) for table, columns in ERASABLE.items()),
        no_replace("registry_verdict", ("validation_id",)),
        no_replace("registry_findingclosure", ("finding_id",)),
        no_replace("registry_finding", ("validation_id", "number")),
        no_replace("registry_validationtest", ("validation_id", "number")),
        migrations.RunPython(keep_no_samples, migrations.RunPython.noop),
    ]
