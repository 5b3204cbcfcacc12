"""Addresses of the API of the registry, below /api/v1/."""

from django.urls import path

from registry.api.views import projects, validation, versions

app_name = "registry_api"
_PROJECT = "projects/<uuid:project_id>"
_VERSION = "versions/<uuid:version_id>"
_VALIDATION = "validations/<uuid:validation_id>"
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
    path(f"{_VERSION}/standing", validation.Standing.as_view(), name="standing"),
    path(
        f"{_VERSION}/comparisons/<uuid:older_id>",
        validation.OneComparison.as_view(),
        name="comparison",
    ),
    path(
        f"{_VERSION}/validations", validation.Validations.as_view(), name="validations"
    ),
    path(_VALIDATION, validation.OneValidation.as_view(), name="validation"),
    path(f"{_VALIDATION}/tests", validation.Tests.as_view(), name="validation_tests"),
    path(f"{_VALIDATION}/findings", validation.Findings.as_view(), name="findings"),
    path(f"{_VALIDATION}/verdict", validation.OneVerdict.as_view(), name="verdict"),
    path(
        "validation-tests/<uuid:test_id>/results",
        validation.Results.as_view(),
        name="validation_results",
    ),
    path(
        "findings/<uuid:finding_id>/replies",
        validation.Replies.as_view(),
        name="finding_replies",
    ),
    path(
        "findings/<uuid:finding_id>/close",
        validation.Close.as_view(),
        name="finding_close",
    ),
    path(f"{_VERSION}/tags", versions.Tags.as_view(), name="tags"),
    path(f"{_VERSION}/untag", versions.Untag.as_view(), name="untag"),
]
