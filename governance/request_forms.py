"""Forms of access requests and access reviews."""

from django import forms

from governance.forms import MomentField, ReasonField
from governance.models import AccessRequest
from governance.operations.request_access import DAYS, MAX_DAYS
from governance.rights import PROJECT_ROLES, Role

ROLES = [(role.value, role.label) for role in PROJECT_ROLES]
LESS = [("", "As asked"), *ROLES]


class RequestAccessForm(forms.Form):
    """Which role, for how long, why."""

    role = forms.ChoiceField(choices=ROLES, initial=Role.VIEWER.value)
    days = forms.IntegerField(
        label="For how many days", min_value=1, max_value=MAX_DAYS, initial=DAYS
    )
    reason = ReasonField(help_text="Shown to who decides.")


class DecideForm(forms.Form):
    """Approve, give less, or refuse."""

    decision = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[
            (AccessRequest.State.APPROVED.value, "Approve: give what is asked"),
            (AccessRequest.State.REDUCED.value, "Reduce: give the role or days below"),
            (AccessRequest.State.REFUSED.value, "Refuse: give nothing"),
        ],
    )
    role = forms.ChoiceField(label="Role, if reduced", choices=LESS, required=False)
    days = forms.IntegerField(
        label="Days, if reduced", min_value=1, max_value=MAX_DAYS, required=False
    )
    reason = ReasonField(help_text="Shown to who asked.")


class OpenReviewForm(forms.Form):
    """Until when, by whom, why."""

    name = forms.CharField(max_length=120)
    due_at = MomentField(
        label="Due (UTC)", help_text="Grants that nobody decided end then."
    )
    reviewers = forms.CharField(
        required=False,
        max_length=1000,
        help_text="User names with commas between them. Empty: every owner.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    reason = ReasonField()


class ReviewGrantForm(forms.Form):
    """Keep, reduce or remove one grant."""

    verdict = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[
            ("kept", "Keep it as it is"),
            ("reduced", "Reduce it to the role or end below"),
            ("removed", "Remove it now"),
        ],
    )
    role = forms.ChoiceField(label="Role, if reduced", choices=LESS, required=False)
    valid_until = MomentField(label="Until (UTC), if reduced", required=False)
    reason = ReasonField()
