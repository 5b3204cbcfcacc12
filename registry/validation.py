"""Where a version stands with its validators: gates, dossiers and pages ask here.

A verdict is about one manifest digest. A version without one is judged by the newest
verdict on an older version of its model of which it is a proven refit; a rebuild has
none, and returns to validation. Nobody's acceptance is carried over to what they built.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.urls import reverse

from registry.independence import is_independent
from registry.models import Validation, Verdict, Version
from registry.refit import Comparison, compare


class State(StrEnum):
    """What a gate decides by; the values are stable."""

    NONE = "not_validated"
    OPEN = "open"
    ACCEPTED = "accepted"
    CONDITIONS = "accepted_with_conditions"
    REJECTED = "rejected"

    @property
    def label(self) -> str:
        """As people read it."""
        return self.replace("_", " ").capitalize()

    @property
    def short(self) -> str:
        """As it stands in a table."""
        return "With conditions" if self is State.CONDITIONS else self.label

    @property
    def shape(self) -> str:
        """What is drawn before the word; see components/status.html."""
        return SHAPES[self]


SHAPES = {
    State.NONE: "off",
    State.OPEN: "wait",
    State.ACCEPTED: "ok",
    State.CONDITIONS: "warn",
    State.REJECTED: "bad",
}


@dataclass(frozen=True)
class Standing:
    """What validators say about a version, in words, and where it stands."""

    state: State
    words: str
    url: str
    verdict: Verdict | None = None
    comparison: Comparison | None = None  # with the version whose verdict is looked at

    @property
    def is_accepted(self) -> bool:
        """Whether it may go on: accepted, with conditions or without."""
        return self.state in {State.ACCEPTED, State.CONDITIONS}

    @property
    def is_carried(self) -> bool:
        """Whether the verdict is that of an older version, by a proven refit."""
        return self.comparison is not None and self.comparison.is_refit

    @property
    def conditions(self) -> str:
        """The conditions of the verdict that counts."""
        if self.verdict is None or self.state is not State.CONDITIONS:
            return ""
        return self.verdict.shown_conditions


Counts = Callable[[Verdict, Version], bool]


def standing(version: Version) -> Standing:
    """Where one version stands, now."""
    return standings_that_count([version])[version.pk]


def standings_that_count(versions: Sequence[Version]) -> dict[UUID, Standing]:
    """As gates ask it: two queries, and who built each that a verdict is carried to."""
    return _standings(versions, _is_of_another)


def standings(versions: Sequence[Version]) -> dict[UUID, Standing]:
    """Where versions stand at a glance; two queries for any number of them.

    Who built what is asked by `standing` alone, so by gates, pages and dossiers: a
    glance shows an acceptance as carried over that does not count there.
    """
    return _standings(versions, lambda _verdict, _version: True)


def _is_of_another(verdict: Verdict, version: Version) -> bool:
    return is_independent(verdict.given_by, version)


def _standings(versions: Sequence[Version], counts: Counts) -> dict[UUID, Standing]:
    verdicts = _verdicts({version.model_id for version in versions})
    opened = {
        found.version_id: found
        for found in Validation.objects.filter(
            version__in=[version.pk for version in versions], closed_at=None
        ).select_related("opened_by")
    }
    return {
        version.pk: _standing(
            version, verdicts.get(version.model_id, []), opened.get(version.pk), counts
        )
        for version in versions
    }


def _verdicts(models: Iterable[UUID]) -> dict[UUID, list[Verdict]]:
    """The newest verdict on each version, by model, newest first.

    One that names another digest than its version's has lost its object.
    """
    rows = Verdict.objects.filter(version__model__in=models).select_related(
        "version__withdrawal", "given_by"
    )
    found: dict[UUID, list[Verdict]] = {}
    seen = set()
    for verdict in rows.order_by("-given_at", "-pk"):
        if verdict.version_id not in seen and verdict.digest == verdict.version.digest:
            seen.add(verdict.version_id)
            found.setdefault(verdict.version.model_id, []).append(verdict)
    return found


def _standing(
    version: Version,
    verdicts: Sequence[Verdict],
    opened: Validation | None,
    counts: Counts,
) -> Standing:
    own = next((v for v in verdicts if v.version_id == version.pk), None)
    if own is not None:
        return _judged(version, own, opened)
    older = [
        verdict
        for verdict in verdicts
        if verdict.version.number < version.number and not verdict.version.is_withdrawn
    ]
    comparisons = [(verdict, compare(verdict.version, version)) for verdict in older]
    for verdict, comparison in comparisons:
        if not comparison.is_refit:
            continue
        if verdict.outcome != Verdict.Outcome.REJECTED and not counts(verdict, version):
            return _unjudged(version, opened, _own_work(verdict, version))
        return _judged(version, verdict, opened, comparison)
    nearest = comparisons[0][1] if comparisons else None
    return _unjudged(version, opened, nearest.words if nearest else "", nearest)


def _own_work(verdict: Verdict, version: Version) -> str:
    return (
        f"{verdict.given_by} accepted {verdict.version} and built something of "
        f"{version}, so nothing is carried over. Somebody else validates it."
    )


def _judged(
    version: Version,
    verdict: Verdict,
    opened: Validation | None,
    comparison: Comparison | None = None,
) -> Standing:
    state = State(verdict.outcome)
    words = f"{state.label} by {verdict.given_by} on {verdict.given_at:%d %b %Y}."
    if comparison is not None:
        words = (
            f"{state.label}, carried over from {verdict.version}: {verdict.given_by} "
            f"said so on {verdict.given_at:%d %b %Y}. {comparison.words}"
        )
    if opened is not None:
        words += f" {opened.opened_by} opened a new validation; its verdict will count."
    return Standing(state, words, address(version), verdict, comparison)


def _unjudged(
    version: Version,
    opened: Validation | None,
    told: str,
    comparison: Comparison | None = None,
) -> Standing:
    rebuilt = f" {told}" if told else ""
    if opened is not None:
        words = (
            f"{opened.opened_by} opened a validation on {opened.opened_at:%d %b %Y}. "
            f"The verdict has still to come.{rebuilt}"
        )
        return Standing(State.OPEN, words, address(version), comparison=comparison)
    words = f"Nobody has validated this version yet.{rebuilt}"
    return Standing(State.NONE, words, address(version), comparison=comparison)


def address(version: Version) -> str:
    """The page that says all of it."""
    return reverse("registry:version_tab", args=[version.pk, "validation"])
