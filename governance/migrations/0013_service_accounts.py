"""Service accounts and who answered for them; tokens that are narrowed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import governance.identifiers
from governance.append_only import append_only
from governance.entry_rules import demand_reasons

NEED_A_REASON = (
    "access.approved",
    "access.reduced",
    "access.refused",
    "access.requested",
    "access.withdrawn",
    "access_review.attested",
    "access_review.flagged",
    "access_review.kept",
    "access_review.lapsed",
    "access_review.opened",
    "access_review.reduced",
    "access_review.removed",
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
    "service.created",
    "service.handed_over",
    "site.role_granted",
    "site.role_revoked",
    "token.revoked",
    "validation.decided",
    "version.withdrawn",
)


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0012_one_line_bodies"),
    ]

    operations = [
        migrations.CreateModel(
            name="Custody",
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
                ("since", models.DateTimeField()),
                ("entry_uuid", models.UUIDField()),
            ],
        ),
        migrations.AddField(
            model_name="accesstoken",
            name="last_used_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="accesstoken",
            name="project_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="accesstoken",
            name="rights",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="user",
            name="home_project",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="user",
            name="owner",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="service_accounts",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="kind",
            field=models.CharField(
                choices=[
                    ("person", "Person"),
                    ("system", "System account"),
                    ("service", "Service account"),
                ],
                default="person",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("home_project__isnull", False),
                        ("is_emergency", False),
                        ("issuer", ""),
                        ("kind", "service"),
                        ("owner__isnull", False),
                        ("subject", ""),
                    ),
                    models.Q(
                        models.Q(("kind", "service"), _negated=True),
                        ("home_project", None),
                        ("owner", None),
                    ),
                    _connector="OR",
                ),
                name="a_service_account_has_an_owner_and_a_project",
            ),
        ),
        migrations.AddField(
            model_name="custody",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="custodies",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="custody",
            name="owner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="custody",
            index=models.Index(fields=["account", "since"], name="custody_account"),
        ),
        append_only("governance_custody"),
        demand_reasons(NEED_A_REASON),
    ]
