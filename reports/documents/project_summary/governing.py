"""Who owns a project, in which risk tier it is, and when access was reviewed."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from governance.models import Campaign, CampaignItem, Grant, RiskTier, User
from governance.rights import Role
from registry.models import Project
from reports.documents.entry_reading import Entries
from reports.documents.project_summary import evidence as facts
from reports.documents.reading import moment


def owners(project: Project) -> tuple[facts.OwnerFact, ...]:
    """The people who hold the role now, by themselves or in a group; one query."""
    held = Grant.objects.in_force(timezone.now()).filter(
        scope=project.pk, role=Role.OWNER
    )
    people = User.objects.filter(
        Q(pk__in=held.values("user")) | Q(groups__in=held.values("group"))
    )
    names = people.order_by("username").distinct()
    return tuple(facts.OwnerFact(one.username, one.is_active) for one in names)


def tier(project: Project, until: datetime, entries: Entries) -> facts.TierFact | None:
    """The newest that was set, with the entry that says why."""
    rows = RiskTier.objects.filter(scope=project.pk, set_at__lt=until)
    row = rows.select_related("set_by").order_by("-pk").first()
    if row is None:
        return None
    return facts.TierFact(
        tier=row.get_tier_display(),
        who=row.set_by.username,
        at=moment(row.set_at),
        entry=entries.by_change(project.pk, "tier", row.tier),
    )


def access_reviews(
    project: Project, until: datetime, entries: Entries
) -> tuple[facts.AccessReviewFact, ...]:
    """Those with grants of the project, of the whole site too; the last to end first.

    Read for the count of controls: who decided what is told by the access review.
    """
    about = CampaignItem.objects.filter(
        campaign=OuterRef("pk"), grant__scope=project.pk
    )
    rows = Campaign.objects.filter(Exists(about), opened_at__lt=until)
    found = rows.select_related("opened_by", "attested_by").order_by("-opened_at")
    told = (_review(row, until, entries) for row in found)
    return tuple(sorted(told, key=lambda one: one.at, reverse=True))


def _review(row: Campaign, until: datetime, entries: Entries) -> facts.AccessReviewFact:
    at = row.attested_at
    done = at is not None and at < until
    return facts.AccessReviewFact(
        name=row.name,
        opened_by=row.opened_by.username,
        due_at=moment(row.due_at),
        at=moment(at) if at and done else "",
        who=row.attested_by.username if row.attested_by and done else "",
        entry=entries.by_uuid(row.attestation_uuid if done else row.entry_uuid),
    )
