"""Which releases were approved: the rule, in words and in code, free of Django."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from reports.documents.release_facts import ChangeFact, ReleaseFact, SignatureFact

FRESH: Final = 120  # seconds between the proof of who signs and the signature
RULE: Final = (
    "A release is unapproved when the policy then in force asked for approvals in its "
    "environment and it has none of these: (1) an approved change request: its digest "
    "covers what it binds, it binds the manifest that was released, and as many people "
    "as the policy asks for, each no party to the change, approve that digest with "
    f"their latest signature, within {FRESH} seconds of a fresh login (all accounts of "
    "a person, and programs somebody answers for, count as that person); (2) a valid "
    "rollback: to a release of the same deployment that had answered and was itself "
    "approved or needed no approval, run exactly as it ran; (3) an emergency release "
    "whose review by somebody else is closed and found it justified."
)


@dataclass(frozen=True)
class Standing:
    """Whether a release was approved: tone and word as drawn, and why."""

    tone: str
    word: str
    words: str

    @property
    def passes(self) -> bool:
        """Approved, or there was nothing to approve."""
        return self.tone in {"met", "none"}


def judge(releases: Sequence[ReleaseFact]) -> dict[str, Standing]:
    """The standing of each release, by its identifier; see RULE."""
    found: dict[str, Standing] = {}
    # A rollback points at an older release: that one is judged before it.
    for release in sorted(releases, key=lambda one: (one.at, one.number)):
        found[release.id] = _judged(release, releases, found)
    return found


def _judged(
    release: ReleaseFact,
    releases: Sequence[ReleaseFact],
    before: Mapping[str, Standing],
) -> Standing:
    if not release.policy:
        words = "No whole policy for its environment is on record."
        return Standing("no_evidence", "No evidence", words)
    if not release.needed:
        return Standing("none", "Not needed", f"{release.policy} asks for no approval.")
    if release.emergency is not None:
        return _emergency(release)
    if release.kind == "rollback":
        older = next((one for one in releases if one.id == release.goes_back_to), None)
        return _rollback(release, older, before)
    return _change(release)


def _unapproved(words: str) -> Standing:
    return Standing("not_met", "Unapproved", words)


def _emergency(release: ReleaseFact) -> Standing:
    emergency = release.emergency
    review = emergency.review if emergency else None
    if emergency is None or review is None:
        due = f" It was due {emergency.due_at}." if emergency else ""
        return _unapproved(f"An emergency release; nobody has reviewed it.{due}")
    told = f"{review.label}, says the review by {review.who}, {review.at}."
    if not review.is_other:
        return _unapproved(f"{told} It was {emergency.made_by}'s own release.")
    if review.outcome != "justified":
        return _unapproved(told)
    return Standing("met", "Reviewed", told)


def _rollback(
    release: ReleaseFact, older: ReleaseFact | None, before: Mapping[str, Standing]
) -> Standing:
    if older is None:
        return _unapproved("The release that it goes back to is not on record.")
    standing = before.get(older.id)
    if _runs(older) != _runs(release):
        return _unapproved(f"{older.name} is another deployment or version.")
    healthy = older.reached("Healthy")
    if healthy is None or healthy.at > release.at:
        return _unapproved(f"{older.name} had not answered before.")
    if not release.is_same_worker:
        return _unapproved(f"It does not run exactly what {older.name} ran.")
    if standing is None or not standing.passes:
        return _unapproved(f"{older.name} is itself unapproved.")
    words = f"Back to {older.name}, which had answered since {healthy.at}."
    return Standing("met", "Rollback", words)


def _runs(release: ReleaseFact) -> tuple[str, str]:
    return release.deployment_id, release.digest


def _change(release: ReleaseFact) -> Standing:
    change = release.change
    if change is None:
        return _unapproved("No change request became this release.")
    if not change.is_bound:
        return _unapproved(f"What {change.label} binds does not give its digest.")
    if change.artifact != release.digest:
        return _unapproved(f"{change.label} binds another snapshot.")
    people = approvers(change)
    told = f"{len(people)} of {release.needed} approvals in {change.label} count"
    if len(people) < release.needed:
        return _unapproved(f"{told}.")
    return Standing("met", "Approved", f"{told}: {', '.join(people)}.")


def approvers(change: ChangeFact) -> list[str]:
    """The people whose latest decision, in whatever account, approves and counts."""
    latest = {one.person: one for one in change.signatures}
    return sorted(one.who for one in latest.values() if not discounted(one))


def discounted(signature: SignatureFact) -> str:
    """Why a signature is no approval that counts; empty when it is one."""
    if signature.verdict != "approve":
        return "no approval"
    if not signature.is_bound:
        return "for something else"
    if not signature.is_person:
        return "by no person"
    if signature.is_party:
        return "by a party to it"
    if abs(signature.login_age) > FRESH:
        return "without a fresh login"
    return ""
