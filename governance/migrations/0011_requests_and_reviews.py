"""Access requests, access reviews and the notices of the inbox."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import governance.identifiers
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
    "site.role_granted",
    "site.role_revoked",
    "token.revoked",
    "validation.decided",
    "version.withdrawn",
)


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0010_changes_and_policies"),
    ]

    operations = [
        migrations.CreateModel(
            name="Campaign",
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
                ("scope", models.UUIDField()),
                ("name", models.CharField(max_length=120)),
                ("opened_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("entry_uuid", models.UUIDField(unique=True)),
                ("attested_at", models.DateTimeField(null=True)),
                ("attestation", models.CharField(blank=True, max_length=500)),
                ("attestation_uuid", models.UUIDField(null=True, unique=True)),
                (
                    "attested_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewers",
                    models.ManyToManyField(
                        related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CampaignItem",
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
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("kept", "Kept"),
                            ("reduced", "Reduced"),
                            ("removed", "Removed"),
                            ("lapsed", "Ended without a decision"),
                            ("flagged", "Last one, kept without a decision"),
                        ],
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("entry_uuid", models.UUIDField(null=True, unique=True)),
                (
                    "became",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.grant",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="governance.campaign",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.grant",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Notice",
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
                ("entry_uuid", models.UUIDField()),
                ("project_id", models.UUIDField()),
                ("is_answer", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("read_at", models.DateTimeField(null=True)),
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
        migrations.CreateModel(
            name="NoticeMark",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(
                        default=1, primary_key=True, serialize=False
                    ),
                ),
                ("next_number", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="one_notice_mark"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AccessRequest",
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
                ("project_id", models.UUIDField()),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("viewer", "Viewer"),
                            ("data_scientist", "Data scientist"),
                            ("validator", "Validator"),
                            ("engineer", "Engineer"),
                            ("officer", "Compliance officer"),
                            ("owner", "Owner"),
                            ("project_creator", "Project creator"),
                            ("admin", "Admin"),
                            ("auditor", "Auditor"),
                        ],
                        max_length=20,
                    ),
                ),
                ("days", models.PositiveSmallIntegerField()),
                ("asked_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("entry_uuid", models.UUIDField(unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("approved", "Approved"),
                            ("reduced", "Reduced"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                            ("expired", "Expired"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("decision_uuid", models.UUIDField(null=True, unique=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.grant",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["project_id", "state"], name="access_request_open"
                    ),
                    models.Index(fields=["person", "-id"], name="access_request_mine"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("person", "project_id", "role"),
                        name="one_open_request_per_person_project_and_role",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "open"),
                            ("decided_at__isnull", False),
                            _connector="XOR",
                        ),
                        name="a_request_is_open_or_decided",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("person")), _negated=True),
                            ("state", "withdrawn"),
                            _connector="OR",
                        ),
                        name="nobody_decides_their_own_request",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="campaign",
            index=models.Index(fields=["attested_at", "due_at"], name="campaign_due"),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.UniqueConstraint(
                condition=models.Q(("attested_at", None)),
                fields=("scope",),
                name="one_open_access_review_per_scope",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("attested_at", None),
                    models.Q(("attestation", ""), _negated=True),
                    _connector="XOR",
                ),
                name="an_attested_review_has_its_sentence",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignitem",
            constraint=models.UniqueConstraint(
                fields=("campaign", "grant"), name="one_item_per_grant_in_a_review"
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("verdict", ""), ("decided_at__isnull", False), _connector="XOR"
                ),
                name="an_item_is_open_or_decided",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["person", "read_at"], name="notice_unread"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                fields=("person", "entry_uuid"), name="one_notice_per_person_and_entry"
            ),
        ),
        demand_reasons(NEED_A_REASON),
    ]
