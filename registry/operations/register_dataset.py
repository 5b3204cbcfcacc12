"""Register a dataset: its bytes, its digest, its columns."""

from django.conf import settings

from governance.actions import Action
from governance.exceptions import Conflict
from governance.models import User
from governance.recording import governed
from registry.models import Dataset, Project
from registry.names import file_label, one_line, paragraph
from registry.storage import blobs
from registry.tables import describe
from registry.uploads import Upload, require_right_first


def register_dataset(  # noqa: PLR0913 - what a dataset is known by
    *,
    actor: User,
    project: Project,
    name: str,
    upload: Upload,
    description: str = "",
    source: str = "",
    licence: str = "",
) -> Dataset:
    """Keep a CSV table and what can be counted about it.

    Refuses a file over the limit, one that is no table in UTF-8, a bad name, and the
    same content under the same name.
    """
    name = one_line("name", name)
    texts = {
        "description": paragraph("description", description, limit=500, required=False),
        "source": paragraph("source", source, limit=500, required=False),
        "licence": paragraph("licence", licence, limit=100, required=False),
    }
    require_right_first(actor, Action.DATASET_REGISTERED, project)
    with blobs().intake() as intake:
        info = intake.take(upload.chunks, settings.MAX_DATASET_BYTES)
        with intake.path(info.sha256).open("rb") as file:
            facts = describe(file)
        with governed(actor, Action.DATASET_REGISTERED, project) as record:
            same = Dataset.objects.filter(
                project=record.subject, name=name, sha256=info.sha256
            )
            if same.exists():
                raise Conflict(f"The dataset {name} holds exactly this already.")
            dataset = Dataset.objects.create(
                project=record.subject,
                name=name,
                file_name=file_label(upload.name, "data.csv"),
                sha256=info.sha256,
                size=info.size,
                rows=facts.rows,
                columns=facts.columns,
                created_by=actor,
                **texts,
            )
            record.about(dataset)
            record.change("name", None, name)
            record.change("rows", None, facts.rows)
            record.hash("content", info.sha256)
            intake.keep()
    return dataset
