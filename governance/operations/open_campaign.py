"""Open an access review: every grant in force becomes something to decide on."""

from datetime import datetime, timedelta

from django.utils import timezone

from governance import access
from governance.actions import Action
from governance.exceptions import Conflict, InvalidInput
from governance.models import Campaign, CampaignItem, Grant, Subject, User
from governance.models.grants import GrantQuerySet
from governance.recording import governed
from governance.rights import Right
from governance.subjects import SITE_ID, Site

MAX_DAYS = 366
MAX_ITEMS = 5_000
MAX_REVIEWERS = 50
MAX_NAME = 120


def open_campaign(  # noqa: PLR0913 - what, called how, until when, by whom, why
    *,
    actor: User,
    scope: Subject | Site,
    name: str,
    due_at: datetime,
    reviewers: str = "",
    reason: str,
) -> Campaign:
    """An access review of a project, or of every grant there is.

    Refuses a day that does not lie ahead within a year, a reviewer who may not share
    what is reviewed, a second review of the same, and more than 5,000 grants.
    """
    name = name.strip()
    if not 1 <= len(name) <= MAX_NAME:
        raise InvalidInput("name", f"Give it a name of 1 to {MAX_NAME} characters.")
    now = timezone.now()
    if not now < due_at <= now + timedelta(days=MAX_DAYS):
        raise InvalidInput("due_at", "Choose a moment ahead, within a year.")
    with governed(actor, Action.REVIEW_OPENED, scope, reason=reason) as record:
        people = _reviewers(record.subject, reviewers)
        campaign = Campaign(
            scope=scope.pk,
            name=name,
            opened_by=actor,
            opened_at=now,
            due_at=due_at,
            entry_uuid=record.uuid,
        )
        _refuse_second(campaign)
        campaign.save(force_insert=True)
        campaign.reviewers.set(people)
        items = _items(campaign)
        record.about(campaign)
        record.change("due_at", None, due_at.isoformat())
        record.change("grants", None, items)
        record.change("reviewers", None, " ".join(str(one.pk) for one in people))
    return campaign


def _refuse_second(campaign: Campaign) -> None:
    if Campaign.objects.filter(scope=campaign.scope, attested_at=None).exists():
        raise Conflict("An access review of the same is open. Attest it first.")


def _reviewers(scope: Subject | Site, names: str) -> list[User]:
    """Those named; each may share what is reviewed. Nobody named means whoever may."""
    wanted = list(dict.fromkeys(n.strip() for n in names.split(",") if n.strip()))
    if len(wanted) > MAX_REVIEWERS:
        raise InvalidInput("reviewers", f"Name at most {MAX_REVIEWERS} people.")
    found = {
        person.username: person
        for person in User.objects.filter(username__in=wanted, is_active=True)
    }
    for name in wanted:
        person = found.get(name)
        if not person or not access.holds(person, Right.SHARE, scope.scope_id).allowed:
            raise InvalidInput("reviewers", f"{name[:80]} may not review this.")
    return [found[name] for name in wanted]


def _items(campaign: Campaign) -> int:
    rows = _grants(campaign)
    items = [CampaignItem(campaign=campaign, grant=grant) for grant in rows]
    if len(items) > MAX_ITEMS:
        raise InvalidInput(
            "name", f"More than {MAX_ITEMS:,} grants. Review project by project."
        )
    CampaignItem.objects.bulk_create(items)
    return len(items)


def _grants(campaign: Campaign) -> GrantQuerySet:
    """In force or given ahead, for what begins during the review counts as well."""
    rows = Grant.objects.open(timezone.now()).order_by("scope", "pk")
    if campaign.scope != SITE_ID:
        rows = rows.filter(scope=campaign.scope)
    return rows[: MAX_ITEMS + 1]
