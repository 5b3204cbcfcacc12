"""Addresses of the API of deployments, below /api/v1/."""

from django.urls import path

from deployments.api import changes, views

app_name = "deployments_api"
_ONE = "deployments/<uuid:deployment_id>"
urlpatterns = [
    path("environments", views.Environments.as_view(), name="environments"),
    path(
        "projects/<uuid:project_id>/deployments",
        views.Deployments.as_view(),
        name="deployments",
    ),
    path(
        "projects/<uuid:project_id>/promotions",
        changes.Promotions.as_view(),
        name="promotions",
    ),
    path(
        "projects/<uuid:project_id>/emergencies",
        changes.Emergencies.as_view(),
        name="emergencies",
    ),
    path("changes/<uuid:change_id>/apply", changes.Apply.as_view(), name="apply"),
    path(
        "releases/<uuid:release_id>/review",
        changes.ReviewEmergency.as_view(),
        name="review_emergency",
    ),
    path(_ONE, views.OneDeployment.as_view(), name="deployment"),
    path(f"{_ONE}/releases", views.Releases.as_view(), name="releases"),
    path(f"{_ONE}/rollback", views.RollBack.as_view(), name="rollback"),
    path(f"{_ONE}/delete", views.Delete.as_view(), name="delete"),
    path(f"{_ONE}/retirements", changes.Retirements.as_view(), name="retirements"),
    path(f"{_ONE}/sample_request", views.Sample.as_view(), name="sample_request"),
    path(f"{_ONE}/monitoring", views.Monitoring.as_view(), name="monitoring"),
]
