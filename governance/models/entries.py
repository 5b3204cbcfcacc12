"""The ledger's tables: written by `recording` and `sequencing`, never updated."""

from django.db import models

from governance.identifiers import uuid7


class Entry(models.Model):
    """One row of the audit ledger. `body` is what is hashed; the rest is its index."""

    uuid = models.UUIDField(unique=True)
    ts = models.DateTimeField()
    actor_id = models.UUIDField()
    action = models.CharField(max_length=64)
    object_type = models.CharField(max_length=32)
    object_id = models.UUIDField()
    project_id = models.UUIDField(null=True)
    request_id = models.UUIDField()
    why_digest = models.CharField(max_length=44, null=True)  # noqa: DJ001 - null: none
    body = models.BinaryField()
    leaf_hash = models.BinaryField(max_length=32)

    class Meta:
        indexes = [
            models.Index(fields=["project_id", "-id"], name="entry_project"),
            models.Index(
                fields=["object_type", "object_id", "-id"], name="entry_object"
            ),
            models.Index(fields=["actor_id", "-id"], name="entry_actor"),
            models.Index(
                fields=["project_id", "actor_id", "-id"], name="entry_project_actor"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.uuid}"


class Leaf(models.Model):
    """The place of an entry in the log: gapless from 0, given by the sequencer."""

    seq = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, models.DO_NOTHING, related_name="leaf")
    leaf_hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return str(self.seq)


class Disclosure(models.Model):
    """Personal data and free text of one entry, salted; the only deletable table."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entry_uuid = models.UUIDField(db_index=True)
    path = models.CharField(max_length=120)
    salt = models.BinaryField(max_length=16)
    value = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry_uuid", "path"], name="one_disclosure_per_path"
            )
        ]

    def __str__(self) -> str:
        return f"{self.path} of {self.entry_uuid}"


class DenialTally(models.Model):
    """Refusals of one actor, action and object since the last entry about them.

    One entry a minute is written; the rest is counted here and named by the next, or
    anybody could fill a log that cannot be emptied.
    """

    actor_id = models.UUIDField()
    action = models.CharField(max_length=64)
    object_id = models.UUIDField()
    since = models.DateTimeField()
    suppressed = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["actor_id", "action", "object_id"], name="one_tally_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.suppressed} x {self.action}"
