"""What R4 checks, and the verdict: all approved, or how many are not."""

from collections.abc import Sequence

from reports.documents import checks
from reports.documents.checks import Check
from reports.documents.deployment_history.evidence import DeploymentEvidence
from reports.documents.release_facts import ReleaseFact
from reports.documents.release_judging import Standing, judge
from reports.documents.wording import begun, counted, is_reason
from reports.pdf.cover import Verdict

NONE = "The period holds no release"
JUDGED = frozenset({"met", "not_met"})  # others needed nothing, or have no policy


def standings(evidence: DeploymentEvidence) -> dict[str, Standing]:
    """Of every release, those before the period included."""
    return judge((*evidence.earlier, *evidence.releases))


def unapproved(evidence: DeploymentEvidence) -> list[ReleaseFact]:
    """The releases of the period that needed approval and have none."""
    found = standings(evidence)
    return [one for one in evidence.releases if found[one.id].tone == "not_met"]


def findings(evidence: DeploymentEvidence) -> tuple[Check, ...]:
    """The checks in the order of the page."""
    if not evidence.releases:
        return (Check("Approvals", f"{NONE}.", "condition", NONE, "E02"),)
    return (
        _approvals(evidence),
        _policies(evidence),
        _reviews(evidence),
        _reasons(evidence),
        _warm_up(evidence),
        _failures(evidence),
        _ledger(evidence),
    )


def conclusion(evidence: DeploymentEvidence) -> Verdict:
    """What the cover says."""
    found = findings(evidence)
    wrong = unapproved(evidence)
    usual = checks.verdict(found, holds="All approved")
    if not evidence.releases:
        return Verdict(
            "condition", f"{NONE}: there is nothing to judge", evidence.filter
        )
    if not wrong:
        return usual
    words = begun(counted(len(wrong), "unapproved release"))
    return Verdict("not_met", words, usual.detail)


def _named(rows: Sequence[ReleaseFact]) -> str:
    rest = f" and {len(rows) - 3:,} more" if len(rows) > 3 else ""
    return f"{', '.join(one.name for one in rows[:3])}{rest}"


def _approvals(evidence: DeploymentEvidence) -> Check:
    found, wrong = standings(evidence), unapproved(evidence)
    asked = [one for one in evidence.releases if found[one.id].tone in JUDGED]
    if wrong:
        words = f"Unapproved: {_named(wrong)}."
        brief = f"{len(wrong):,} of {len(asked):,} that needed approval have none"
        return Check("Approvals", words, "not_met", brief, "E02")
    if not asked:
        words = "No release under a whole policy needed an approval."
        return Check("Approvals", words, "met", "", "E02")
    words = f"Every release that needed approval ({len(asked):,}) has one that counts."
    return Check("Approvals", words, "met", "", "E02")


def _policies(evidence: DeploymentEvidence) -> Check:
    bare = [one for one in evidence.releases if not one.policy]
    if bare:
        brief = begun(f"{counted(len(bare), 'release')} under no policy that is whole")
        words = f"No whole policy is on record for {_named(bare)}."
        return Check("Policies", words, "no_evidence", brief, "E05")
    count = len({one.policy for one in evidence.releases})
    words = f"Each release lies under a revision that is whole; {count:,} in all."
    return Check("Policies", words, "met", "", "E05")


def _reviews(evidence: DeploymentEvidence) -> Check:
    mine = [one for one in evidence.releases if one.emergency]
    late = [one for one in mine if one.emergency and one.emergency.is_overdue]
    waits = [one for one in mine if one.emergency and not one.emergency.review]
    slow = [one for one in mine if _was_late(one)]
    if late:
        brief = f"Overdue: {counted(len(late), 'emergency review')}"
        words = f"The review is overdue of {_named(late)}."
        return Check("Emergencies", words, "not_met", brief, "E02")
    if waits or slow:
        waiting = counted(len(waits), "emergency review")
        brief = f"To come: {waiting}; came late: {len(slow):,}"
        return Check("Emergencies", f"{brief}.", "condition", brief, "E02")
    words = f"Each emergency release ({len(mine):,}) was reviewed in time."
    if not mine:
        words = "No release was made in an emergency."
    return Check("Emergencies", words, "met", "", "E02")


def _was_late(release: ReleaseFact) -> bool:
    review = release.emergency.review if release.emergency else None
    return review is not None and review.is_late


def _reasons(evidence: DeploymentEvidence) -> Check:
    lost = [one for one in evidence.releases if one.entry is None]
    silent = [one for one in evidence.releases if not is_reason(one.why)]
    if lost:
        brief = begun(f"{counted(len(lost), 'release')} without an entry that says why")
        words = f"No entry was found for {_named(lost)}."
        return Check("Reasons", words, "no_evidence", brief, "E02")
    if silent:
        brief = begun(f"{counted(len(silent), 'release')} without a reason")
        return Check("Reasons", f"{brief}: {_named(silent)}.", "not_met", brief, "E02")
    words = f"Each release ({len(evidence.releases):,}) says who, when and why."
    return Check("Reasons", words, "met", "", "E02")


def _warm_up(evidence: DeploymentEvidence) -> Check:
    up = [one for one in evidence.releases if one.was_healthy]
    bare = [one for one in up if not warm_up(one)]
    if bare:
        brief = begun(f"{counted(len(bare), 'release')} without a warm-up on record")
        return Check(
            "Warm-up", f"{brief}: {_named(bare)}.", "no_evidence", brief, "E02"
        )
    words = f"Each release that answered ({len(up):,}) has its warm-up on record."
    return Check("Warm-up", words, "met", "", "E02")


def warm_up(release: ReleaseFact) -> str:
    """What the launch noted when the release answered."""
    found = release.reached("Healthy")
    return found.detail if found else ""


def _failures(evidence: DeploymentEvidence) -> Check:
    failed = [one for one in evidence.releases if one.reached("Failed")]
    mute = [one for one in failed if not one.failure]
    if mute:
        brief = begun(f"{counted(len(mute), 'failed release')} without its failure")
        return Check(
            "Failures", f"{brief}: {_named(mute)}.", "no_evidence", brief, "E02"
        )
    words = f"Each release that failed ({len(failed):,}) names its failure."
    if not failed:
        words = "No release failed."
    return Check("Failures", words, "met", "", "E02")


def _ledger(evidence: DeploymentEvidence) -> Check:
    waiting = [one for one in evidence.events if one.number is None]
    if waiting:
        brief = f"Entries listed here without a number yet: {len(waiting):,}"
        return Check("Ledger", f"{brief}.", "condition", brief, "E06")
    words = f"Every entry listed here ({len(evidence.events):,}) has its number."
    return Check("Ledger", words, "met", "", "E06")
