"""Forms of promotions and emergencies: a place, what happens then, and why."""

from typing import Any

from django import forms

from deployments.forms import DeployForm
from deployments.models import EmergencyReview
from governance.forms import ReasonField
from governance.operations.request_change import DAYS, MAX_DAYS


class RequestForm(forms.Form):
    """How long a request is open, whether it applies itself, and why."""

    auto_apply = forms.BooleanField(
        label="Apply it once it is approved",
        required=False,
        help_text="In your name; your right is asked again then.",
    )
    days = forms.IntegerField(
        label="Open for days", min_value=1, max_value=MAX_DAYS, initial=DAYS
    )

    def __init__(self, *args: Any, may_apply: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_apply:
            del self.fields["auto_apply"]


class PromotionForm(RequestForm, DeployForm):
    """Where a version shall go."""

    field_order = ("endpoint", "name", "auto_apply", "days", "reason")


class RetirementForm(RequestForm):
    """The end of an endpoint."""

    reason = ReasonField()


class EmergencyReviewForm(forms.Form):
    """What somebody else finds, and why."""

    outcome = forms.ChoiceField(label="It was", choices=EmergencyReview.Outcome.choices)
    reason = ReasonField()
