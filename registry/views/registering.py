"""The forms that bring data and models in."""

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from governance import access
from governance.actions import Action
from governance.models import User
from governance.pages import Step, actor_of, ask
from governance.rights import Right
from registry import queries
from registry.environments import MAX_LOCK_BYTES
from registry.forms import DatasetForm, VersionForm
from registry.models import Project
from registry.operations.register_dataset import register_dataset
from registry.operations.register_version import register_version
from registry.receiving import Hints
from registry.uploads import Upload
from registry.views.uploading import right_before_body


@right_before_body(Action.DATASET_REGISTERED)
@require_http_methods(["GET", "POST"])
def add_dataset(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Register dataset."""
    actor = actor_of(request)
    project = queries.project_for(actor, project_id)
    step = Step(
        title=f"Register a dataset in {project.name}",
        submit="Register dataset",
        back=reverse("registry:datasets", args=[project.pk]),
        will=["The bytes are kept under their SHA-256. Nothing in them can change."],
        because=because(request, actor, project),
        more={"project": project, "section": "datasets"},
    )

    def act(data: dict[str, Any]) -> str:
        file = data.pop("file")
        made = register_dataset(
            actor=actor, project=project, upload=upload_of(file), **data
        )
        return reverse("registry:dataset", args=[made.pk])

    form = DatasetForm(request.POST or None, request.FILES or None)
    return ask(request, step, form, act)


@right_before_body(Action.VERSION_REGISTERED)
@require_http_methods(["GET", "POST"])
def add_version(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Register version."""
    actor = actor_of(request)
    project = queries.project_for(actor, project_id)
    step = Step(
        title=f"Register a version in {project.name}",
        submit="Register version",
        back=reverse("registry:project", args=[project.pk]),
        will=[
            "The file is opened in a limited process and scored on rows of its data.",
            "Files, data, lock, parameters and metrics are sealed under one SHA-256.",
            "Nothing is deployed by this.",
        ],
        because=because(request, actor, project),
        more={"project": project, "section": "models"},
    )

    def act(data: dict[str, Any]) -> str:
        made = register_version(actor=actor, **_arguments(data))
        return reverse("registry:version", args=[made.pk])

    form = VersionForm(
        request.POST or None,
        request.FILES or None,
        experiments=list(
            queries.experiments(actor, project).order_by("-pk")[: queries.MOST]
        ),
        datasets=list(queries.datasets(actor, project).order_by("-pk")[: queries.MOST]),
    )
    return ask(request, step, form, act)


def because(request: HttpRequest, actor: User, project: Project) -> str:
    """By which right it may be done; who lacks it is told before filling in a form.

    A POST is refused with an entry, by `right_before_body` or by the operation.
    """
    if request.method == "GET":
        return access.require(actor, Right.CONTRIBUTE, project.pk)
    return access.may(actor, Right.CONTRIBUTE, project.pk).because


def _arguments(data: dict[str, Any]) -> dict[str, Any]:
    lock: UploadedFile[Any] | None = data["lock"]
    return {
        "experiment": data["experiment"],
        "model_name": data["model_name"],
        "upload": upload_of(data["file"]),
        "hints": Hints(
            data["target"], data["columns"], data["labels"], data["dataset"]
        ),
        "lock": lock.read(MAX_LOCK_BYTES + 1) if lock else None,
        "python": data["python"],
    }


def upload_of(file: "UploadedFile[Any]") -> Upload:
    """Django's uploaded file as ours."""
    return Upload(file.name or "", file.chunks())
