"""The page of one entry, and its two questions: correct it, erase a value of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from governance import access, history, proof_pages
from governance.actions import Action
from governance.deciding import decide, right_of
from governance.disclosed import named, sealed_paths
from governance.entry_pages import told
from governance.entry_subjects import EntrySubject
from governance.exceptions import AccessDenied, InvalidInput
from governance.forms import CorrectForm, ReasonForm
from governance.models import Entry, User
from governance.operations.correct_entry import correct_entry
from governance.operations.erase_disclosure import (
    MAX_NAMED,
    Erasure,
    erase_disclosure,
    what_keeps,
)
from governance.pages import Step, actor_of, ask

WAITS = "It has no number yet. Wait a second, then load the page again."


@require_GET
def entry(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Everything that one entry holds."""
    actor = actor_of(request)
    found = history.find_entry(actor, entry_id)
    context = {
        "section": "audit",
        "entry": told(actor, found),
        "facts": _facts(found),
        "proof": proof_pages.shown(found),
        "may_correct": _offered(actor, Action.ANNOTATION_CORRECTED, found),
        "may_erase": _offered(actor, Action.DISCLOSURE_ERASED, found),
    }
    return render(request, "governance/entry.html", context)


def _facts(found: Entry) -> list[dict[str, Any]]:
    """What the body says beside the sentence; of an unreadable one, its row."""
    body = EntrySubject(found).body
    if not body:
        return [
            {"label": "Recorded", "value": found.ts, "kind": "moment"},
            {"label": "Entry ID", "value": str(found.uuid), "kind": "hash"},
        ]
    told_by, source = body["actor"], body["request"]["source"]
    return [
        {"label": "Recorded", "value": found.ts, "kind": "moment", "sub": body["ts"]},
        {"label": "About", "value": body["object"]["type"], "sub": body["action"]},
        {"label": "Actor", "value": told_by["id"], "kind": "hash"},
        {"label": "Known by", "value": told_by["auth"], "sub": f"through {source}"},
        {"label": "Request", "value": body["request"]["id"], "kind": "hash"},
        {"label": "Entry ID", "value": body["id"], "kind": "hash"},
    ]


def _offered(actor: User, action: Action, found: Entry) -> access.Decision:
    """Whether the step can be taken now."""
    decision = decide(actor, action, EntrySubject(found))
    if decision.allowed and getattr(found, "leaf", None) is None:
        return access.Decision(allowed=False, because=WAITS)
    return decision


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Correct what an entry says."""
    actor = actor_of(request)
    found = history.find_entry(actor, entry_id)
    because = _because(request, actor, Action.ANNOTATION_CORRECTED, found)
    step = Step(
        title=f"Correct {_name(found)}?",
        submit="Add the correction",
        back=_page(found.uuid),
        will=[
            "A new entry says how it should read, and why.",
            f"{_name(found).capitalize()} stays as it is. Both are shown together.",
        ],
        because=because,
    )

    def act(data: dict[str, Any]) -> str:
        return _page(correct_entry(actor=actor, entry=found, **data))

    return ask(request, step, CorrectForm(request.POST or None), act)


@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Erase a value of an entry; `path` in the address says which."""
    actor = actor_of(request)
    found = history.find_to_erase(actor, entry_id)
    because = _because(request, actor, Action.DISCLOSURE_ERASED, found)
    path = request.GET.get("path", "")
    step = Step(
        title=f"Erase {_value(found, path)} of {_name(found)}?",
        submit="Erase for good",
        back=_back(actor, found),
        will=_effects(found, path),
        because=because,
        warning="Nobody can undo this.",
    )

    def act(data: dict[str, Any]) -> str:
        done = erase_disclosure(actor=actor, entry=found, path=path, **data)
        messages.success(request, _summary(done))
        return _page(done.entry)

    return ask(request, step, ReasonForm(request.POST or None), act)


def _because(request: HttpRequest, actor: User, action: Action, found: Entry) -> str:
    """The right, asked before the form is shown; a POST is refused by an entry."""
    subject = EntrySubject(found)
    decision = decide(actor, action, subject)
    if request.method == "GET" and not decision.allowed:
        right = right_of(action, subject.scope_id)
        raise AccessDenied(decision.because, right, subject.scope_id)
    return decision.because


def _value(found: Entry, path: str) -> str:
    if path not in sealed_paths(EntrySubject(found).body):
        raise InvalidInput("path", "This entry discloses no such value.")
    return named(path)


def _effects(found: Entry, path: str) -> list[str]:
    """What will happen, and what will not."""
    return [
        "The value and its salt are deleted, and copies of it that pages show.",
        "What is left is a digest that nobody can open.",
        "The entry keeps its hash, and every proof of it still holds.",
        "A new entry says who erased it and why, and not what it was.",
        "Backups, and exports that somebody has made, keep it.",
        *_keepers(what_keeps(found, path)),
    ]


def _keepers(kept: list[Any]) -> list[str]:
    if not kept:
        return []
    named_ = ", ".join(f"{each.kind} {each.name}" for each in kept[:MAX_NAMED])
    rest = f" and {len(kept) - MAX_NAMED} more" if len(kept) > MAX_NAMED else ""
    return [f"Not touched, and holding it: {named_}{rest}."]


def _summary(done: Erasure) -> str:
    left = "; ".join(_keepers(list(done.kept)))
    return " ".join(filter(None, ("The value is erased.", done.scrubbed.words, left)))


def _name(found: Entry) -> str:
    leaf = getattr(found, "leaf", None)
    return f"entry {leaf.seq:,}" if leaf else "this entry"


def _page(entry_id: UUID) -> str:
    return reverse("governance:entry", args=[entry_id])


def _back(actor: User, found: Entry) -> str:
    """The entry, or the audit for those who may erase from it and not read it."""
    if history.visible_entries(actor).filter(pk=found.pk).exists():
        return _page(found.uuid)
    return reverse("governance:audit")
