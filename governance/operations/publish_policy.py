"""Publish what an environment asks for."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Max

from governance import change_kinds, gates, policies
from governance.actions import Action
from governance.exceptions import InvalidInput
from governance.models import Policy, Tier, User
from governance.recording import governed
from governance.subjects import SITE


def publish_policy(  # noqa: PLR0913 - for where and whom, what it asks for, why
    *,
    actor: User,
    environment: str,
    tier: str,
    approvals: int,
    conditions: list[dict[str, Any]],
    reason: str,
    also: Sequence[str] | None = None,
) -> Policy:
    """A new revision; it is in force at once, and never changes.

    `also` names the kinds of change beside promotion that need the approvals; without
    it they are those of the revision before. Open requests for the environment become
    void: they were bound to the one before.
    Refuses an environment that has no policy, fewer approvals than anything there needs
    at least, an unknown condition or kind, and a revision that changes nothing.
    """
    conditions = gates.cleaned(conditions)
    _refuse(environment, tier, approvals, conditions)
    with governed(actor, Action.POLICY_PUBLISHED, SITE, reason=reason) as record:
        rows = Policy.objects.filter(environment=environment, tier=tier)
        last = rows.aggregate(last=Max("revision"))["last"]
        if last is None:
            raise InvalidInput("environment", f"There is no {environment[:20]!r}.")
        before = rows.get(revision=last)
        named = _also(before.also if also is None else also, approvals)
        same = (before.approvals, before.conditions, before.also or [])
        if same == (approvals, conditions, named):
            raise InvalidInput("conditions", "This is what is in force already.")
        policy = Policy(
            environment=environment,
            tier=Tier(tier),
            revision=last + 1,
            approvals=approvals,
            conditions=conditions,
            also=named,
            published_by=actor,
        )
        policy.digest = policies.digest_of(policy)
        policy.save(force_insert=True)
        record.about(policy)
        record.change("revision", last, policy.revision)
        record.change("approvals", before.approvals, approvals)
        record.change("conditions", _told(before.conditions), _told(conditions))
        record.change("also", _names(before.also), _names(named))
        record.hash("policy", policy.digest)
    return policy


def _also(given: Sequence[str] | None, approvals: int) -> list[str]:
    """The kinds as they are kept: sorted, each once."""
    named = sorted(set(given or []))
    known = {kind.code for kind in change_kinds.optional()}
    if not known.issuperset(named):
        raise InvalidInput("also", f"Each is one of: {', '.join(sorted(known))}.")
    if named and not approvals:
        raise InvalidInput("also", "Without an approval nothing needs one. Ask for 1.")
    return named


def _names(also: Sequence[str] | None) -> str:
    return ", ".join(also or []) or "none"


def _refuse(
    environment: str, tier: str, approvals: int, conditions: list[dict[str, Any]]
) -> None:
    if tier not in Tier:
        raise InvalidInput("tier", f"Choose one of: {', '.join(Tier)}.")
    least = policies.least(environment)
    if not least <= approvals <= policies.MAX_APPROVALS:
        raise InvalidInput(
            "approvals",
            f"{environment[:20]} takes {least} to {policies.MAX_APPROVALS} approvals.",
        )
    if len(conditions) > policies.MAX_CONDITIONS:
        most = policies.MAX_CONDITIONS
        raise InvalidInput("conditions", f"A policy has at most {most} conditions.")


def _told(conditions: list[dict[str, Any]]) -> str:
    return " ".join(f"{gates.says(one)}." for one in conditions) or "none"
