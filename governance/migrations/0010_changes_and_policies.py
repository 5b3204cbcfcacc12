"""Change requests, signed approvals, policies and risk tiers; all of it only grows."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import governance.identifiers
from governance.append_only import append_only, no_replace
from governance.entry_rules import demand_reasons

NEED_A_REASON = (
    "annotation.corrected",
    "change.approved",
    "change.rejected",
    "change.requested",
    "change.sent_back",
    "change.withdrawn",
    "deployment.deleted",
    "disclosure.erased",
    "finding.closed",
    "ledger.key_changed",
    "person.closed",
    "person.emergency_admin_created",
    "person.reopened",
    "policy.published",
    "project.extended",
    "project.risk_tier_set",
    "project.shared",
    "project.unshared",
    "release.deployed",
    "release.emergency",
    "release.emergency_reviewed",
    "release.promoted",
    "release.rolled_back",
    "site.role_granted",
    "site.role_revoked",
    "token.revoked",
    "validation.decided",
    "version.withdrawn",
)


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0009_reasons_of_validation"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChangeRequest",
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
                ("number", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=20)),
                ("project_id", models.UUIDField()),
                ("about_type", models.CharField(max_length=32)),
                ("about_id", models.UUIDField()),
                ("about_label", models.CharField(max_length=120)),
                ("environment", models.CharField(max_length=20)),
                ("target_id", models.UUIDField(null=True)),
                ("target_name", models.CharField(max_length=63)),
                ("bound", models.JSONField()),
                ("binding", models.CharField(max_length=64)),
                ("builders", models.JSONField(default=list)),
                ("entry", models.UUIDField(unique=True)),
                ("auto_apply", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField()),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Approval",
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
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("approve", "Approve"),
                            ("changes", "Ask for changes"),
                            ("reject", "Reject"),
                        ],
                        max_length=10,
                    ),
                ),
                ("binding", models.CharField(max_length=64)),
                ("meaning", models.CharField(max_length=300)),
                ("auth_time", models.DateTimeField()),
                ("signed_at", models.DateTimeField()),
                ("entry", models.UUIDField(unique=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approvals",
                        to="governance.changerequest",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Policy",
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
                ("environment", models.CharField(max_length=20)),
                (
                    "tier",
                    models.CharField(
                        choices=[("low", "Low risk"), ("high", "High risk")],
                        max_length=10,
                    ),
                ),
                ("revision", models.PositiveIntegerField()),
                ("approvals", models.PositiveSmallIntegerField()),
                ("conditions", models.JSONField(default=list)),
                ("digest", models.CharField(max_length=64)),
                ("published_at", models.DateTimeField(auto_now_add=True)),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RiskTier",
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
                ("scope", models.UUIDField()),
                (
                    "tier",
                    models.CharField(
                        choices=[("low", "Low risk"), ("high", "High risk")],
                        max_length=10,
                    ),
                ),
                ("set_at", models.DateTimeField(auto_now_add=True)),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ChangeEnd",
            fields=[
                (
                    "change",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="end",
                        serialize=False,
                        to="governance.changerequest",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("rejected", "Rejected"),
                            ("withdrawn", "Withdrawn"),
                            ("applied", "Applied"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("entry", models.UUIDField(unique=True)),
                ("became_type", models.CharField(blank=True, max_length=32)),
                ("became_id", models.UUIDField(null=True, unique=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="changerequest",
            index=models.Index(fields=["project_id", "-id"], name="change_newest"),
        ),
        migrations.AddConstraint(
            model_name="changerequest",
            constraint=models.UniqueConstraint(
                fields=("project_id", "number"), name="one_change_per_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.UniqueConstraint(
                fields=("environment", "tier", "revision"),
                name="one_policy_per_revision",
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=models.Q(("approvals__lte", 5)), name="approvals_of_a_policy"
            ),
        ),
        migrations.AddIndex(
            model_name="risktier",
            index=models.Index(fields=["scope", "-id"], name="risk_tier_newest"),
        ),
        migrations.AddConstraint(
            model_name="changeend",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "applied"), _negated=True),
                    ("became_id__isnull", False),
                    _connector="XOR",
                ),
                name="an_applied_change_became_something",
            ),
        ),
        append_only("governance_changerequest"),
        append_only("governance_changeend", "change_id"),
        append_only("governance_approval"),
        append_only("governance_policy"),
        append_only("governance_risktier"),
        no_replace("governance_changerequest", ("project_id", "number")),
        no_replace("governance_policy", ("environment", "tier", "revision")),
        demand_reasons(NEED_A_REASON),
    ]
