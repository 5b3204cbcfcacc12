"""What is asked before a report is built."""

from typing import Any

from django import forms
from django.utils import timezone

from governance.forms import ReasonField
from registry.models import Project, Version
from reports.models import Report
from reports.operations.request_report import Days
from reports.queries import versions_of

REASON_HELP = "Printed on the cover and kept in the ledger."


class DossierForm(forms.Form):
    """Which version."""

    version = forms.ModelChoiceField(Version.objects.none(), empty_label=None)
    reason = ReasonField(required=False, help_text=REASON_HELP)

    def __init__(self, project: Project, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["version"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = versions_of(project)

    def values(self) -> dict[str, Any]:
        """What the operation takes."""
        return {"version": self.cleaned_data["version"], **_reason(self)}


class AuditTrailForm(forms.Form):
    """From which day to which."""

    since = forms.DateField(
        label="First day (UTC)", widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label="Last day (UTC)", widget=forms.DateInput(attrs={"type": "date"})
    )
    reason = ReasonField(required=False, help_text=REASON_HELP)

    def __init__(self, project: Project, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault(
            "initial",
            {"since": project.created_at.date(), "until": timezone.now().date()},
        )
        super().__init__(*args, **kwargs)

    def values(self) -> dict[str, Any]:
        """What the operation takes."""
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        return {"days": Days(since, until), **_reason(self)}


def _reason(form: forms.Form) -> dict[str, str]:
    return {"reason": form.cleaned_data["reason"]}


FORMS: dict[str, type[DossierForm] | type[AuditTrailForm]] = {
    Report.Kind.DOSSIER: DossierForm,
    Report.Kind.AUDIT_TRAIL: AuditTrailForm,
}
