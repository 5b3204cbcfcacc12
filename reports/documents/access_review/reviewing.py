"""The access reviews of the period, told by this project's grants alone.

A review of the whole site is counted here without the grants of other projects, and
its attestation, which counts them, is not repeated.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from governance import campaigns
from governance.campaigns import Review
from governance.models import Campaign, CampaignItem, Grant
from governance.rights import Role
from governance.subjects import SITE_ID
from reports.documents.access_review.evidence import DecisionFact, ReviewFact
from reports.documents.entry_reading import cited
from reports.documents.evidence import Cited
from reports.documents.reading import moment
from reports.documents.scope import Period

OPEN = "open"


def held(project: UUID, period: Period) -> list[Review]:
    """Reviews opened in the period, oldest first, with the project's items."""
    return campaigns.reviews(project, period.since, period.until)


def verdicts(reviews: Iterable[Review], now: datetime) -> dict[UUID, str]:
    """The newest verdict by grant; what a grant became stands with it too."""
    found: dict[UUID, str] = {}
    for review in reviews:
        for line in review.lines:
            item = line.item
            verdict = item.verdict or (OPEN if _stands(item.grant, now) else "")
            found[item.grant_id] = verdict
            if item.became_id:
                found[item.became_id] = verdict
    return found


def _stands(grant: Grant, now: datetime) -> bool:
    until = grant.valid_until
    return grant.ended_at is None and (until is None or until > now)


def review_facts(
    project: UUID, reviews: Iterable[Review], now: datetime
) -> tuple[ReviewFact, ...]:
    found = list(reviews)
    rows = [review.campaign for review in found]
    opened = cited(project, [row.entry_uuid for row in rows])
    return tuple(
        _review(review, now, opened[review.campaign.entry_uuid]) for review in found
    )


def _review(review: Review, now: datetime, opening: Cited) -> ReviewFact:
    row = review.campaign
    undecided = [
        line.item
        for line in review.lines
        if not line.item.verdict and _stands(line.item.grant, now)
    ]
    of_site = row.scope == SITE_ID
    return ReviewFact(
        name=row.name,
        of="the whole site, this project's part" if of_site else "this project",
        opened_by=row.opened_by.username,
        opened_at=moment(row.opened_at),
        due_at=moment(row.due_at),
        attested=_attested(row),
        attestation="" if of_site else row.attestation,
        opening=opening,
        items=len(review.lines),
        open=len(undecided),
        is_overdue=bool(undecided) and row.due_at <= now,
    )


def _attested(row: Campaign) -> str:
    if row.attested_at is None or row.attested_by is None:
        return ""
    return f"{moment(row.attested_at)} by {row.attested_by.username}"


def decision_facts(
    project: UUID, reviews: Iterable[Review]
) -> tuple[DecisionFact, ...]:
    """Each decision with its reason and its entry, in the order of the reviews."""
    told = [
        (review.campaign.name, line.item)
        for review in reviews
        for line in review.lines
        if line.item.verdict
    ]
    decided = cited(project, [item.entry_uuid for _, item in told])
    return tuple(
        DecisionFact(
            review=name,
            holder=item.grant.member,
            role=Role(item.grant.role).label,
            verdict=item.verdict,
            by=item.decided_by.username if item.decided_by else "nobody",
            at=moment(item.decided_at) if item.decided_at else "",
            act=decided[item.entry_uuid],
            became=_became(item),
        )
        for name, item in told
    )


def _became(item: CampaignItem) -> str:
    if item.became is None:
        return ""
    until = item.became.valid_until
    end = f", until {moment(until)}" if until else ""
    return f"{Role(item.became.role).label}{end}"
