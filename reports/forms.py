"""What is asked before a report is built."""

from typing import Any

from django import forms
from django.utils import timezone

from governance.forms import ReasonField
from registry.models import Project, Version
from reports.calendar import Days
from reports.documents.catalogue import ABOUT_VERSIONS, KINDS
from reports.documents.kind import Kind
from reports.models import ReportSchedule
from reports.queries import versions_of

REASON_HELP = "Printed on the cover and kept in the ledger."


class ReportForm(forms.Form):
    """What a kind needs: which version, from which day to which, and why."""

    def __init__(self, kind: Kind, project: Project, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind.about == "version":
            self.fields["version"] = forms.ModelChoiceField(
                versions_of(project), empty_label=None
            )
        if kind.has_period:
            since, until = project.created_at.date(), timezone.now().date()
            self.fields["since"] = _day("First day (UTC)", since)
            self.fields["until"] = _day("Last day (UTC)", until)
        self.fields["reason"] = ReasonField(required=False, help_text=REASON_HELP)

    def values(self) -> dict[str, Any]:
        """What the operation takes."""
        given = self.cleaned_data
        days = Days(given["since"], given["until"]) if "since" in given else None
        return {
            "version": given.get("version"),
            "days": days,
            "reason": given["reason"],
        }


def _day(label: str, initial: object) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(label=label, initial=initial, widget=widget)


class ScheduleForm(forms.Form):
    """Which kind, about what, how often, from when on, and why."""

    kind = forms.ChoiceField(choices=[(kind.code, kind.title) for kind in KINDS])
    version = forms.ModelChoiceField(
        Version.objects.none(),
        required=False,
        help_text="For: " + ", ".join(kind.title for kind in ABOUT_VERSIONS) + ".",
    )
    cadence = forms.ChoiceField(label="How often", choices=ReportSchedule.Cadence)
    begins = forms.DateField(
        label="From (UTC)",
        required=False,
        help_text="The first report comes on the first day of a month or quarter "
        "from then on. Today, unless you say when.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    reason = ReasonField()

    def __init__(self, project: Project, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["version"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = versions_of(project)
