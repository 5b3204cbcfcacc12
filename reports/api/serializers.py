"""What the API of reports takes and tells."""

from uuid import UUID

from rest_framework import serializers

from governance.api.serializers import ReasonInput
from reports.documents.catalogue import BY_CODE
from reports.documents.tables_of import Table
from reports.models import Report, ReportSchedule


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
    retain_until = serializers.DateTimeField(allow_null=True)
    files_removed_at = serializers.DateTimeField(allow_null=True)
    on_hold = serializers.SerializerMethodField()
    superseded_by = serializers.CharField(allow_null=True)
    schedule = serializers.SerializerMethodField()
    files = ReportFileOutput(many=True, source="files.all")

    def get_on_hold(self, report: Report) -> bool:
        """Whether a hold keeps its files."""
        return report.hold is not None

    def get_schedule(self, report: Report) -> UUID | None:
        """The schedule that asked for it."""
        served = getattr(report, "scheduled", None)
        return served.schedule_id if served else None


class TableOutput(serializers.Serializer[object]):
    """One table of a report; its content is at tables/<name>/csv and /json."""

    name = serializers.CharField()
    title = serializers.CharField()
    columns = serializers.ListField(child=serializers.CharField())
    rows = serializers.SerializerMethodField()

    def get_rows(self, table: Table) -> int:
        """How many there are."""
        return len(table.rows)


class ScheduleInput(ReasonInput):
    """A kind, what it is about, how often, and from which day on."""

    kind = serializers.ChoiceField(choices=list(BY_CODE))
    cadence = serializers.ChoiceField(choices=ReportSchedule.Cadence.values)
    version = serializers.UUIDField(required=False, allow_null=True, default=None)
    begins = serializers.DateField(required=False, allow_null=True, default=None)


class ScheduleOutput(serializers.Serializer[ReportSchedule]):
    """One schedule. `next_slot` is the day of its next report, unless it has ended."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    project = serializers.UUIDField(source="project_id")
    version = serializers.UUIDField(source="version_id", allow_null=True)
    cadence = serializers.CharField()
    made_by = serializers.CharField(source="made_by.username")
    created_at = serializers.DateTimeField()
    next_slot = serializers.DateField()
    ended_at = serializers.DateTimeField(allow_null=True)
