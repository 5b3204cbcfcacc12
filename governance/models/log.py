"""The log's own tables: what the sequencer makes of leaves. Rows are only ever added.

Full tiles alone are stored (C2SP tlog-tiles, "Partial Tiles" are those not full): the
right edge is made of the newest leaves and of the newest roots of each level, up to
255 of each.
"""

from django.db import models


class Tile(models.Model):
    """256 hashes of one level of the tree, and their root (C2SP tlog-tiles)."""

    pk = models.CompositePrimaryKey("level", "index")
    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    data = models.BinaryField(max_length=8192)
    root = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"tile {self.level}/{self.index}"


class Checkpoint(models.Model):
    """A signed statement of how long the log is and what its root is.

    `low` and `system_id` are the sequencer's: the transaction of PostgreSQL below which
    every entry has its number, and the cluster in which that number means something.
    """

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    created_at = models.DateTimeField()
    low = models.CharField(max_length=20, blank=True)
    system_id = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"checkpoint {self.size}"


class Cosignature(models.Model):
    """One witness's signature line below a checkpoint (C2SP tlog-cosignature)."""

    checkpoint = models.ForeignKey(
        Checkpoint, models.DO_NOTHING, related_name="cosignatures"
    )
    witness = models.CharField(max_length=255)
    line = models.CharField(max_length=1000)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["checkpoint", "witness"], name="one_cosignature_per_witness"
            )
        ]

    def __str__(self) -> str:
        return f"{self.witness} on {self.checkpoint_id}"
