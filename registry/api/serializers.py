"""What the API of the registry takes and tells."""

from typing import Any

from rest_framework import serializers

from registry.environments import DEFAULT_PYTHON
from registry.inspection.question import MAX_FIELDS, MAX_LABELS
from registry.models import ExperimentDataset

MAX_USES = 100
MAX_PARENTS = 50
_Text = serializers.CharField


class PlainField(serializers.JSONField):
    """A JSON value as it was parsed.

    DRF writes it out again to see whether it is JSON, and runs out of stack at a depth
    that the parser still took. The operations have a limit of their own.
    """

    def to_internal_value(self, data: Any) -> Any:
        return data


class ProjectInput(serializers.Serializer[None]):
    """A project to make."""

    name = _Text(max_length=100)
    description = _Text(max_length=500, default="", allow_blank=True)


class ProjectOutput(serializers.Serializer[object]):
    """A project."""

    id = serializers.UUIDField()
    name = _Text()
    description = _Text()
    owner = _Text(source="owner.username")
    created_at = serializers.DateTimeField()
    models_count = serializers.IntegerField(required=False)


class UseInput(serializers.Serializer[None]):
    """A dataset that was used, and for what."""

    dataset = serializers.UUIDField()
    role = serializers.ChoiceField(choices=ExperimentDataset.Role.values)


class ExperimentInput(serializers.Serializer[None]):
    """A training. Measurements may be numbers or text; they are kept as text."""

    name = _Text(max_length=100)
    description = _Text(max_length=500, default="", allow_blank=True)
    parameters = serializers.DictField(child=PlainField(), default=dict)
    metrics = serializers.DictField(child=PlainField(), default=dict)
    metadata = serializers.DictField(child=PlainField(), default=dict)
    recipe = serializers.DictField(child=PlainField(), default=dict)
    training_seconds = serializers.FloatField(required=False, allow_null=True)
    datasets = serializers.ListField(
        child=UseInput(), default=list, max_length=MAX_USES
    )


class ExperimentOutput(serializers.Serializer[object]):
    """A training."""

    id = serializers.UUIDField()
    project = serializers.UUIDField(source="project_id")
    name = _Text()
    description = _Text()
    parameters = serializers.DictField(child=_Text())
    metrics = serializers.DictField(child=_Text())
    metadata = serializers.DictField(child=_Text())
    training_seconds = serializers.FloatField(allow_null=True)
    owner = _Text(source="created_by.username")
    created_at = serializers.DateTimeField()


class DatasetInput(serializers.Serializer[None]):
    """A CSV table, as multipart."""

    file = serializers.FileField()
    name = _Text(max_length=100)
    description = _Text(max_length=500, default="", allow_blank=True)
    data_source = _Text(source="source", max_length=500, default="", allow_blank=True)
    licence = _Text(max_length=100, default="", allow_blank=True)


class DatasetOutput(serializers.Serializer[object]):
    """A dataset without its bytes."""

    id = serializers.UUIDField()
    project = serializers.UUIDField(source="project_id")
    name = _Text()
    description = _Text()
    data_source = _Text(source="source")
    licence = _Text()
    sha256 = _Text()
    size = serializers.IntegerField()
    rows = serializers.IntegerField()
    columns = serializers.ListField(child=serializers.DictField())
    owner = _Text(source="created_by.username")
    created_at = serializers.DateTimeField()


class ModelOutput(serializers.Serializer[object]):
    """A model: a name with numbered versions."""

    id = serializers.UUIDField()
    project = serializers.UUIDField(source="project_id")
    name = _Text()
    versions_count = serializers.IntegerField()
    owner = _Text(source="created_by.username")
    created_at = serializers.DateTimeField()


class VersionInput(serializers.Serializer[None]):
    """A model file with what is known about it, as multipart.

    What is left out is asked of the experiment and of the model itself.
    """

    experiment = serializers.UUIDField()
    model_name = _Text(max_length=63)
    file = serializers.FileField()
    dataset = serializers.UUIDField(required=False)
    target = _Text(max_length=100, default="", allow_blank=True)
    columns = serializers.ListField(
        child=_Text(max_length=100), required=False, max_length=MAX_FIELDS
    )
    labels = serializers.ListField(
        child=_Text(max_length=100), required=False, max_length=MAX_LABELS
    )
    lock = serializers.FileField(required=False)
    python = _Text(max_length=40, default=DEFAULT_PYTHON)
    parents = serializers.ListField(
        child=serializers.UUIDField(), required=False, max_length=MAX_PARENTS
    )


class VersionOutput(serializers.Serializer[object]):
    """A version. `digest` is the SHA-256 of its manifest and its identity."""

    id = serializers.UUIDField()
    project = serializers.UUIDField(source="project_id")
    name = _Text(source="subject_label")
    model = serializers.UUIDField(source="model_id")
    model_name = _Text()
    number = serializers.IntegerField()
    digest = _Text()
    experiment = serializers.UUIDField(source="experiment_id")
    flavour = _Text()
    parameters = serializers.DictField(child=_Text())
    metrics = serializers.DictField(child=_Text())
    schema = serializers.DictField()
    is_withdrawn = serializers.BooleanField()
    owner = _Text(source="created_by.username")
    created_at = serializers.DateTimeField()


class IntegrityOutput(serializers.Serializer[object]):
    """Whether the snapshot still holds, rebuilt for this answer."""

    holds = serializers.BooleanField()
    differences = serializers.ListField(child=_Text())
    parts = serializers.IntegerField()


class CommentInput(serializers.Serializer[None]):
    """A comment to add."""

    text = _Text(max_length=2000)


class CommentOutput(serializers.Serializer[object]):
    """A comment. erased_at says when its text was erased, else it is null."""

    id = serializers.UUIDField()
    text = _Text(source="shown_text")
    erased_at = serializers.DateTimeField(allow_null=True)
    author = _Text(source="author.username")
    created_at = serializers.DateTimeField()


class TagInput(serializers.Serializer[None]):
    """A tag to put; the same name again gives it the new value."""

    name = _Text(max_length=50)
    value = _Text(max_length=200, default="", allow_blank=True)


class TagOutput(serializers.Serializer[object]):
    """A tag."""

    name = _Text()
    value = _Text()
    created_at = serializers.DateTimeField()
