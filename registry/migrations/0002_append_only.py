"""What the database itself enforces: a sealed version and its parts never change."""

from django.db import migrations

from governance.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0001_initial"),
        ("governance", "0002_append_only"),
    ]

    operations = [
        append_only("registry_dataset"),
        append_only("registry_version"),
        append_only("registry_versionfile"),
        append_only("registry_versiondataset"),
        append_only("registry_versionparent"),
        append_only("registry_withdrawal", key="version_id"),
        append_only("registry_comment"),
    ]
