"""What a new endpoint is called, and where one is shown."""

from uuid import UUID

from django.urls import reverse

from deployments.models import Environment
from registry.models import Version


def suggested_name(version: Version, where: Environment) -> str:
    """A name to start from: the model's and the environment's."""
    model = "".join(c if c.isalnum() else "-" for c in version.model_name.lower())
    return f"{model[:56].strip('-')}-{where.pk.lower()}"


def page_of(deployment_id: UUID) -> str:
    """Where a deployment is shown."""
    return reverse("deployments:deployment", args=[deployment_id])
