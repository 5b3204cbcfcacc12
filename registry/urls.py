"""Addresses of projects, experiments, datasets, models and versions."""

from django.urls import path

from registry.views import lists, projects, registering, versions

app_name = "registry"
urlpatterns = [
    path("", projects.projects, name="projects"),
    path("projects/add/", projects.add_project, name="add_project"),
    path("projects/<uuid:project_id>/", projects.project, name="project"),
    path("projects/<uuid:project_id>/models/", lists.models, name="models"),
    path(
        "projects/<uuid:project_id>/models/register/",
        registering.add_version,
        name="register_version",
    ),
    path(
        "projects/<uuid:project_id>/experiments/",
        lists.experiments,
        name="experiments",
    ),
    path("projects/<uuid:project_id>/datasets/", lists.datasets, name="datasets"),
    path(
        "projects/<uuid:project_id>/datasets/register/",
        registering.add_dataset,
        name="register_dataset",
    ),
    path("experiments/<uuid:experiment_id>/", lists.experiment, name="experiment"),
    path(
        "experiments/<uuid:experiment_id>/comment/",
        versions.comment_experiment,
        name="comment_experiment",
    ),
    path("datasets/<uuid:dataset_id>/", lists.dataset, name="dataset"),
    path("versions/<uuid:version_id>/", versions.version, name="version"),
    path(
        "versions/<uuid:version_id>/comment/",
        versions.comment_version,
        name="comment_version",
    ),
    path("versions/<uuid:version_id>/tag/", versions.tag, name="tag"),
    path("versions/<uuid:version_id>/untag/", versions.untag, name="untag"),
    path("versions/<uuid:version_id>/withdraw/", versions.withdraw, name="withdraw"),
    path(
        "versions/<uuid:version_id>/files/<slug:role>/",
        versions.version_file,
        name="version_file",
    ),
    path(
        "versions/<uuid:version_id>/<slug:tab>/",
        versions.version,
        name="version_tab",
    ),
]
