"""Where deployments run: DEV, TEST, PROD, as the migration seeds them."""

from django.db import models


class Environment(models.Model):
    """One place to run; deploying to it is a right of its own."""

    name = models.CharField(max_length=20, primary_key=True)
    order = models.PositiveSmallIntegerField(unique=True)
    needs_key = models.BooleanField(default=True)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name
