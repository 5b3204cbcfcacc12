"""What the API of reports takes and tells."""

from rest_framework import serializers

from governance.api.serializers import ReasonInput
from reports.documents.catalogue import BY_CODE
from reports.models import Report


class ReportInput(ReasonInput):
    """A kind, and what it needs: a version, or a period in days (UTC, inclusive)."""

    kind = serializers.ChoiceField(choices=list(BY_CODE))
    version = serializers.UUIDField(required=False, allow_null=True, default=None)
    since = serializers.DateField(required=False, allow_null=True, default=None)
    until = serializers.DateField(required=False, allow_null=True, default=None)


class ReportFileOutput(serializers.Serializer[object]):
    """One file; its bytes are at files/<role>."""

    role = serializers.CharField()
    name = serializers.CharField()
    media_type = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()


class ReportOutput(serializers.Serializer[Report]):
    """One report. The verdict and the files are empty until it is done."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    kind = serializers.CharField()
    project = serializers.UUIDField(source="project_id")
    version = serializers.UUIDField(source="version_id", allow_null=True)
    since = serializers.DateTimeField(allow_null=True)
    until = serializers.DateTimeField(allow_null=True)
    requested_by = serializers.CharField(source="requested_by.username")
    created_at = serializers.DateTimeField()
    state = serializers.CharField()
    progress = serializers.FloatField(source="work.progress")
    error = serializers.CharField()
    verdict = serializers.CharField()
    ledger_size = serializers.IntegerField(allow_null=True)
    ledger_root = serializers.CharField()
    built_at = serializers.DateTimeField(allow_null=True)
    files = ReportFileOutput(many=True, source="files.all")
