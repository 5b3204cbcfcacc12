"""Django finds an app's models here."""

from deployments.models.deployments import Deployment
from deployments.models.emergencies import Emergency, EmergencyReview
from deployments.models.environments import Environment
from deployments.models.releases import Release, ReleaseState

__all__ = [
    "Deployment",
    "Emergency",
    "EmergencyReview",
    "Environment",
    "Release",
    "ReleaseState",
]
