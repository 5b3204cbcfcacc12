"""The controls of R8 that ask of the project: one answer for all of its versions."""

from reports.documents.project_summary.answering import Answer, entry, met, missing
from reports.documents.project_summary.due import YEAR, day_of
from reports.documents.project_summary.evidence import SummaryEvidence, VersionFact


def owner(evidence: SummaryEvidence, version: VersionFact) -> Answer:
    if not evidence.owners:
        return missing("The project has no owner.")
    active = [one.name for one in evidence.owners if one.is_active]
    if not active:
        return Answer("not_met", "The account of every owner is closed.")
    return met(f"{', '.join(active)} can act as owner.")


def tier(evidence: SummaryEvidence, version: VersionFact) -> Answer:
    found = evidence.tier
    if found is None:
        return missing("Nobody has set a risk tier; approvals take it as low.")
    set_by = f"set by {found.who} on {found.at[:10]}"
    return met(f"{found.tier}, {set_by}.{entry(found.entry)}")


def access(evidence: SummaryEvidence, version: VersionFact) -> Answer:
    today = day_of(evidence.as_of)
    done = [one for one in evidence.access_reviews if one.at]
    late = [
        one
        for one in evidence.access_reviews
        if not one.at and day_of(one.due_at) < today
    ]
    if not done:
        return missing("No access review of the project was ever attested.")
    last = f"{done[0].name}, attested by {done[0].who} on {done[0].at[:10]}"
    if day_of(done[0].at) + YEAR < today:
        return Answer("not_met", f"More than 12 months ago: {last}.")
    if late:
        return Answer("condition", f"{last}; {late[0].name} is overdue.")
    return met(f"{last}.{entry(done[0].entry)}")
