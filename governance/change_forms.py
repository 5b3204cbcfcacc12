"""Forms of change requests, policies and risk tiers. The operations decide."""

from typing import Any

from django import forms

from governance import change_kinds
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
            (Approval.Verdict.APPROVE, f"Approve: {meaning_of(change, 'approve')}"),
            (
                Approval.Verdict.CHANGES,
                "Ask for changes: nothing is applied until then",
            ),
            (Approval.Verdict.REJECT, "Reject: this ends the request"),
        ]
        field.initial = Approval.Verdict.APPROVE

    @property
    def action(self) -> Action:
        """What was attempted, for an entry about a refusal."""
        return ACTION_OF.get(str(self.data.get("verdict")), Action.CHANGE_APPROVED)


class RiskForm(forms.Form):
    """The risk tier of a project, and why."""

    tier = forms.ChoiceField(label="Risk tier", choices=Tier.choices)
    reason = ReasonField()


class PolicyForm(forms.Form):
    """A new revision of a policy. The operation checks the conditions."""

    approvals = forms.IntegerField(
        label="Approvals", min_value=0, max_value=MAX_APPROVALS
    )
    conditions = forms.JSONField(
        label="Conditions",
        help_text='A list, such as [{"condition": "snapshot"}].',
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
