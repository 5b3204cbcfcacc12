"""The life of reports: stopped, kept until a day, held, and asked for by the calendar."""

from datetime import timedelta

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import governance.identifiers
from governance.append_only import append_only, no_replace
from reports.keeping_rules import keep_reports

LONGEST = timedelta(days=3653)


def keep_what_is_built(apps, editor):
    """Reports from before there was a rule are kept as long as the longest one says."""
    for report in apps.get_model("reports", "Report").objects.exclude(built_at=None):
        report.retain_until = report.built_at + LONGEST
        report.save(update_fields=["retain_until"])


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0015_stopped_jobs"),
        ("registry", "0007_hold_reports"),
        ("reports", "0005_seal"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportHold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("placed_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="ReportSchedule",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=governance.identifiers.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                (
                    "cadence",
                    models.CharField(
                        choices=[
                            ("monthly", "Each month"),
                            ("quarterly", "Each quarter"),
                        ],
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("next_slot", models.DateField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ScheduledReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("slot", models.DateField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="report",
            name="built_or_failed_not_both",
        ),
        migrations.AddField(
            model_name="report",
            name="cancelled_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="report",
            name="entry_mark",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="report",
            name="files_removed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="report",
            name="retain_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(keep_what_is_built, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("built_at", None), ("failed_at", None)),
                    models.Q(("built_at", None), ("cancelled_at", None)),
                    models.Q(("cancelled_at", None), ("failed_at", None)),
                    _connector="OR",
                ),
                name="built_failed_or_stopped",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("built_at", None), ("retain_until__isnull", False), _connector="OR"
                ),
                name="what_is_built_is_kept_until",
            ),
        ),
        migrations.AddField(
            model_name="reporthold",
            name="placed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reporthold",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="holds",
                to="reports.report",
            ),
        ),
        migrations.AddField(
            model_name="reportschedule",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reportschedule",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="schedules",
                to="registry.project",
            ),
        ),
        migrations.AddField(
            model_name="reportschedule",
            name="version",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="schedules",
                to="registry.version",
            ),
        ),
        migrations.AddField(
            model_name="scheduledreport",
            name="report",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="scheduled",
                to="reports.report",
            ),
        ),
        migrations.AddField(
            model_name="scheduledreport",
            name="schedule",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reports",
                to="reports.reportschedule",
            ),
        ),
        migrations.CreateModel(
            name="HoldLift",
            fields=[
                (
                    "hold",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="lift",
                        serialize=False,
                        to="reports.reporthold",
                    ),
                ),
                ("lifted_at", models.DateTimeField(auto_now_add=True)),
                (
                    "lifted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="reportschedule",
            index=models.Index(fields=["ended_at", "next_slot"], name="schedule_due"),
        ),
        migrations.AddConstraint(
            model_name="reportschedule",
            constraint=models.CheckConstraint(
                condition=models.Q(("cadence__in", ["monthly", "quarterly"])),
                name="schedule_with_a_known_cadence",
            ),
        ),
        migrations.AddConstraint(
            model_name="scheduledreport",
            constraint=models.UniqueConstraint(
                fields=("schedule", "slot"), name="one_report_per_slot"
            ),
        ),
        append_only("reports_reporthold"),
        append_only("reports_holdlift", "hold_id"),
        append_only("reports_scheduledreport"),
        no_replace("reports_scheduledreport", ("schedule_id", "slot"), ("report_id",)),
        keep_reports(),
    ]
