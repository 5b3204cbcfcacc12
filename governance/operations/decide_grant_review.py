"""Keep, reduce or remove a grant that is under review."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from governance import access, campaigns, grant_facts, scopes, terms
from governance.actions import Action
from governance.exceptions import AccessDenied, IllegalMove, InvalidInput, NotVisible
from governance.models import CampaignItem, Grant, Subject, User
from governance.recording import Record, governed
from governance.rights import SITE_ROLES, Role
from governance.subjects import SITE, SITE_ID, Site

Verdict = CampaignItem.Verdict
_ACTIONS = {
    Verdict.KEPT: Action.REVIEW_KEPT,
    Verdict.REDUCED: Action.REVIEW_REDUCED,
    Verdict.REMOVED: Action.REVIEW_REMOVED,
}


def decide_grant_review(  # noqa: PLR0913 - what is decided, how much less, and why
    *,
    actor: User,
    item: CampaignItem,
    verdict: str,
    reason: str,
    role: str = "",
    valid_until: datetime | None = None,
) -> CampaignItem:
    """`kept` leaves the grant, `removed` ends it, `reduced` gives less in its place.

    Refuses one's own grant, a review for which others are named, one that is over, an
    item that is decided, a grant that has ended, and to reduce to more.
    """
    if verdict not in _ACTIONS:
        raise InvalidInput("verdict", "Keep, reduce, or remove.")
    chosen = Verdict(verdict)
    with governed(actor, _ACTIONS[chosen], item, reason=reason) as record:
        row: CampaignItem = record.subject
        because = campaigns.barred(record.actor, row)
        if because:
            raise AccessDenied(because)
        _refuse_over(row)
        name_grant(record, row)
        if chosen is Verdict.KEPT:
            _keep(record, row.grant)
        elif chosen is Verdict.REMOVED:
            access.end(row.grant, place_of(row.grant))
            grant_facts.tell(record, old=row.grant)
        else:
            row.became = _reduce(record, row.grant, role, valid_until)
        settle(row, chosen, record.actor, record.uuid)
    return row


def _refuse_over(row: CampaignItem) -> None:
    now = timezone.now()
    if row.verdict:
        raise IllegalMove(f"This is {Verdict(row.verdict).label.lower()} already.")
    if row.campaign.attested_at is not None or row.campaign.due_at <= now:
        raise IllegalMove("This access review is over. What was open ends by itself.")
    if not Grant.objects.open(now).filter(pk=row.grant_id).exists():
        raise IllegalMove("This access has ended already. Nothing is left to decide.")


def name_grant(record: Record, item: CampaignItem) -> None:
    """What the entry is about: the site's own grants stand in the site's history."""
    if item.grant.scope == SITE_ID:
        record.about(SITE)
    record.change("access_review", None, str(item.campaign_id))


def place_of(grant: Grant) -> Subject | Site:
    """The project of a grant, or the site."""
    if grant.scope == SITE_ID:
        return SITE
    project = scopes.every().filter(pk=grant.scope).first()
    if project is None:
        raise NotVisible
    return project


def settle(
    item: CampaignItem, verdict: CampaignItem.Verdict, person: User, entry: UUID
) -> None:
    """The one update of an item."""
    item.verdict, item.decided_by = verdict, person
    item.decided_at, item.entry_uuid = timezone.now(), entry
    item.save()


def _keep(record: Record, grant: Grant) -> None:
    """The grant stays as it is: its facts are named, nothing is given or ended."""
    record.disclose("member", None, grant.member)
    record.change("role", None, grant.role)
    record.change("grant", None, str(grant.pk))


def _reduce(
    record: Record, grant: Grant, role: str, valid_until: datetime | None
) -> Grant:
    smaller, until = _less(grant, role, valid_until)
    place = place_of(grant)
    holder = grant.user or grant.group
    if holder is None:
        raise IllegalMove("This access belongs to nobody. Remove it.")
    access.end(grant, place)
    made = access.give(
        place,
        holder,
        smaller,
        granted_by=record.actor,
        valid_from=grant.valid_from,
        valid_until=until,
        entry=record.uuid,
    )
    grant_facts.tell(record, old=grant, new=made)
    return made


def _elsewhere(grant: Grant, role: str) -> bool:
    """Whether the role belongs to the site and the grant to a project, or turned."""
    return (role in SITE_ROLES) != (grant.scope == SITE_ID)


def _less(
    grant: Grant, role: str, valid_until: datetime | None
) -> tuple[Role, datetime | None]:
    """The role and the end: less in one of them and more in none."""
    held = Role(grant.role)
    if role and (role not in Role.values or _elsewhere(grant, role)):
        raise InvalidInput("role", "Choose a role that can be held there, or none.")
    smaller = Role(role) if role else held
    if not smaller.rights <= held.rights:
        raise InvalidInput(
            "role", f"{smaller.label} allows more than {held.label}, which is held."
        )
    terms.check(grant.valid_from, valid_until)
    until = valid_until or grant.valid_until
    if grant.valid_until and until and until > grant.valid_until:
        raise InvalidInput("valid_until", "It ends earlier than that already.")
    if smaller is held and until == grant.valid_until:
        raise InvalidInput("role", "This is what is held. Keep it instead.")
    return smaller, until
