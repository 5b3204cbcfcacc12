"""Grants name the entry that gave them; the newest entry of a person is found at once."""

from django.db import migrations, models

from governance.entry_rules import demand_reasons

NEED_A_REASON = (
    "annotation.corrected",
    "deployment.deleted",
    "disclosure.erased",
    "ledger.key_changed",
    "person.closed",
    "person.emergency_admin_created",
    "person.reopened",
    "project.extended",
    "project.shared",
    "project.unshared",
    "release.deployed",
    "release.rolled_back",
    "site.role_granted",
    "site.role_revoked",
    "token.revoked",
    "version.withdrawn",
)


class Migration(migrations.Migration):
    dependencies = [("governance", "0007_rewrite")]

    operations = [
        migrations.AddField(
            model_name="grant",
            name="entry_uuid",
            field=models.UUIDField(null=True),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                fields=["project_id", "actor_id", "-id"], name="entry_project_actor"
            ),
        ),
        demand_reasons(NEED_A_REASON),
    ]
