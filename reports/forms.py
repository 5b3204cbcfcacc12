"""What is asked before a report is built."""

from typing import Any

from django import forms
from django.utils import timezone

from governance.forms import ReasonField
from registry.models import Project
from reports.documents.kind import Kind
from reports.operations.request_report import Days
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
