"""What DEV, TEST and PROD ask for, until somebody publishes another revision."""

import hashlib

from django.db import migrations

from governance.ledger.canonical import canonical

SEALED = [{"condition": "snapshot"}]
FULL = [
    {"condition": "snapshot"},
    {"condition": "datasets"},
    {"condition": "validation"},
    {"condition": "warm_up", "in": ["DEV", "TEST"]},
]
# environment, tier, approvals, conditions
POLICIES = [
    ("DEV", "low", 0, []),
    ("DEV", "high", 0, []),
    ("TEST", "low", 0, SEALED),
    ("TEST", "high", 0, SEALED),
    ("PROD", "low", 1, FULL),
    ("PROD", "high", 2, FULL),
]


def publish(apps, schema_editor):
    policy = apps.get_model("governance", "Policy")
    for environment, tier, approvals, conditions in POLICIES:
        content = {
            "environment": environment,
            "tier": tier,
            "revision": 1,
            "approvals": approvals,
            "conditions": conditions,
        }
        digest = hashlib.sha256(canonical(content)).hexdigest()
        policy.objects.create(**content, digest=digest)


class Migration(migrations.Migration):
    dependencies = [
        ("deployments", "0002_append_only"),
        ("governance", "0010_changes_and_policies"),
    ]

    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
