"""What the clock orders: jobs for new entries and for reviews whose day is over."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from governance import jobs
from governance.campaigns import open_items
from governance.exceptions import IllegalMove
from governance.models import Campaign, CampaignItem, Job, Leaf, NoticeMark, User
from governance.operations.end_overdue_grant import (
    end_overdue_grant,
    flag_last_grant,
)
from governance.operations.write_notices import write_notices
from governance.recording import Named
from governance.subjects import SITE

NOTICES = "notices"
OVERDUE = "overdue_review"
_CLOCKS: list[Callable[[datetime], None]] = []


def register(clock: Callable[[datetime], None]) -> None:
    """Let an upper layer order its own work with `once`; called in AppConfig.ready."""
    if clock not in _CLOCKS:
        _CLOCKS.append(clock)


def order() -> None:
    """Add the jobs that are due, each once an hour at most until it is done."""
    now = timezone.now()
    mark = NoticeMark.objects.filter(pk=1).first()
    number = mark.next_number if mark else 0
    if Leaf.objects.filter(seq__gte=number).exists():
        once(NOTICES, SITE, f"{number}", now, {})
    for campaign in overdue(now):
        once(OVERDUE, campaign, f"{campaign.pk}", now, {"campaign": str(campaign.pk)})
    for clock in _CLOCKS:
        clock(now)


def overdue(now: datetime) -> list[Campaign]:
    """Reviews past their day with grants that nobody decided."""
    rows = CampaignItem.objects.filter(campaign=OuterRef("pk"))
    waits = open_items(rows, now)
    late = Campaign.objects.filter(Exists(waits), attested_at=None, due_at__lte=now)
    return list(late.order_by("due_at")[:100])


def once(
    kind: str, subject: Named, what: str, now: datetime, params: dict[str, str]
) -> None:
    """One job for each cause and hour: a failed one is tried again later.

    Also with two clocks: the key is unique, and the slower one leaves it at that.
    """
    key = f"{kind}:{what}:{now:%Y%m%d%H}"
    if Job.objects.filter(effect_key=key).exists():
        return
    with suppress(IntegrityError), transaction.atomic():
        clock = User.objects.system(jobs.ACCOUNT)
        jobs.enqueue(clock, kind, subject, key, params)


def tell(run: jobs.JobRun) -> None:
    """The job that writes notices until it has caught up."""
    while write_notices():
        run.progress(0.5, "Reading the log")


def end_overdue(run: jobs.JobRun) -> None:
    """The job that ends what nobody decided; one grant, one step.

    What was settled in between stays settled, so that a second run does no harm.
    """
    campaign = run.params["campaign"]
    rows = CampaignItem.objects.filter(campaign=campaign, verdict="")
    found = open_items(rows, timezone.now()).select_related(
        "grant", "campaign__opened_by"
    )
    items = list(found.order_by("pk"))
    for place, item in enumerate(items):
        run.progress(place / len(items), f"{place} of {len(items)} grants")
        _end(run.actor, item)


def _end(clock: User, item: CampaignItem) -> None:
    try:
        end_overdue_grant(actor=clock, item=item)
    except IllegalMove:
        with suppress(IllegalMove):  # settled in between
            flag_last_grant(actor=clock, item=item)
