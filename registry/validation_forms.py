"""Forms of a validation. They parse; the operations decide."""

from typing import Any

from django import forms

from governance.forms import ReasonField
from registry.models import Finding, ValidationResult, Verdict
from registry.models.validation import Area
from registry.operations.add_validation_test import MAX_EXPECTED, MAX_TITLE
from registry.operations.give_verdict import MAX_CONDITIONS
from registry.operations.raise_finding import MAX_TEXT
from registry.operations.record_test import MAX_ACTUAL
from registry.operations.reply_to_finding import MAX_REPLY
from registry.validation_plans import PLANS


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class OpenForm(forms.Form):
    """Which plan."""

    plan = forms.ChoiceField(
        choices=[
            (plan.code, f"{plan.name}, {len(plan.tests)} tests")
            for plan in PLANS.values()
        ]
    )


class TestForm(forms.Form):
    """A test to add to the plan."""

    __test__ = False  # pytest takes the name for one of its own

    area = forms.ChoiceField(choices=Area.choices)
    title = forms.CharField(label="What is tested", max_length=MAX_TITLE)
    expected = forms.CharField(
        label="What is expected", max_length=MAX_EXPECTED, widget=_area()
    )


class ResultForm(forms.Form):
    """What a test gave."""

    outcome = forms.ChoiceField(choices=ValidationResult.Outcome.choices)
    actual = forms.CharField(
        label="Actual result", max_length=MAX_ACTUAL, widget=_area(5)
    )


class FindingForm(forms.Form):
    """Something that was found."""

    severity = forms.ChoiceField(
        choices=Finding.Severity.choices,
        help_text="High and critical ones forbid “accepted” while they are open.",
    )
    text = forms.CharField(label="Finding", max_length=MAX_TEXT, widget=_area(4))
    test = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, label="Test"
    )
    owner = forms.CharField(
        max_length=150,
        help_text="Username of somebody who builds in this project.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    due = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, tests: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["test"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "No single test"), *tests]


class ReplyForm(forms.Form):
    """An answer to a finding."""

    text = forms.CharField(label="Reply", max_length=MAX_REPLY, widget=_area(4))


class VerdictForm(forms.Form):
    """The end of a validation."""

    outcome = forms.ChoiceField(label="Verdict", choices=Verdict.Outcome.choices)
    conditions = forms.CharField(
        required=False,
        max_length=MAX_CONDITIONS,
        help_text="Only for “accepted with conditions”.",
        widget=_area(),
    )
    reason = ReasonField()
