"""Exports of the ledger, and how to verify one without us."""

import tempfile
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from governance import access, history, log, scopes, witnesses
from governance.exceptions import InvalidInput
from governance.exporting import Between, Chosen, Everything, Wanted
from governance.forms import HistoryFilter
from governance.ledger import standalone
from governance.models import Entry, Subject, User
from governance.operations.export_entries import PAGE_LIMIT, export_entries
from governance.pages import actor_of
from governance.rights import Right
from governance.subjects import SITE, Site
from governance.views.audit import filtered

MAX_NUMBER = 2**53 - 1


class ExportForm(forms.Form):
    """What goes into the bundle. `what` and the numbers are for auditors."""

    what = forms.ChoiceField(label="Which entries", widget=forms.RadioSelect)
    first = forms.IntegerField(
        label="First number of the range",
        required=False,
        min_value=0,
        max_value=MAX_NUMBER,
    )
    last = forms.IntegerField(
        label="Last number of the range",
        required=False,
        min_value=0,
        max_value=MAX_NUMBER,
    )
    personal = forms.ChoiceField(
        label="Names, reasons and other personal data",
        choices=[("with", "With them"), ("without", "Without: only their digests")],
        widget=forms.RadioSelect,
        initial="with",
    )
    since = forms.IntegerField(
        label="Size of the last checkpoint you hold",
        help_text="Proves that the log has only grown since then.",
        required=False,
        min_value=0,
        max_value=MAX_NUMBER,
    )

    def __init__(self, data: Any, choices: list[tuple[str, str]]) -> None:
        super().__init__(data, initial={"what": choices[0][0], "personal": "with"})
        what: Any = self.fields["what"]
        what.choices = choices
        if len(choices) == 1:
            for name in ("what", "first", "last"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """A range has both its ends."""
        data = super().clean() or {}
        if data.get("what") == "range":
            for name in ("first", "last"):
                if data.get(name) is None and name not in self.errors:
                    self.add_error(name, "A range has a first and a last number.")
        return data


@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponseBase:
    """Entries of the whole log: those that fit the filters, a range, or all."""
    because = _because(request, SITE)
    chosen = _chosen(request, Q(), {"what": "filter"})
    count = _count(chosen)
    choices = [
        ("range", "A complete range of numbers"),
        ("all", "Every entry, complete from number 0"),
    ]
    if len(chosen.asked) > 1:
        told = "entry fits" if count == 1 else "entries fit"
        choices.insert(0, ("filter", f"The {count:,} {told} the filters"))
    form = ExportForm(request.POST or None, choices)
    context = {"section": "audit", "back": reverse("governance:audit")}
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        wanted: Wanted = chosen if data["what"] == "filter" else Everything()
        if data["what"] == "range":
            wanted = Between(data["first"], data["last"])
        return _answer(request, SITE, wanted, form, context)
    if form.is_bound:  # its page counts entries: a wrong form is no way to ask
        access.require(actor_of(request), Right.AUDIT, None)
    return _page(request, form, context | {"because": because})


@require_http_methods(["GET", "POST"])
def export_project(request: HttpRequest, project_id: UUID) -> HttpResponseBase:
    """Entries of one project that fit the filters."""
    project = scopes.find(actor_of(request), project_id)
    because = _because(request, project)
    asked: dict[str, str | int] = {"what": "project", "project": str(project.pk)}
    chosen = _chosen(request, Q(project_id=project.pk), asked)
    form = ExportForm(request.POST or None, [("filter", "")])
    context = {
        "section": "events",
        "project": project,
        "count": _count(chosen),
        "is_filtered": len(chosen.asked) > len(asked),
        "back": reverse("governance:events", args=[project.pk]),
    }
    if request.method == "POST" and form.is_valid():
        return _answer(request, project, chosen, form, context)
    return _page(request, form, context | {"because": because})


def _because(request: HttpRequest, subject: Subject | Site) -> str:
    """The right, before the form is shown; a POST leaves refusing to the operation."""
    right = Right.AUDIT if subject.scope_id is None else Right.VIEW
    if request.method == "GET":
        return access.require(actor_of(request), right, subject.scope_id)
    return access.may(actor_of(request), right, subject.scope_id).because


def _chosen(request: HttpRequest, scope: Q, asked: dict[str, str | int]) -> Chosen:
    """The filters of the page the person came from, which stand in the address."""
    form = HistoryFilter(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    for name in ("action", "since", "until"):
        if wanted.get(name):
            asked = {**asked, name: str(wanted[name])}
    if wanted.get("text"):  # may be somebody's name, which must not stay in a file
        asked = {**asked, "text": "a word that is not repeated here"}
    if wanted.get("actor"):
        person = User.objects.filter(username=wanted["actor"]).first()
        asked = {**asked, "actor": str(person.pk) if person else "nobody"}
    fitting = filtered(Entry.objects.all(), wanted).values("pk")
    return Chosen(scope & Q(pk__in=fitting), asked)


def _count(chosen: Chosen) -> int:
    return history.entries().filter(chosen.condition, leaf__isnull=False).count()


def _answer(
    request: HttpRequest,
    subject: Subject | Site,
    wanted: Wanted,
    form: ExportForm,
    context: dict[str, Any],
) -> HttpResponseBase:
    """The file, or the form with what was refused."""
    data = form.cleaned_data
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the answer
    try:
        written = export_entries(
            actor=actor_of(request),
            subject=subject,
            wanted=wanted,
            file=file,
            since=data["since"],
            is_disclosed=data["personal"] == "with",
            limit=PAGE_LIMIT,
        )
    except InvalidInput as error:
        file.close()
        form.add_error(
            error.field if error.field in form.fields else None, error.message
        )
        return _page(request, form, context)
    except BaseException:
        file.close()
        raise
    name = f"hallmark-{written.kind}-{written.size}-{written.sha256[:8]}.zip"
    return FileResponse(
        file, as_attachment=True, filename=name, content_type="application/zip"
    )


def _page(
    request: HttpRequest, form: ExportForm, context: dict[str, Any]
) -> HttpResponse:
    over_a_page = request.headers.get("HX-Request") == "true"
    name = "_export_dialog.html" if over_a_page else "export.html"
    context |= {
        "form": form,
        "action": request.get_full_path(),
        "limit": PAGE_LIMIT,
        "checkpoint": log.published(),
    }
    status = 400 if form.is_bound else 200
    return render(request, f"governance/{name}", context, status=status)


@require_GET
def verify_offline(request: HttpRequest) -> HttpResponse:
    """The verifier, the keys, and the command that needs nothing of ours."""
    keys = [key.vkey for key in reversed(log.verifiers())]
    vouching = [known.verifier.vkey for known in witnesses.configured()]
    context = {
        "section": "audit",
        "file_name": standalone.NAME,
        "sha256": standalone.sha256(),
        "size": len(standalone.standalone()),
        "keys": keys,
        "witness_keys": vouching,
        "command": _command(keys, vouching),
        "checkpoint": log.published(),
    }
    return render(request, "governance/verify_offline.html", context)


def _command(keys: list[str], vouching: list[str]) -> str:
    words = [f"python3 {standalone.NAME} verify bundle.zip"]
    # The key in force alone: one that was changed may have been stolen.
    words += [f"--vkey {key}" for key in keys[:1]]
    if vouching:
        words.append(f"--witness 1-of-{len(vouching)}")
        words += [f"--witness-vkey {key}" for key in vouching]
    return " \\\n  ".join(words)


@require_GET
def verifier(request: HttpRequest) -> HttpResponse:
    """The one-file verifier."""
    return HttpResponse(
        standalone.standalone(),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{standalone.NAME}"'},
    )
