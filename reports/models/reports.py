"""Reports: what was asked for, by whom, and the files that came out."""

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from django.db import models

from governance.models import Job, Subject, User
from registry.models import Project, Version
from reports.documents.catalogue import BY_CODE

if TYPE_CHECKING:
    from reports.models.holds import ReportHold


class Report(Subject):
    """One request for a report. Its Job builds it; then the result is written once.

    Why it was asked for stands in its entry, where it can be erased, and not here.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Stopped"

    subject_type: ClassVar[str] = "report"

    # A code of the catalogue, checked when it is asked for: a kind needs no migration.
    kind = models.CharField(max_length=20)
    number = models.CharField(max_length=40, unique=True)
    project = models.ForeignKey(Project, models.PROTECT, related_name="reports")
    version = models.ForeignKey(
        Version, models.PROTECT, null=True, related_name="reports"
    )
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    job = models.OneToOneField(Job, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    # The newest entry when it was asked for: what came later makes it old.
    entry_mark = models.BigIntegerField(null=True)
    verdict_tone = models.CharField(max_length=12, blank=True)
    verdict = models.CharField(max_length=300, blank=True)
    ledger_size = models.BigIntegerField(null=True)
    ledger_root = models.CharField(max_length=64, blank=True)
    seal_level = models.CharField(max_length=12, blank=True)
    seal_note = models.CharField(max_length=200, blank=True)
    built_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=500, blank=True)
    cancelled_at = models.DateTimeField(null=True)
    # Triggers: never shortened, no file removed before it or under a hold, no row ever.
    retain_until = models.DateTimeField(null=True)
    files_removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["project", "-id"], name="report_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(since=None) ^ models.Q(until__isnull=False),
                name="a_period_has_two_ends",
            ),
            models.CheckConstraint(
                condition=models.Q(built_at=None, failed_at=None)
                | models.Q(built_at=None, cancelled_at=None)
                | models.Q(failed_at=None, cancelled_at=None),
                name="built_failed_or_stopped",
            ),
            models.CheckConstraint(
                condition=models.Q(built_at=None)
                | models.Q(retain_until__isnull=False),
                name="what_is_built_is_kept_until",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def scope_id(self) -> UUID | None:
        return self.project_id

    @property
    def asked_by(self) -> UUID:
        """Who may stop it; see Needs.STOP_REPORTS."""
        return self.requested_by_id

    @property
    def is_closed(self) -> bool:
        """Whether its period was over when it was asked for: then it cannot age."""
        return self.until is not None and self.until <= self.created_at

    @property
    def hold(self) -> "ReportHold | None":
        """The hold in force. Prefetch `holds__lift`."""
        holds = self.holds.all()
        return next((hold for hold in holds if not hasattr(hold, "lift")), None)

    @property
    def title(self) -> str:
        """The kind and what it is about, in words."""
        about = self.version or self.project
        kind = BY_CODE.get(self.kind)
        return f"{kind.title if kind else self.kind}, {about}"

    @property
    def period(self) -> str:
        """The first and the last day, in UTC; empty when it has no period."""
        if self.since is None or self.until is None:
            return ""
        last = self.until - timedelta(days=1)
        return f"{self.since:%Y-%m-%d} to {last:%Y-%m-%d}"

    @property
    def state(self) -> str:
        """Where it is; a job that was given up leaves a failed report. Select `job`."""
        if self.built_at:
            return self.State.DONE
        if self.cancelled_at:
            return self.State.CANCELLED
        if self.failed_at or self.job is None:
            return self.State.FAILED
        return self.job.state

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state not in {self.State.QUEUED, self.State.RUNNING}

    @property
    def error(self) -> str:
        """Why there is no report, in words."""
        return self.failure or (self.job.error if self.job else "")

    @property
    def work(self) -> dict[str, object]:
        """The job as the report stands: refused means failed, though the job ended."""
        job = self.job
        return {
            "id": self.pk,
            "state": self.state,
            "progress": job.progress if job else 0.0,
            "message": job.message if job else "",
            "error": self.error,
            "attempts": job.attempts if job else 0,
        }

    @property
    def evidence_sha256(self) -> str:
        """The digest printed on every page. Prefetch `files`."""
        roles = {file.role: file.sha256 for file in self.files.all()}
        return roles.get(ReportFile.Role.EVIDENCE, "")


class ReportFile(models.Model):
    """One file of a report, by digest; insert-only."""

    class Role(models.TextChoices):
        PDF = "pdf", "PDF"
        EVIDENCE = "evidence", "Evidence"
        LIST = "list", "All entries"

    report = models.ForeignKey(Report, models.PROTECT, related_name="files")
    role = models.CharField(max_length=10, choices=Role)
    name = models.CharField(max_length=80)
    media_type = models.CharField(max_length=40)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "role"], name="one_report_file_per_role"
            ),
        ]
        # Strangers ask by the digest of what they hold.
        indexes = [models.Index(fields=["sha256"], name="report_file_by_digest")]

    def __str__(self) -> str:
        return self.name
