"""Django finds an app's models here."""

from deployments.models.deployments import Deployment
from deployments.models.environments import Environment
from deployments.models.releases import Release, ReleaseState

__all__ = ["Deployment", "Environment", "Release", "ReleaseState"]
