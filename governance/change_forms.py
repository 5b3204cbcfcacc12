"""Forms of change requests, policies and risk tiers. The operations decide."""

import json
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from governance import change_kinds, gates
from governance.actions import Action
from governance.forms import ReasonField
from governance.models import Approval, ChangeRequest, Tier
from governance.operations.review_change import ACTION_OF
from governance.policies import MAX_APPROVALS
from governance.signatures import meaning_of


class ReviewForm(forms.Form):
    """A decision on a change request, before it is signed."""

    verdict = forms.ChoiceField(label="Decision", widget=forms.RadioSelect)
    reason = ReasonField()

    def __init__(self, change: ChangeRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["verdict"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as declared above
        field.choices = [
            _choice(Approval.Verdict.APPROVE, "Approve", meaning_of(change, "approve")),
            _choice(
                Approval.Verdict.CHANGES,
                "Ask for changes",
                "Nothing is applied until you approve it. Other approvals stay.",
            ),
            _choice(Approval.Verdict.REJECT, "Reject", "This ends the request."),
        ]
        field.initial = Approval.Verdict.APPROVE

    @property
    def action(self) -> Action:
        """What was attempted, for an entry about a refusal."""
        return ACTION_OF.get(str(self.data.get("verdict")), Action.CHANGE_APPROVED)


def _choice(verdict: str, name: str, words: str) -> tuple[str, str]:
    label = '<b>{}</b><br><span class="mute">{}</span>'
    return verdict, format_html(label, name, words)


class RiskForm(forms.Form):
    """The risk tier of a project, and why."""

    tier = forms.ChoiceField(label="Risk tier", choices=Tier.choices)
    reason = ReasonField()


class ConditionsField(forms.JSONField):
    """A list of conditions, each on a line of its own."""

    def prepare_value(self, value: Any) -> str:
        """As it stands in the text area; what somebody typed stays as they typed it."""
        if not isinstance(value, list):
            return str(super().prepare_value(value))
        lines = ",\n  ".join(json.dumps(one, ensure_ascii=False) for one in value)
        return f"[\n  {lines}\n]" if lines else "[]"


class PolicyForm(forms.Form):
    """A new revision of a policy. The operation checks the conditions."""

    approvals = forms.IntegerField(
        label="Approvals", min_value=0, max_value=MAX_APPROVALS
    )
    conditions = ConditionsField(
        label="Conditions",
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        required=False,
    )
    also = forms.MultipleChoiceField(
        label="The approvals are needed, too, before",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("approvals", "also", "conditions", "reason")
    reason = ReasonField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["also"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - as above
        field.choices = [(kind.code, kind.step) for kind in change_kinds.optional()]
        self.fields["conditions"].help_text = _known()


def _known() -> SafeString:
    """Everything that can be asked for, with a line to copy."""
    rows = [
        (json.dumps(one.example, ensure_ascii=False), gates.says(one.example))
        for one in gates.known()
    ]
    each = format_html_join("", "<br><code>{}</code> {}", rows)
    words = "<span>A list of any of these, with values of your own:{}</span>"
    return format_html(words, each)
