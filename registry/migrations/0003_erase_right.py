"""Project knows the right to erase personal data."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_append_only")]

    operations = [
        migrations.AlterModelOptions(
            name="project",
            options={
                "default_permissions": (),
                "permissions": [
                    ("view", "see the project"),
                    ("comment", "comment"),
                    ("contribute", "add experiments, data and versions"),
                    ("share", "share the project"),
                    ("validate", "validate versions"),
                    ("report", "build and download reports"),
                    ("score", "score"),
                    ("deploy_dev", "deploy to DEV"),
                    ("deploy_test", "deploy to TEST"),
                    ("deploy_prod", "deploy to PROD"),
                    ("erase", "erase personal data"),
                ],
            },
        ),
    ]
