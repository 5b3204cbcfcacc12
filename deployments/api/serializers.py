"""What the API of deployments takes and tells."""

from rest_framework import serializers

from deployments.endpoints import url_of
from deployments.lines import DeploymentLine
from deployments.models import Deployment
from governance.api.serializers import ReasonInput


class DeployInput(ReasonInput):
    """A version and where to put it: an endpoint that is there, or a new one's name.

    Without either, the only endpoint of the same model and environment is taken.
    """

    version = serializers.UUIDField()
    environment = serializers.CharField(max_length=20)
    deployment = serializers.UUIDField(required=False, allow_null=True)
    name = serializers.CharField(max_length=63, default="", allow_blank=True)
    revision = serializers.IntegerField(required=False, min_value=0)


class StepInput(ReasonInput):
    """A step on an endpoint; a stale `revision` is refused with 409."""

    revision = serializers.IntegerField(required=False, min_value=0)


class RollBackInput(StepInput):
    """The release to go back to."""

    release = serializers.UUIDField()


class EnvironmentOutput(serializers.Serializer[object]):
    """Where deployments run."""

    name = serializers.CharField()
    needs_key = serializers.BooleanField()


class StateOutput(serializers.Serializer[object]):
    """A state that a release reached."""

    state = serializers.CharField()
    at = serializers.DateTimeField()
    detail = serializers.CharField()


class ReleaseOutput(serializers.Serializer[object]):
    """One release."""

    id = serializers.UUIDField(source="release.pk")
    deployment = serializers.UUIDField(source="release.deployment_id")
    number = serializers.IntegerField(source="release.number")
    kind = serializers.CharField(source="release.kind")
    version = serializers.CharField(source="release.version")
    version_id = serializers.UUIDField(source="release.version_id")
    version_digest = serializers.CharField(source="release.version.digest")
    points_at = serializers.UUIDField(source="release.points_at_id", allow_null=True)
    requested_by = serializers.CharField(source="release.requested_by.username")
    created_at = serializers.DateTimeField(source="release.created_at")
    runtime_lock_sha256 = serializers.CharField(source="release.runtime_lock_sha256")
    environment_key = serializers.CharField(source="release.environment_key")
    code_digest = serializers.CharField(source="release.code_digest")
    state = serializers.CharField()
    failure = serializers.CharField(help_text="Why it failed; empty otherwise.")
    states = StateOutput(source="reached", many=True)


class DeploymentOutput(serializers.Serializer[object]):
    """One endpoint with its newest release."""

    id = serializers.UUIDField(source="deployment.pk")
    name = serializers.CharField(source="deployment.name")
    project = serializers.UUIDField(source="deployment.project_id")
    model = serializers.CharField(source="deployment.model.name")
    environment = serializers.CharField(source="deployment.environment_id")
    url = serializers.SerializerMethodField()
    state = serializers.CharField()
    revision = serializers.IntegerField(source="deployment.revision")
    live_release = serializers.UUIDField(
        source="deployment.live_release_id", allow_null=True
    )
    created_by = serializers.CharField(source="deployment.created_by.username")
    created_at = serializers.DateTimeField(source="deployment.created_at")
    deleted_at = serializers.DateTimeField(
        source="deployment.deleted_at", allow_null=True
    )
    newest_release = ReleaseOutput(source="newest", allow_null=True)

    def get_url(self, line: DeploymentLine) -> str:
        """Where it is scored."""
        found: Deployment = line.deployment
        return url_of(found)


class SampleOutput(serializers.Serializer[object]):
    """A request that works, and how to read its answer."""

    url = serializers.CharField()
    curl = serializers.CharField()
    request = serializers.JSONField(source="body")
    needs_key = serializers.BooleanField()
    task = serializers.CharField()
    target = serializers.CharField()
    outputs = serializers.ListField(child=serializers.CharField())


class MeasuredOutput(serializers.Serializer[object]):
    """What the gateway has counted."""

    requests = serializers.IntegerField()
    failed = serializers.IntegerField(source="errors")
    last_hour = serializers.IntegerField()
    p50 = serializers.FloatField(allow_null=True)
    p95 = serializers.FloatField(allow_null=True)
    p99 = serializers.FloatField(allow_null=True)
    state = serializers.CharField()
    reason = serializers.CharField()
