"""Addresses of projects, experiments, datasets, models and versions."""

from django.urls import path

from registry.views import lists, projects, registering, validation, versions

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
        "versions/<uuid:version_id>/validate/",
        validation.open_one,
        name="open_validation",
    ),
    path("validations/<uuid:validation_id>/", validation.validation, name="validation"),
    path(
        "validations/<uuid:validation_id>/tests/add/",
        validation.add_test,
        name="add_validation_test",
    ),
    path(
        "validations/<uuid:validation_id>/findings/raise/",
        validation.add_finding,
        name="raise_finding",
    ),
    path(
        "validations/<uuid:validation_id>/verdict/",
        validation.decide,
        name="give_verdict",
    ),
    path(
        "validation-tests/<uuid:test_id>/record/",
        validation.record,
        name="record_test",
    ),
    path(
        "findings/<uuid:finding_id>/reply/", validation.reply, name="reply_to_finding"
    ),
    path("findings/<uuid:finding_id>/close/", validation.close, name="close_finding"),
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
