"""What a policy's conditions mean: upper layers register how each is checked.

A condition answers whether it is met, in words, with a link to the evidence. One that
nobody knows is not met.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from governance.exceptions import IllegalMove, InvalidInput
from governance.models import Policy

Settings = Mapping[str, Any]
CODE = "condition"  # the key that names a condition; the others are its settings


@dataclass(frozen=True, slots=True)
class Asked:
    """What would change, and where."""

    about_type: str
    about_id: UUID
    project_id: UUID
    environment: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether a condition is met, why, and where the evidence is."""

    is_met: bool
    words: str
    url: str = ""
    link: str = "Evidence"


def _without_settings(settings: Settings) -> dict[str, Any]:
    if settings:
        raise InvalidInput("conditions", f"This one has no {min(settings)}.")
    return {}


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that a policy can ask for.

    `says` puts it into words; `check` looks; `clean` returns the settings as they are
    kept, or raises InvalidInput; `sample` holds settings for people to start from.
    """

    code: str
    says: Callable[[Settings], str]
    check: Callable[[Asked, Settings], Finding]
    clean: Callable[[Settings], dict[str, Any]] = _without_settings
    sample: Settings = field(default_factory=dict)

    @property
    def example(self) -> dict[str, Any]:
        """How a policy asks for it."""
        return {CODE: self.code, **self.sample}


@dataclass(frozen=True, slots=True)
class Row:
    """One condition of a gate as a page shows it."""

    says: str
    finding: Finding

    @property
    def is_met(self) -> bool:
        """Whether it holds."""
        return self.finding.is_met

    @property
    def words(self) -> str:
        """What it asks for, and what was found."""
        return f"{self.says}: {self.finding.words}"


_CONDITIONS: dict[str, Condition] = {}


def register(condition: Condition) -> None:
    """Name a condition; called in AppConfig.ready."""
    if _CONDITIONS.get(condition.code, condition) is not condition:
        raise ValueError(f"the condition {condition.code} is registered twice")
    _CONDITIONS[condition.code] = condition


def known() -> list[Condition]:
    """Everything that a policy can ask for."""
    return list(_CONDITIONS.values())


def rows(policy: Policy, asked: Asked) -> list[Row]:
    """Each condition of the policy, checked now."""
    return [_row(settings, asked) for settings in policy.conditions]


def shut(policy: Policy, asked: Asked) -> list[str]:
    """Why the gate stays shut; nothing when it is open."""
    return [row.words for row in rows(policy, asked) if not row.is_met]


def refuse_shut(policy: Policy, asked: Asked) -> None:
    """IllegalMove that names every condition that is not met."""
    why = shut(policy, asked)
    if why:
        raise IllegalMove(f"{asked.environment} stays shut. {' '.join(why)}")


def says(settings: Settings) -> str:
    """A condition of a policy in words."""
    known_one = _CONDITIONS.get(str(settings.get(CODE)))
    return known_one.says(settings) if known_one else f"Unknown: {settings.get(CODE)}"


def cleaned(conditions: object) -> list[dict[str, Any]]:
    """The conditions of a policy as they are kept, or InvalidInput."""
    if not isinstance(conditions, list):
        raise InvalidInput("conditions", "Give a list of conditions.")
    return [_cleaned(settings) for settings in conditions]


def _cleaned(settings: object) -> dict[str, Any]:
    code = settings.get(CODE) if isinstance(settings, dict) else None
    found = _CONDITIONS.get(code) if isinstance(code, str) else None
    if found is None or not isinstance(settings, dict):
        names = ", ".join(_CONDITIONS)
        raise InvalidInput("conditions", f"Each names a condition, one of: {names}.")
    rest = {key: value for key, value in settings.items() if key != CODE}
    return {CODE: found.code, **found.clean(rest)}


def _row(settings: Settings, asked: Asked) -> Row:
    found = _CONDITIONS.get(str(settings.get(CODE)))
    if found is None:
        return Row(says(settings), Finding(is_met=False, words="Nobody can check it."))
    return Row(found.says(settings), found.check(asked, settings))
