"""Addresses of the API of deployments, below /api/v1/."""

from django.urls import path

from deployments.api import views

app_name = "deployments_api"
_ONE = "deployments/<uuid:deployment_id>"
urlpatterns = [
    path("environments", views.Environments.as_view(), name="environments"),
    path(
        "projects/<uuid:project_id>/deployments",
        views.Deployments.as_view(),
        name="deployments",
    ),
    path(_ONE, views.OneDeployment.as_view(), name="deployment"),
    path(f"{_ONE}/releases", views.Releases.as_view(), name="releases"),
    path(f"{_ONE}/rollback", views.RollBack.as_view(), name="rollback"),
    path(f"{_ONE}/delete", views.Delete.as_view(), name="delete"),
    path(f"{_ONE}/sample_request", views.Sample.as_view(), name="sample_request"),
    path(f"{_ONE}/monitoring", views.Monitoring.as_view(), name="monitoring"),
]
