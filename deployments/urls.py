"""Addresses of deployments and releases."""

from django.urls import path

from deployments.views import changes, deployment, emergencies, lists, steps

app_name = "deployments"
urlpatterns = [
    path(
        "projects/<uuid:project_id>/deployments/",
        lists.deployments,
        name="deployments",
    ),
    path("projects/<uuid:project_id>/deployments/card/", lists.card, name="card"),
    path("deployments/new/<uuid:version_id>/", steps.deploy, name="deploy"),
    path(
        "deployments/request/<uuid:version_id>/",
        changes.request_promotion,
        name="request_promotion",
    ),
    path(
        "deployments/emergency/<uuid:version_id>/",
        emergencies.emergency,
        name="emergency",
    ),
    path("changes/<uuid:change_id>/apply/", changes.apply, name="apply_change"),
    path(
        "releases/<uuid:release_id>/review/",
        emergencies.review,
        name="review_emergency",
    ),
    path("deployments/<uuid:deployment_id>/", deployment.deployment, name="deployment"),
    path("deployments/<uuid:deployment_id>/state/", deployment.state, name="state"),
    path("deployments/<uuid:deployment_id>/sample/", deployment.sample, name="sample"),
    path(
        "deployments/<uuid:deployment_id>/monitoring/",
        deployment.monitoring,
        name="monitoring",
    ),
    path("deployments/<uuid:deployment_id>/delete/", steps.delete, name="delete"),
    path(
        "deployments/<uuid:deployment_id>/retire/",
        changes.request_retirement,
        name="request_retirement",
    ),
    path("releases/<uuid:release_id>/", deployment.release, name="release"),
    path("releases/<uuid:release_id>/roll-back/", steps.roll_back, name="roll_back"),
]
