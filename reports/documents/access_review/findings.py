"""What the access review checks, and how its verdict follows."""

from collections.abc import Sequence
from typing import Final

from reports.documents.access_review.evidence import AccessEvidence, GrantFact
from reports.documents.checks import Check
from reports.documents.wording import begun, counted, listed
from reports.pdf.cover import Verdict

RULE: Final = (
    "The verdict follows from the checks by this rule: a review that is past its day "
    "with access undecided means overdue; otherwise access of accounts that are closed "
    "or the system's own is counted as access to remove; otherwise one check that is "
    "not met means it does not hold; otherwise missing evidence means it cannot be "
    "judged yet; otherwise each condition is named; otherwise all access is justified."
)
SEPARATION: Final = (
    "Duties that one person, in whatever account, must not join on one version: built "
    "and validated, built and approved; and on one request: asked and approved. Built "
    "means: authored the version, what it continues, its experiments or its data."
)


def findings(evidence: AccessEvidence) -> tuple[Check, ...]:
    """The checks in the order of the page."""
    return (
        _reasons(evidence),
        _review(evidence),
        _decisions(evidence),
        _duties(evidence),
        _accounts(evidence),
        _proof(evidence),
    )


def to_remove(evidence: AccessEvidence) -> tuple[GrantFact, ...]:
    """Access that belongs to nobody who may use it."""
    return tuple(g for g in evidence.grants if g.account in {"closed", "system"})


def conclusion(evidence: AccessEvidence) -> Verdict:
    """What the cover says; see RULE."""
    checks = findings(evidence)
    overdue = [review.name for review in evidence.reviews if review.is_overdue]
    gone = to_remove(evidence)
    if overdue:
        words = f"Overdue: {counted(len(overdue), 'review')} past the day"
        return Verdict("not_met", words, _briefs(checks))
    if gone:
        return Verdict("not_met", f"{len(gone)} to remove", _briefs(checks))
    return _other(evidence, checks)


def _other(evidence: AccessEvidence, checks: Sequence[Check]) -> Verdict:
    by_tone = {
        tone: [check for check in checks if check.tone == tone]
        for tone in ("not_met", "no_evidence", "condition")
    }
    if broken := by_tone["not_met"]:
        words = f"Does not hold: {counted(len(broken), 'check')} failed"
        return Verdict("not_met", words, _briefs(checks))
    if missing := by_tone["no_evidence"]:
        what = counted(len(missing), "check")
        words = f"Cannot be judged yet: {what} without evidence"
        return Verdict("open", words, _briefs(checks))
    if conditions := by_tone["condition"]:
        words = f"Justified, with {counted(len(conditions), 'condition')}"
        return Verdict("condition", words, _briefs(checks))
    words = f"All justified: {_lines(len(evidence.grants))} kept by a reviewer"
    return Verdict("met", words, "Each decision has its reason and its entry.")


def _lines(count: int) -> str:
    return counted(count, "line of access", "lines of access")


def _briefs(checks: Sequence[Check]) -> str:
    return " ".join(f"{begun(check.brief)}." for check in checks if check.brief)


def _reasons(evidence: AccessEvidence) -> Check:
    if not evidence.grants:
        words = "Nobody has access to this project."
        return Check("Grants", words, "no_evidence", words[:-1], "E01")
    without = [g for g in evidence.grants if g.given.entry == "none"]
    if without:
        brief = f"{_lines(len(without))} without an entry"
        words = f"{brief}: {listed([g.person for g in without])}."
        return Check("Grants", words, "not_met", brief, "E01")
    words = "Every access names who gave it and the entry that holds the reason."
    hidden = sum(g.given.entry == "not shown" for g in evidence.grants)
    if hidden:
        words += f" Entries of the site, not shown here: {hidden:,}."
    return Check("Grants", words, "met", "", "E01")


def _review(evidence: AccessEvidence) -> Check:
    overdue = [review.name for review in evidence.reviews if review.is_overdue]
    if not evidence.reviews:
        words = "No access review was opened in the period."
        return Check("Review", words, "no_evidence", words[:-1], "E02")
    if overdue:
        words = f"Past its day, with access undecided: {listed(overdue)}."
        return Check("Review", words, "not_met", words[:-1], "E02")
    unsigned = [review.name for review in evidence.reviews if not review.attested]
    if unsigned:
        words = f"Not attested yet: {listed(unsigned)}."
        return Check("Review", words, "condition", words[:-1], "E02")
    held = begun(counted(len(evidence.reviews), "review"))
    words = f"{held} opened, decided and attested."
    return Check("Review", words, "met", "", "E02")


def _decisions(evidence: AccessEvidence) -> Check:
    waiting = [g for g in evidence.grants if g.verdict == "open"]
    flagged = [g for g in evidence.grants if g.verdict == "flagged"]
    unseen = [g for g in evidence.grants if not g.verdict]
    if not evidence.reviews:
        words = "No reviewer decided on any access in the period."
        return Check("Decisions", words, "no_evidence", words[:-1], "E03")
    if waiting:
        brief = f"{_lines(len(waiting))} not decided"
        return Check("Decisions", f"{brief} yet.", "condition", brief, "E03")
    if flagged or unseen:
        brief = f"{_lines(len(flagged) + len(unseen))} stand without a decision"
        words = f"{brief}: given since the review, on the site, or kept as the last."
        return Check("Decisions", words, "condition", brief, "E03")
    words = "A reviewer kept or reduced every access that stands."
    return Check("Decisions", words, "met", "", "E03")


def _duties(evidence: AccessEvidence) -> Check:
    found = [
        f"{person} {words} {duty.version}"
        for duty in evidence.duties
        for person, words in duty.conflicts
    ]
    if found:
        brief = f"{counted(len(found), 'conflict')} of duties"
        return Check("Duties", f"{listed(found)}.", "not_met", brief, "E05")
    if not evidence.versions:
        words = "There is no version, so there are no duties to separate."
        return Check("Duties", words, "met", "", "E05")
    compared = counted(len(evidence.duties), "version")
    words = f"Nobody joined two duties that must be apart, in {compared}."
    return Check("Duties", words, "met", "", "E05")


def _accounts(evidence: AccessEvidence) -> Check:
    gone = to_remove(evidence)
    if gone:
        words = f"Closed or the system's, with access in force: {_names(gone)}."
        brief = f"{_lines(len(gone))} of closed or system accounts"
        return Check("Accounts", words, "not_met", brief, "E01")
    empty = [g for g in evidence.grants if not g.account]
    if empty:
        brief = f"{counted(len(empty), 'group')} without a member hold access"
        return Check("Accounts", f"{brief}.", "condition", brief, "E01")
    words = "Every account with access is open and is a person's."
    programs = {g.person for g in evidence.grants if g.account == "service"}
    if programs:
        count = counted(len(programs), "program")
        words = f"Every account with access is open; {count} that people answer for."
    return Check("Accounts", words, "met", "", "E01")


def _names(grants: Sequence[GrantFact]) -> str:
    return listed(sorted({grant.person for grant in grants}))


def _proof(evidence: AccessEvidence) -> Check:
    if evidence.altered:
        brief = f"{counted(evidence.altered, 'entry', 'entries')} about access altered"
        return Check("Proof", f"{brief}.", "not_met", brief, "E06")
    differing = [fact.person for fact in evidence.proofs if fact.differences]
    if differing or evidence.strays:
        brief = "Rights by the entries and in guardian differ"
        words = f"{brief}: {listed([*differing, *evidence.strays])}."
        return Check("Proof", words, "not_met", brief, "E06")
    if not evidence.proofs:
        words = "There is nobody whose rights could be compared."
        return Check("Proof", words, "no_evidence", words[:-1], "E06")
    people = counted(len(evidence.proofs), "person", "people")
    words = (
        f"For {people} the entries of the ledger ({evidence.read:,} followed) and "
        "guardian's rows give the same rights."
    )
    return Check("Proof", words, "met", "", "E06")
