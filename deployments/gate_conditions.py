"""What policies can ask of a version, and how each condition is checked.

Fairness is asked of numbers that the version was sealed with: one for each group, named
`<metric>/<group>`. Where a version brings none, the condition is not met.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from deployments.lifecycle import State
from deployments.metrics import number
from deployments.models import Environment, Release
from governance import gates
from governance.exceptions import InvalidInput
from governance.gates import Asked, Condition, Finding, Settings
from registry import validation
from registry.integrity import glance
from registry.models import Version

_METRIC = re.compile(r"[\w][\w ./@-]{0,99}")

# A verdict with conditions is not enough for a policy that says so.
STRICT: Mapping[str, str] = {"verdict": "accepted"}


def register() -> None:
    """Tell governance what we can check."""
    for condition in _ALL:
        gates.register(condition)


def _version(asked: Asked) -> Version:
    return Version.objects.select_related("model").get(pk=asked.about_id)


def _page(version: Version, tab: str = "") -> str:
    if tab:
        return reverse("registry:version_tab", args=[version.pk, tab])
    return reverse("registry:version", args=[version.pk])


def _snapshot(asked: Asked, settings: Settings) -> Finding:
    version = _version(asked)
    found = glance(version)
    if found.holds:
        words = f"{found.parts} parts hashed, manifest rebuilt from its rows."
        return Finding(is_met=True, words=words, url=_page(version), link="Snapshot")
    words = f"{len(found.differences)} differ: {found.differences[0]}"
    return Finding(is_met=False, words=words, url=_page(version), link="Snapshot")


def _datasets(asked: Asked, settings: Settings) -> Finding:
    version = _version(asked)
    used = list(version.datasets.select_related("dataset"))
    url = _page(version, "lineage")
    wrong = [row.name for row in used if row.sha256 != row.dataset.sha256]
    if not used:
        return Finding(is_met=False, words="It names no dataset.", url=url)
    if wrong:
        return Finding(is_met=False, words=f"{wrong[0]} has another digest.", url=url)
    names = ", ".join(f"{row.name} ({row.rows:,} rows)" for row in used[:3])
    return Finding(is_met=True, words=f"{names}.", url=url, link="Lineage")


def _validated(asked: Asked, settings: Settings) -> Finding:
    found = validation.standing(_version(asked))
    is_met = found.is_accepted
    if STRICT.items() <= settings.items():
        is_met = found.state is validation.State.ACCEPTED
    return Finding(is_met, found.words, found.url, "Validation")


def _warm_up(asked: Asked, settings: Settings) -> Finding:
    """A release is Healthy only after its golden rows and its warm-up held."""
    places = settings["in"]
    rows = Release.objects.filter(
        version=asked.about_id,
        deployment__environment__in=places,
        states__state=State.HEALTHY,
    ).select_related("deployment")
    found = rows.order_by("-pk").first()
    if found is None:
        words = f"No release of it was Healthy in {' or '.join(places)}."
        return Finding(is_met=False, words=words)
    where = f"{found} in {found.deployment.environment_id}"
    return Finding(
        is_met=True,
        words=f"{where}: golden rows and warm-up held.",
        url=reverse("deployments:release", args=[found.pk]),
        link="Release",
    )


def _metric(asked: Asked, settings: Settings) -> Finding:
    version, name = _version(asked), settings["metric"]
    url = _page(version, "metrics")
    value = number(version.metrics.get(name))
    if value is None:
        words = f"It was sealed without a number called {name}."
        return Finding(is_met=False, words=words, url=url, link="Metrics")
    low, high = number(settings.get("at_least")), number(settings.get("at_most"))
    is_met = (low is None or value >= low) and (high is None or value <= high)
    return Finding(is_met, f"{name} is {value}.", url, "Metrics")


def _fairness(asked: Asked, settings: Settings) -> Finding:
    version, name = _version(asked), settings["metric"]
    url, begins = _page(version, "metrics"), f"{settings['metric']}/"
    groups = {
        key.removeprefix(begins): measured
        for key, value in version.metrics.items()
        if key.startswith(begins) and (measured := number(value)) is not None
    }
    if len(groups) < 2:
        words = f"It was sealed with {name} for {len(groups)} groups; it takes two."
        return Finding(is_met=False, words=words, url=url, link="Metrics")
    worst, best = min(groups, key=groups.__getitem__), max(groups, key=groups.get)  # type: ignore[arg-type]
    gap = groups[best] - groups[worst]
    words = f"{gap} between {best} ({groups[best]}) and {worst} ({groups[worst]})."
    widest, least = (number(settings.get(key)) for key in ("at_most_apart", "at_least"))
    is_met = (widest is None or gap <= widest) and (
        least is None or groups[worst] >= least
    )
    return Finding(is_met, words, url, "Metrics")


def _says_metric(settings: Settings) -> str:
    bounds = {"at_least": "at least", "at_most": "at most"}
    told = [f"{bounds[key]} {settings[key]}" for key in bounds if key in settings]
    return f"{settings['metric']} is {' and '.join(told)}"


def _says_warm_up(settings: Settings) -> str:
    return f"It was Healthy in {' or '.join(settings['in'])} before"


def _says_validation(settings: Settings) -> str:
    return "A validator accepted it" + (" without conditions" if settings else "")


def _says_fairness(settings: Settings) -> str:
    told = []
    if "at_least" in settings:
        told.append(f"of each group is at least {settings['at_least']}")
    if "at_most_apart" in settings:
        told.append(f"of its groups is at most {settings['at_most_apart']} apart")
    return f"{settings['metric']} {' and '.join(told)}"


def _clean_metric(settings: Settings) -> dict[str, Any]:
    _only(settings, {"metric", "at_least", "at_most"})
    bounds = {k: _bound(settings, k) for k in ("at_least", "at_most") if k in settings}
    if not bounds:
        raise InvalidInput("conditions", "Give at_least or at_most as a number.")
    return {"metric": _name(settings), **bounds}


def _clean_fairness(settings: Settings) -> dict[str, Any]:
    keys = ("at_least", "at_most_apart")
    _only(settings, {"metric", *keys})
    bounds = {key: _bound(settings, key) for key in keys if key in settings}
    if not bounds:
        raise InvalidInput("conditions", "Give at_least or at_most_apart as a number.")
    return {"metric": _name(settings), **bounds}


def _clean_validation(settings: Settings) -> dict[str, Any]:
    """Nothing, or that a verdict with conditions is not enough."""
    _only(settings, set(STRICT))
    if settings and settings != STRICT:
        raise InvalidInput("conditions", "`verdict` is “accepted”, or left out.")
    return dict(settings)


def _clean_warm_up(settings: Settings) -> dict[str, Any]:
    _only(settings, {"in"})
    names = list(Environment.objects.values_list("name", flat=True))
    wanted = settings.get("in")
    if (
        not isinstance(wanted, list)
        or not wanted
        or any(w not in names for w in wanted)
    ):
        raise InvalidInput("conditions", f"`in` lists some of: {', '.join(names)}.")
    return {"in": [name for name in names if name in wanted]}


def _only(settings: Settings, names: set[str]) -> None:
    unknown = sorted(settings.keys() - names)
    if unknown:
        raise InvalidInput("conditions", f"This one has no {unknown[0]}.")


def _name(settings: Settings) -> str:
    name = settings.get("metric")
    if not isinstance(name, str) or not _METRIC.fullmatch(name):
        raise InvalidInput("conditions", "Name a metric, as the version calls it.")
    return name


def _bound(settings: Settings, key: str) -> str:
    """Numbers are kept as text: the digest of a policy knows no floating point."""
    given = settings.get(key)
    value = number(str(given) if isinstance(given, float) else given)
    if value is None:
        raise InvalidInput("conditions", f"Give {key} as a number.")
    return str(value)


def _always(words: str) -> Any:
    def says(settings: Mapping[str, Any]) -> str:
        return words

    return says


_ALL = (
    Condition("snapshot", _always("Its sealed snapshot is whole"), _snapshot),
    Condition("datasets", _always("Its data has the digests it names"), _datasets),
    Condition("validation", _says_validation, _validated, _clean_validation),
    Condition(
        "warm_up", _says_warm_up, _warm_up, _clean_warm_up, {"in": ["DEV", "TEST"]}
    ),
    Condition(
        "metric",
        _says_metric,
        _metric,
        _clean_metric,
        {"metric": "macro_f1", "at_least": "0.95"},
    ),
    Condition(
        "fairness",
        _says_fairness,
        _fairness,
        _clean_fairness,
        {"metric": "recall", "at_least": "0.9", "at_most_apart": "0.05"},
    ),
)
