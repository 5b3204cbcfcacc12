"""Forms of governance, and the reason field that every governed step has."""

from datetime import date
from typing import Any

from django import forms

from governance.actions import Action
from governance.operations.correct_entry import MAX_STATEMENT
from governance.recording import REASON_MAX, REASON_MIN
from governance.rights import PROJECT_RIGHTS, PROJECT_ROLES


class ReasonField(forms.CharField):
    """Why? The operation checks it again."""

    def __init__(self, *, required: bool = True, **kwargs: Any) -> None:
        super().__init__(
            label="Why?",
            required=required,
            min_length=REASON_MIN if required else None,
            max_length=REASON_MAX,
            widget=forms.Textarea(attrs={"rows": 3}),
            error_messages={
                "required": f"Say why, in at least {REASON_MIN} characters.",
                "min_length": f"Say why, in at least {REASON_MIN} characters.",
            },
            **kwargs,
        )


class ReasonForm(forms.Form):
    """A step that asks for nothing but the reason."""

    reason = ReasonField()


class CorrectForm(forms.Form):
    """How an entry should read, and why."""

    statement = forms.CharField(
        label="It should say",
        max_length=MAX_STATEMENT,
        help_text="Shown beside the entry, which stays as it is.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reason = ReasonField()


class MomentField(forms.DateTimeField):
    """A moment in UTC, as browsers ask for it."""

    def __init__(self, **kwargs: Any) -> None:
        asked = {"type": "datetime-local", "step": "1"}
        written = forms.DateTimeInput(attrs=asked, format="%Y-%m-%dT%H:%M:%S")
        super().__init__(widget=written, **kwargs)


class ShareForm(forms.Form):
    """Username or group, role, until when, why."""

    member = forms.CharField(
        label="Enter username",
        max_length=160,
        help_text="A group is written group:<name>.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(
        choices=[(role.value, role.label) for role in PROJECT_ROLES]
    )
    valid_from = MomentField(
        label="From (UTC)", required=False, help_text="Now, unless you say when."
    )
    valid_until = MomentField(
        label="Until (UTC)", required=False, help_text="It ends by itself then."
    )
    reason = ReasonField()


class ExtendForm(forms.Form):
    """Another end, and why."""

    valid_until = MomentField(
        label="Until (UTC)", required=False, help_text="Leave it empty for no end."
    )
    reason = ReasonField()


class WhyForm(forms.Form):
    """Who, what and when the why-page is asked about; all of it in the address."""

    person = forms.CharField(label="Who", max_length=150, required=False)
    right = forms.ChoiceField(
        label="May",
        required=False,
        choices=[(right.value, right.label) for right in PROJECT_RIGHTS],
    )
    at = MomentField(label="At (UTC)", required=False)


class EmergencyLoginForm(forms.Form):
    """The emergency admin's name and password."""

    username = forms.CharField(
        max_length=150, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


def in_our_time(day: date) -> None:
    """Refuse days with which no clock can reckon."""
    if not 1970 <= day.year <= 2199:
        raise forms.ValidationError("Choose a day from 1970 to 2199.")


class HistoryFilter(forms.Form):
    """Which entries to show; all of it stands in the address."""

    actor = forms.CharField(label="Who", max_length=150, required=False)
    action = forms.ChoiceField(
        label="Action",
        required=False,
        choices=[("", "Every action"), *((a.value, a.value) for a in Action)],
    )
    text = forms.CharField(label="Text", max_length=100, required=False)
    before = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=2**63 - 1,
        widget=forms.HiddenInput,
    )
    since = forms.DateField(
        label="From",
        required=False,
        validators=[in_our_time],
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = forms.DateField(
        label="To",
        required=False,
        validators=[in_our_time],
        widget=forms.DateInput(attrs={"type": "date"}),
    )
