"""Project knows the right to hold reports."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0006_rights_of_changes"),
    ]

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
                    ("deploy_emergency", "make an emergency release"),
                    ("request_change", "ask for a change"),
                    ("review_change", "approve or reject what others ask for"),
                    ("set_risk", "set the risk tier of the project"),
                    ("hold_reports", "hold reports, and stop what others asked for"),
                    ("erase", "erase personal data"),
                ],
            },
        ),
    ]
