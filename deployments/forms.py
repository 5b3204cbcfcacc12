"""Forms of deployments. They parse; the operations decide."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms

from deployments.models import Deployment
from governance.forms import ReasonField

NEW = "new"
_REVISION = re.compile(r"[0-9]{1,9}")


class DeployForm(forms.Form):
    """Which endpoint, and why."""

    # Not checked against today's choices: an endpoint that has moved on since the page
    # was shown is a conflict, which the operation tells.
    endpoint = forms.CharField(label="Where", widget=forms.RadioSelect)
    name = forms.CharField(
        label="Name of the new endpoint",
        max_length=63,
        required=False,
        help_text="Small letters, digits and hyphens.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    reason = ReasonField()

    def __init__(
        self, *args: Any, endpoints: Sequence[Deployment], name: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.endpoints = {str(row.pk): row for row in endpoints}
        choices = [(key_of(row), _offered(row)) for row in endpoints]
        choices.append((NEW, "New endpoint with a name of its own"))
        where, called = self.fields["endpoint"], self.fields["name"]
        is_only = len(choices) == 1
        where.widget = (
            forms.HiddenInput() if is_only else forms.RadioSelect(None, choices)
        )
        where.initial = choices[0][0]
        called.initial = "" if any(row.name == name for row in endpoints) else name
        called.required = is_only

    def clean(self) -> dict[str, Any]:
        """The operation's arguments: an endpoint with the revision seen, or a name."""
        data: dict[str, Any] = super().clean() or {}
        key, _, seen = str(data.pop("endpoint", NEW)).partition(":")
        if key == NEW:
            return data
        revision = _REVISION.fullmatch(seen)
        if key not in self.endpoints or revision is None:
            raise forms.ValidationError("Choose one of the endpoints.")
        return data | {
            "deployment": self.endpoints[key],
            "revision": int(revision.group()),
            "name": "",
        }


class RevisionForm(forms.Form):
    """A step on an endpoint as the page showed it."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = ReasonField()


class NumberForm(forms.Form):
    """What stands in the address of a list of releases."""

    before = forms.IntegerField(required=False, min_value=1)


def key_of(row: Deployment) -> str:
    """An endpoint as the page showed it: a step on an older page is refused."""
    return f"{row.pk}:{row.revision}"


def _offered(row: Deployment) -> str:
    live = row.live_release
    now = f"{live.version} answers there now" if live else "nothing answers there yet"
    return f"New release on {row.name}: {now}"
