"""End a grant on which nobody decided until its access review was due."""

from django.utils import timezone

from governance import access, grant_facts
from governance.actions import Action
from governance.exceptions import IllegalMove
from governance.models import CampaignItem, Grant, User
from governance.operations.decide_grant_review import name_grant, place_of, settle
from governance.owners import refuse_last
from governance.recording import governed

Verdict = CampaignItem.Verdict


def end_overdue_grant(*, actor: User, item: CampaignItem) -> None:
    """By a system account, on behalf of whoever opened the review.

    Nothing happens when somebody decided in the meantime or the grant has ended.
    IllegalMove when it is the last owner's, or the last admin's: see
    `flag_last_grant`.
    """
    reason = _reason(item, "so the access ends, as the review says")
    with governed(
        actor,
        Action.REVIEW_LAPSED,
        item,
        reason=reason,
        on_behalf_of=item.campaign.opened_by,
    ) as record:
        row: CampaignItem = record.subject
        _refuse_settled(row)
        name_grant(record, row)
        access.end(row.grant, place_of(row.grant))
        grant_facts.tell(record, old=row.grant)
        settle(row, Verdict.LAPSED, record.actor, record.uuid)


def flag_last_grant(*, actor: User, item: CampaignItem) -> None:
    """The grant is kept, because nobody else could give access; the review shows it."""
    reason = _reason(item, "but nobody else holds this role, so it stays")
    with governed(
        actor,
        Action.REVIEW_FLAGGED,
        item,
        reason=reason,
        on_behalf_of=item.campaign.opened_by,
    ) as record:
        row: CampaignItem = record.subject
        _refuse_settled(row)
        if not is_last(row.grant):
            raise IllegalMove("Somebody else holds this role. It ends.")
        name_grant(record, row)
        record.disclose("member", None, row.grant.member)
        record.change("role", None, row.grant.role)
        record.change("grant", None, str(row.grant_id))
        settle(row, Verdict.FLAGGED, record.actor, record.uuid)


def is_last(grant: Grant) -> bool:
    """Whether nobody else could give access there."""
    try:
        refuse_last(place_of(grant), grant)
    except IllegalMove:
        return True
    return False


def _reason(item: CampaignItem, rest: str) -> str:
    due = item.campaign.due_at
    return f"Nobody decided on it until {due:%Y-%m-%d %H:%M} UTC, {rest}."


def _refuse_settled(row: CampaignItem) -> None:
    now = timezone.now()
    if row.verdict or not Grant.objects.open(now).filter(pk=row.grant_id).exists():
        raise IllegalMove("This is settled already.")
    if row.campaign.due_at > now:
        raise IllegalMove("This access review is not due yet.")
