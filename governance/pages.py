"""How a governed step is asked for on a page: shown, tried, refused by field, done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from governance.exceptions import InvalidInput, NotVisible
from governance.models import User


@dataclass(frozen=True)
class Step:
    """What a dialog says: object and effect, the right, and where it came from."""

    title: str
    submit: str
    back: str
    will: Sequence[str] = ()
    because: str = ""
    warning: str = ""
    more: dict[str, Any] = field(default_factory=dict)


def ask(
    request: HttpRequest,
    step: Step,
    form: forms.Form,
    act: Callable[[dict[str, Any]], str],
) -> HttpResponse:
    """Show the step's form; on POST do `act(cleaned data)` and go to what it returns.

    A refused field shows the form again with status 400. Other refusals are pages of
    their own (middleware).
    """
    if request.method == "POST" and form.is_valid():
        try:
            return HttpResponseRedirect(act(form.cleaned_data))
        except InvalidInput as error:
            known = error.field if error.field in form.fields else None
            form.add_error(known, error.message)
    status = 400 if form.is_bound else 200
    return render(
        request, _template(request), _context(request, step, form), status=status
    )


def _template(request: HttpRequest) -> str:
    over_a_page = request.headers.get("HX-Request") == "true"
    return "components/dialog.html" if over_a_page else "components/ask_page.html"


def _context(request: HttpRequest, step: Step, form: forms.Form) -> dict[str, Any]:
    return {
        "title": step.title,
        "submit": step.submit,
        "back": step.back,
        "will": step.will,
        "because": step.because,
        "warning": step.warning,
        "action": request.get_full_path(),
        "form": form,
        **step.more,
    }


def actor_of(request: HttpRequest) -> User:
    """The person who is logged in; the middleware has refused everybody else."""
    if not isinstance(request.user, User):
        raise NotVisible
    return request.user
