"""Forms of access tokens and of the service accounts that use them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from governance.forms import ReasonField
from governance.models import Subject
from governance.operations.create_service_account import NAME
from governance.rights import PEOPLE_ONLY, PROJECT_RIGHTS, SERVICE_ROLES, Right
from governance.service_rules import MAX_DAYS as MAX_ROLE_DAYS
from governance.tokens import MAX_DAYS, SCOPES

# What service accounts can hold at all, in the order of the catalogue.
SERVICE_RIGHTS = [
    right
    for right in Right
    if any(right in role.rights - PEOPLE_ONLY for role in SERVICE_ROLES)
]


class ServiceTokenForm(forms.Form):
    """A token of a service account: it reaches that account's project."""

    name = forms.CharField(max_length=80)
    scopes = forms.MultipleChoiceField(
        choices=[(scope, scope) for scope in SCOPES],
        widget=forms.CheckboxSelectMultiple,
        initial=["read"],
    )
    days = forms.IntegerField(
        label="Days until it ends", min_value=1, max_value=MAX_DAYS, initial=30
    )
    rights = forms.MultipleChoiceField(
        label="Rights",
        required=False,
        choices=[(right.value, right.label) for right in SERVICE_RIGHTS],
        widget=forms.CheckboxSelectMultiple,
        help_text="None chosen: all that the account holds. Most need the first, too.",
    )


class TokenForm(ServiceTokenForm):
    """One's own token: it can be narrowed to a project as well."""

    project_id = forms.TypedChoiceField(
        label="Project",
        required=False,
        coerce=UUID,
        empty_value=None,
        help_text="It reaches this project and nothing else.",
    )
    field_order = ["name", "scopes", "days", "project_id", "rights"]

    def __init__(self, *args: Any, projects: Iterable[Subject], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(row.pk), row.subject_label) for row in projects]
        choices: Any = self.fields["project_id"]
        choices.choices = [("", "All that I may see"), *named]
        rights: Any = self.fields["rights"]
        rights.choices = [(right.value, right.label) for right in PROJECT_RIGHTS]


class ServiceAccountForm(forms.Form):
    """An account for a program."""

    name = forms.RegexField(
        regex=NAME,
        max_length=50,
        help_text="It is called service:<name>.",
        error_messages={"invalid": "Use 3 to 50 small letters, digits and dashes."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(choices=[(r.value, r.label) for r in SERVICE_ROLES])
    days = forms.IntegerField(
        label="Days until its role ends",
        min_value=1,
        max_value=MAX_ROLE_DAYS,
        initial=90,
    )
    owner = forms.CharField(
        label="Who answers for it",
        max_length=150,
        required=False,
        help_text="A user name; you, when empty. They alone make its tokens.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    reason = ReasonField()


class HandOverForm(forms.Form):
    """Who answers for it from now on, and why."""

    owner = forms.CharField(
        label="Who answers for it from now on",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    reason = ReasonField()
