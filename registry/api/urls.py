"""Addresses of the API of the registry, below /api/v1/."""

from django.urls import path

from registry.api.views import projects, versions

app_name = "registry_api"
_PROJECT = "projects/<uuid:project_id>"
_VERSION = "versions/<uuid:version_id>"
urlpatterns = [
    path("projects", projects.Projects.as_view(), name="projects"),
    path(_PROJECT, projects.OneProject.as_view(), name="project"),
    path(f"{_PROJECT}/experiments", projects.Experiments.as_view(), name="experiments"),
    path(f"{_PROJECT}/datasets", projects.Datasets.as_view(), name="datasets"),
    path(f"{_PROJECT}/models", versions.Models.as_view(), name="models"),
    path(f"{_PROJECT}/versions", versions.Versions.as_view(), name="versions"),
    path(
        "experiments/<uuid:experiment_id>",
        projects.OneExperiment.as_view(),
        name="experiment",
    ),
    path(
        "experiments/<uuid:key>/comments",
        versions.Comments.as_view(),
        {"kind": "experiments"},
        name="experiment_comments",
    ),
    path("datasets/<uuid:dataset_id>", projects.OneDataset.as_view(), name="dataset"),
    path(_VERSION, versions.OneVersion.as_view(), name="version"),
    path(f"{_VERSION}/manifest", versions.Manifest.as_view(), name="manifest"),
    path(f"{_VERSION}/integrity", versions.Integrity.as_view(), name="integrity"),
    path(f"{_VERSION}/withdraw", versions.Withdraw.as_view(), name="withdraw"),
    path(
        "versions/<uuid:key>/comments",
        versions.Comments.as_view(),
        {"kind": "versions"},
        name="version_comments",
    ),
    path(f"{_VERSION}/tags", versions.Tags.as_view(), name="tags"),
    path(f"{_VERSION}/untag", versions.Untag.as_view(), name="untag"),
]
