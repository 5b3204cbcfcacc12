"""What the database itself enforces: releases only grow; and the three environments."""

from django.db import migrations

from governance.append_only import append_only

# name, order, whether scoring there needs a key
ENVIRONMENTS = [("DEV", 1, False), ("TEST", 2, True), ("PROD", 3, True)]


def add_environments(apps, schema_editor):
    environment = apps.get_model("deployments", "Environment")
    for name, order, needs_key in ENVIRONMENTS:
        environment.objects.create(name=name, order=order, needs_key=needs_key)


class Migration(migrations.Migration):
    dependencies = [
        ("deployments", "0001_initial"),
        ("governance", "0002_append_only"),
    ]

    operations = [
        append_only("deployments_release"),
        append_only("deployments_releasestate"),
        migrations.RunPython(add_environments, migrations.RunPython.noop),
    ]
