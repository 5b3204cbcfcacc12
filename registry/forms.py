"""Forms of the registry. They parse; the operations decide."""

from typing import Any
from uuid import UUID

from django import forms

from registry.environments import DEFAULT_PYTHON
from registry.models import Dataset, Experiment


class ProjectForm(forms.Form):
    """A new project."""

    name = forms.CharField(max_length=100)
    description = forms.CharField(
        max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class DatasetForm(forms.Form):
    """A table to keep."""

    file = forms.FileField(label="CSV file", help_text="UTF-8, with a header.")
    name = forms.CharField(max_length=100)
    description = forms.CharField(max_length=500, required=False)
    source = forms.CharField(
        max_length=500, required=False, help_text="Where the data comes from."
    )
    licence = forms.CharField(max_length=100, required=False)


class VersionForm(forms.Form):
    """A model file, the experiment it comes from, and hints to read it."""

    experiment = forms.ChoiceField()
    model_name = forms.CharField(
        label="Model", max_length=63, help_text="A new name makes a new model."
    )
    file = forms.FileField(label="Model file", help_text="ONNX or skops.")
    dataset = forms.ChoiceField(
        required=False, help_text="Its rows become the sample and the golden rows."
    )
    target = forms.CharField(
        max_length=100, required=False, help_text="The column the model predicts."
    )
    columns = forms.CharField(
        label="Fields",
        max_length=20_000,
        required=False,
        help_text="Input columns in the model's order, with commas between.",
    )
    labels = forms.CharField(
        max_length=5000,
        required=False,
        help_text="Classes in the model's order, with commas between.",
    )
    lock = forms.FileField(
        label="Environment lock",
        required=False,
        help_text="Pins with hashes, of packages that the product's own locks know. "
        "Without one, the product's lock is taken.",
    )
    python = forms.CharField(max_length=40, initial=DEFAULT_PYTHON)

    def __init__(
        self,
        *args: Any,
        experiments: list[Experiment],
        datasets: list[Dataset],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.experiments = {str(row.pk): row for row in experiments}
        self.datasets = {str(row.pk): row for row in datasets}
        _choices(self, "experiment", _named(experiments))
        known = _named(datasets)
        _choices(self, "dataset", [("", "As the experiment used it"), *known])

    def clean_experiment(self) -> Experiment:
        return self.experiments[self.cleaned_data["experiment"]]

    def clean_dataset(self) -> Dataset | None:
        return self.datasets.get(self.cleaned_data["dataset"])

    def clean_columns(self) -> list[str]:
        return _parts(self.cleaned_data["columns"])

    def clean_labels(self) -> list[str]:
        return _parts(self.cleaned_data["labels"])


class CommentForm(forms.Form):
    """Add new comment."""

    text = forms.CharField(
        label="Add new comment",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TagForm(forms.Form):
    """A tag: name and value."""

    name = forms.CharField(max_length=50)
    value = forms.CharField(max_length=200, required=False)


class ListForm(forms.Form):
    """What stands in the address of a list."""

    text = forms.CharField(max_length=100, required=False)
    before = forms.UUIDField(required=False)

    @property
    def older_than(self) -> UUID | None:
        """The key to read on from; a bad one is read as the beginning."""
        found: UUID | None = (
            self.cleaned_data.get("before") if self.is_valid() else None
        )
        return found


def _named(rows: list[Experiment] | list[Dataset]) -> list[tuple[str, str]]:
    return [(str(row.pk), str(row)) for row in rows]


def _choices(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
