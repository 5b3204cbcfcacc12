"""Jobs that are stopped, and reasons for what happens to reports after they are asked for."""

from django.db import migrations, models

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
    "report.cancelled",
    "report.held",
    "report.hold_lifted",
    "report.key_changed",
    "report_schedule.created",
    "report_schedule.ended",
    "report_schedule.stopped",
    "requirements.published",
    "service.created",
    "service.handed_over",
    "site.role_granted",
    "site.role_revoked",
    "token.revoked",
    "validation.decided",
    "version.withdrawn",
)


class Migration(migrations.Migration):
    dependencies = [("governance", "0014_difference_at_the_end")]

    operations = [
        migrations.AlterField(
            model_name="job",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "Queued"),
                    ("running", "Running"),
                    ("done", "Done"),
                    ("failed", "Failed"),
                    ("cancelled", "Stopped"),
                ],
                default="queued",
                max_length=10,
            ),
        ),
        demand_reasons(NEED_A_REASON),
    ]
