"""Reads of access reviews: who may see and decide what, how far they are, the report.

Terms: an item is *open* while nobody decided on it and its grant still stands; a grant
that ended by other means needs no decision.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from governance import access, disclosed, scopes
from governance.exceptions import NotVisible
from governance.faces import behind, faces, meet
from governance.history import ERASED
from governance.inbox import MOST, Waiting
from governance.models import Campaign, CampaignItem, Grant, User
from governance.rights import Right
from governance.subjects import SITE_ID

NEWEST = 25
Verdict = CampaignItem.Verdict
# Short enough for a badge.
_WORDS = {Verdict.LAPSED.value: "Lapsed", Verdict.FLAGGED.value: "Flagged"}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a review is."""

    total: int
    kept: int
    reduced: int
    removed: int
    lapsed: int
    flagged: int
    ended: int  # by other means, so that nobody needed to decide
    open: int

    @property
    def settled(self) -> int:
        """Everything that needs nobody any more."""
        return self.total - self.open

    @property
    def words(self) -> str:
        """One sentence for people and for the attestation."""
        return (
            f"{self.total} grants: {self.kept} kept, {self.reduced} reduced, "
            f"{self.removed} removed, {self.lapsed} ended without a decision, "
            f"{self.flagged} kept as the last without a decision, "
            f"{self.ended} ended by other means, {self.open} open"
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One item as the page and the report show it."""

    item: CampaignItem
    where: str
    state: str
    why: str
    may_decide: bool


def page_of(campaign_id: UUID) -> str:
    """Where a review is shown."""
    return reverse("governance:campaign", args=[campaign_id])


def open_items(rows: QuerySet[CampaignItem], now: datetime) -> QuerySet[CampaignItem]:
    """Undecided, and the grant still stands."""
    stands = Grant.objects.open(now).filter(pk=OuterRef("grant"))
    return rows.filter(Exists(stands), verdict="")


def progress(campaign: Campaign, actor: User | None = None) -> Progress:
    """Counts by verdict; of what the actor may read, or of everything."""
    rows = (
        seen_items(actor, campaign)
        if actor
        else CampaignItem.objects.filter(campaign=campaign)
    )
    verdicts = list(rows.values_list("verdict", flat=True))
    waits = open_items(rows, timezone.now()).count()
    return Progress(
        total=len(verdicts),
        kept=verdicts.count(Verdict.KEPT),
        reduced=verdicts.count(Verdict.REDUCED),
        removed=verdicts.count(Verdict.REMOVED),
        lapsed=verdicts.count(Verdict.LAPSED),
        flagged=verdicts.count(Verdict.FLAGGED),
        ended=verdicts.count("") - waits,
        open=waits,
    )


def seen_items(actor: User, campaign: Campaign) -> QuerySet[CampaignItem]:
    """The items that the actor may read: of what they may share; all for auditors."""
    rows = CampaignItem.objects.filter(campaign=campaign)
    if access.may(actor, Right.AUDIT, None).allowed:
        return rows
    return access.visible(rows, actor, Right.SHARE, field="grant__scope")


def find(actor: User, campaign_id: UUID) -> Campaign:
    """A review of which the actor may read anything; else NotVisible."""
    rows = Campaign.objects.select_related("opened_by", "attested_by")
    found = rows.filter(pk=campaign_id).first()
    if found is None or not _sees(actor, found):
        raise NotVisible
    return found


def _sees(actor: User, campaign: Campaign) -> bool:
    if access.may(actor, Right.SHARE, campaign.scope_id).allowed:
        return True
    return seen_items(actor, campaign).exists()


def find_item(actor: User, item_id: UUID) -> CampaignItem:
    """One grant under review that the actor may read; else NotVisible."""
    rows = CampaignItem.objects.select_related(
        "campaign", "grant__user", "grant__group", "grant__granted_by"
    )
    item = rows.filter(pk=item_id).first()
    if item is None or not seen_items(actor, item.campaign).filter(pk=item_id).exists():
        raise NotVisible
    return item


def listed(actor: User, project_id: UUID | None = None) -> list[Campaign]:
    """Reviews of what the actor may share, newest first; of one project or of all."""
    rows = Campaign.objects.select_related("opened_by").order_by("-pk")
    if project_id is not None:
        rows = rows.filter(scope=project_id)
    if not access.may(actor, Right.AUDIT, None).allowed:
        mine = CampaignItem.objects.filter(campaign=OuterRef("pk"))
        visible = access.visible(mine, actor, Right.SHARE, field="grant__scope")
        rows = rows.filter(Exists(visible))
    return list(rows[:NEWEST])


def attestation(actor: User, campaign: Campaign) -> str:
    """What was attested; empty for those who may not read all that it counts."""
    if campaign.scope != SITE_ID:
        return campaign.attestation
    sees_all = (Right.SHARE, Right.AUDIT)
    is_told = any(access.may(actor, right, None).allowed for right in sees_all)
    return campaign.attestation if is_told else ""


def attests(actor: User, campaign: Campaign) -> bool:
    """Whether it is the actor's to attest, beside the right.

    Whoever opened it attests; another does when that person may no longer.
    """
    opener = campaign.opened_by
    left = not access.holds(opener, Right.SHARE, campaign.scope_id).allowed
    return opener == actor or left


def barred(actor: User, item: CampaignItem) -> str:
    """Why the actor may not decide on this item, beside the right; else nothing."""
    named = item.campaign.reviewers
    if named.exists() and not named.filter(pk=actor.pk).exists():
        return "Others are named as reviewers of this access review."
    if is_own(actor, item.grant):
        return "Nobody reviews their own access. Ask another reviewer."
    return ""


def is_own(actor: User, grant: Grant) -> bool:
    """Whether the actor holds the grant, in any account, by a group or a program."""
    if grant.user_id is not None:
        return meet([actor.pk], [grant.user_id])
    mine = faces([actor.pk])
    return User.objects.filter(pk__in=mine, groups=grant.group_id).exists()


def waiting_items(actor: User) -> QuerySet[CampaignItem]:
    """Open items that the actor may decide on."""
    rows = CampaignItem.objects.filter(campaign__attested_at=None)
    mine = behind(actor.pk)
    own = Q(grant__user__in=mine) | Q(grant__group__user__in=mine)
    others = Campaign.reviewers.through.objects.filter(campaign=OuterRef("campaign"))
    named = others.filter(user=actor)
    rows = rows.exclude(own).filter(Exists(named) | ~Exists(others))
    shared = access.visible(rows, actor, Right.SHARE, field="grant__scope")
    return open_items(shared, timezone.now())


def waiting(actor: User) -> list[Waiting]:
    """For the inbox: reviews with grants that wait for the actor, and to attest."""
    counts: dict[UUID, int] = {}
    for key in waiting_items(actor).values_list("campaign", flat=True):
        counts[key] = counts.get(key, 0) + 1
    undecided = CampaignItem.objects.filter(campaign=OuterRef("pk"))
    rest = open_items(undecided, timezone.now())
    opened = Campaign.objects.filter(~Exists(rest), opened_by=actor, attested_at=None)
    done = access.visible(opened, actor, Right.SHARE, field="scope")
    found = {*counts, *done.values_list("pk", flat=True)}
    rows = Campaign.objects.filter(pk__in=found, attested_at=None)
    return [
        Waiting(
            what=f"Access review {row.name}: {_left(counts.get(row.pk, 0))}",
            why="",
            url=page_of(row.pk),
            action="Continue" if row.pk in counts else "Attest",
            since=row.opened_at,
            kind="Review",
            due=row.due_at,
        )
        for row in rows.order_by("due_at")[:MOST]
    ]


def _left(count: int) -> str:
    return f"{count} grants to decide" if count else "all decided, to attest"


def lines(actor: User, campaign: Campaign, limit: int = 500) -> list[Line]:
    """What the actor may read of a review, open items first; constant queries."""
    rows = seen_items(actor, campaign).select_related(
        "grant__user", "grant__group", "grant__granted_by", "decided_by", "became"
    )
    found = list(rows.order_by("verdict", "pk")[:limit])
    mine = {row.pk for row in waiting_items(actor).filter(campaign=campaign)}
    return _told(found, mine)


def _told(found: list[CampaignItem], decidable: set[UUID]) -> list[Line]:
    entries = [row.entry_uuid for row in found if row.entry_uuid]
    why = disclosed.reasons(entries)
    where = places({row.grant.scope for row in found})
    return [
        Line(
            item=row,
            where=where.get(row.grant.scope, "the site"),
            state=_state(row),
            why=why.get(row.entry_uuid, ERASED) if row.entry_uuid else "",
            may_decide=row.pk in decidable,
        )
        for row in found
    ]


def _state(item: CampaignItem) -> str:
    if item.verdict:
        return _WORDS.get(item.verdict) or Verdict(item.verdict).label
    now, grant = timezone.now(), item.grant
    over = grant.valid_until is not None and grant.valid_until <= now
    return "Ended by other means" if over or grant.ended_at else "Open"


def places(scopes_of: set[UUID]) -> dict[UUID, str]:
    """What to call projects and the site; one query."""
    rows = scopes.every().filter(pk__in=scopes_of)
    return {SITE_ID: "the site"} | {row.pk: row.subject_label for row in rows}


@dataclass(frozen=True, slots=True)
class Review:
    """One access review, whole, for the access review report."""

    campaign: Campaign
    progress: Progress
    lines: tuple[Line, ...]


def reviews(project_id: UUID, since: datetime, until: datetime) -> list[Review]:
    """Reviews of a project opened in a time, each with all of the project's items.

    Those of the whole site, too. The caller has asked for the right to report.
    """
    about = CampaignItem.objects.filter(campaign=OuterRef("pk"))
    rows = Campaign.objects.filter(
        Exists(about.filter(grant__scope=project_id)),
        opened_at__gte=since,
        opened_at__lt=until,
    ).select_related("opened_by", "attested_by")
    return [
        Review(row, progress(row), tuple(_told(_of(row, project_id), set())))
        for row in rows.order_by("opened_at")
    ]


def _of(campaign: Campaign, project_id: UUID) -> list[CampaignItem]:
    rows = CampaignItem.objects.filter(campaign=campaign, grant__scope=project_id)
    return list(
        rows.select_related(
            "grant__user", "grant__group", "grant__granted_by", "decided_by", "became"
        ).order_by("pk")
    )
