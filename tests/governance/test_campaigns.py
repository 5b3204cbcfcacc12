"""Access reviews: somebody looks at every grant, and what nobody decides ends."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from governance import access, access_history, campaigns, due_work, inbox
from governance.exceptions import (
    AccessDenied,
    Conflict,
    IllegalMove,
    InvalidInput,
    ReasonMissing,
)
from governance.jobs import run_job
from governance.models import Campaign, CampaignItem, Grant, Job, Subject, User
from governance.operations.close_campaign import close_campaign
from governance.operations.decide_grant_review import decide_grant_review
from governance.operations.end_overdue_grant import end_overdue_grant
from governance.operations.hand_over_service_account import hand_over_service_account
from governance.operations.open_campaign import open_campaign
from governance.operations.unshare_project import unshare_project
from governance.rights import Right
from governance.subjects import SITE
from tests import make

WEEK = timedelta(days=7)


def review(who: User, scope: Any, **more: Any) -> Campaign:
    values = {"name": "November", "due_at": timezone.now() + WEEK, "reason": make.WHY}
    return open_campaign(actor=who, scope=scope, **{**values, **more})


def item_of(campaign: Campaign, person: User) -> CampaignItem:
    return campaign.items.get(grant__user=person)


def decide(who: User, item: CampaignItem, verdict: str, **less: Any) -> CampaignItem:
    return decide_grant_review(
        actor=who, item=item, verdict=verdict, reason=make.WHY, **less
    )


def run_overdue() -> None:
    """What the clock orders, done."""
    due_work.order()
    for job in Job.objects.filter(kind=due_work.OVERDUE, state=Job.State.QUEUED):
        run_job(job.pk)
        job.refresh_from_db()
        assert job.state == Job.State.DONE, job.error


@pytest.fixture
def campaign(project: Subject, builder: User) -> Campaign:
    """The builder reviews the project."""
    return review(builder, project)


def test_every_grant_of_the_project_is_an_item(
    campaign: Campaign, project: Subject
) -> None:
    grants = {grant.pk for grant in access.members(project.pk)}
    assert {item.grant_id for item in campaign.items.all()} == grants
    assert campaigns.progress(campaign).open == len(grants) == 5


def test_the_site_is_reviewed_by_an_admin_and_by_nobody_else(
    project: Subject, people: dict[str, User]
) -> None:
    for name in ("builder", "auditor", "officer", "outsider"):
        with pytest.raises(AccessDenied):
            review(people[name], SITE)
    made = review(people["admin"], SITE)
    assert made.items.count() == Grant.objects.open(timezone.now()).count()


def test_an_owner_sees_of_a_site_review_what_they_may_share_and_no_more(
    project: Subject, admin: User, builder: User, browser_of: Any
) -> None:
    made = review(admin, SITE)
    seen = {line.item.grant.scope for line in campaigns.lines(builder, made)}
    assert seen == {project.pk}
    assert campaigns.progress(made, builder).total == 5
    page = browser_of(builder).get(reverse("governance:campaign", args=[made.pk]))
    assert "of 5 settled" in page.content.decode()


def test_kept_leaves_the_grant(
    campaign: Campaign, builder: User, engineer: User, project: Subject
) -> None:
    item = decide(builder, item_of(campaign, engineer), "kept")
    assert (item.verdict, item.decided_by) == ("kept", builder)
    assert access.may(engineer, Right.DEPLOY_PROD, project.pk).allowed


def test_reduced_puts_a_smaller_one_in_its_place(
    campaign: Campaign, builder: User, engineer: User, project: Subject
) -> None:
    item = decide(builder, item_of(campaign, engineer), "reduced", role="viewer")
    assert item.became is not None
    assert item.became.role == "viewer"
    assert access.may(engineer, Right.VIEW, project.pk).allowed
    assert not access.may(engineer, Right.DEPLOY_DEV, project.pk).allowed


def test_removed_ends_it_at_once_and_the_entries_tell_so(
    campaign: Campaign, builder: User, engineer: User, project: Subject
) -> None:
    item = decide(builder, item_of(campaign, engineer), "removed")
    assert not access.may(engineer, Right.VIEW, project.pk).allowed
    now = timezone.now()
    told = access_history.replay(
        access_history.entries_about(project.pk, engineer, now)
    )
    assert not told.grants[str(item.grant_id)].in_force(now)


@pytest.mark.parametrize(
    ("less", "field"),
    [
        ({"role": "owner"}, "role"),
        ({"role": "project_creator"}, "role"),
        ({"role": "emperor"}, "role"),
        ({}, "role"),
        ({"valid_until": timezone.now() - WEEK}, "valid_until"),
    ],
)
def test_reduced_is_less(
    campaign: Campaign,
    builder: User,
    engineer: User,
    less: dict[str, Any],
    field: str,
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        decide(builder, item_of(campaign, engineer), "reduced", **less)
    assert refusal.value.field == field


def test_nobody_reviews_their_own_access_nor_that_of_their_group(
    project: Subject, builder: User, admin: User
) -> None:
    make.share(builder, project, "officer", "owner")
    team = make.person("second", "rig team")
    make.share(builder, project, "group:rig team", "owner")
    campaign = review(admin, project)
    with pytest.raises(AccessDenied, match="their own"):
        decide(builder, item_of(campaign, builder), "kept")
    with pytest.raises(AccessDenied, match="their own"):
        decide(team, campaign.items.get(grant__group__name="rig team"), "kept")
    assert len(inbox.waiting(builder)) == 1


@pytest.mark.parametrize("name", ["validator", "officer", "auditor", "outsider"])
def test_who_may_not_share_decides_nothing(
    campaign: Campaign, people: dict[str, User], engineer: User, name: str
) -> None:
    with pytest.raises(AccessDenied):
        decide(people[name], item_of(campaign, engineer), "removed")


def test_only_named_reviewers_decide(
    project: Subject, builder: User, admin: User, engineer: User
) -> None:
    campaign = review(builder, project, reviewers="admin")
    with pytest.raises(AccessDenied, match="Others are named"):
        decide(builder, item_of(campaign, engineer), "kept")
    decide(admin, item_of(campaign, engineer), "kept")
    assert inbox.waiting(builder) == []
    assert [line.kind for line in inbox.waiting(admin)] == ["Review"]


@pytest.mark.parametrize("named", ["outsider", "nobody", "admin, validator"])
def test_who_may_not_share_is_no_reviewer(
    project: Subject, builder: User, named: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        review(builder, project, reviewers=named)
    assert refusal.value.field == "reviewers"
    assert not Campaign.objects.exists()


@pytest.mark.parametrize("ahead", [timedelta(0), -WEEK, timedelta(days=367)])
def test_a_review_is_due_within_a_year(
    project: Subject, builder: User, ahead: timedelta
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        review(builder, project, due_at=timezone.now() + ahead)
    assert refusal.value.field == "due_at"


def test_a_second_review_of_the_same_is_refused(
    campaign: Campaign, project: Subject, admin: User
) -> None:
    with pytest.raises(Conflict):
        review(admin, project)


def test_a_decision_is_taken_once(
    campaign: Campaign, builder: User, engineer: User
) -> None:
    item = item_of(campaign, engineer)
    decide(builder, item, "kept")
    with pytest.raises(IllegalMove, match="already"):
        decide(builder, item, "removed")


def test_a_decision_asks_why(campaign: Campaign, builder: User, engineer: User) -> None:
    with pytest.raises(ReasonMissing):
        decide_grant_review(
            actor=builder,
            item=item_of(campaign, engineer),
            verdict="kept",
            reason="fine",
        )


def test_what_nobody_decided_ends_on_its_day_and_the_last_owner_stays(
    campaign: Campaign,
    people: dict[str, User],
    builder: User,
    project: Subject,
) -> None:
    decide(builder, item_of(campaign, people["engineer"]), "kept")
    with time_machine.travel(timezone.now() + WEEK + timedelta(minutes=1)):
        run_overdue()
        assert not access.may(people["validator"], Right.VIEW, project.pk).allowed
        assert access.may(people["engineer"], Right.VIEW, project.pk).allowed
        assert access.may(builder, Right.SHARE, project.pk).allowed
        standing = campaigns.progress(campaign)
        assert (standing.open, standing.lapsed, standing.flagged) == (0, 3, 1)
        lapsed = item_of(campaign, people["validator"])
        assert lapsed.decided_by is not None
        assert lapsed.decided_by.is_system
        (line,) = [
            told for told in campaigns.lines(builder, campaign) if told.item == lapsed
        ]
        assert "Nobody decided on it until" in line.why


def test_running_it_again_changes_nothing(campaign: Campaign) -> None:
    with time_machine.travel(timezone.now() + WEEK + timedelta(minutes=1)):
        run_overdue()
        before = campaigns.progress(campaign)
        assert due_work.overdue(timezone.now()) == []
        run_overdue()
        assert campaigns.progress(campaign) == before


def test_nothing_ends_before_its_day_and_nobody_but_the_clock_ends_it(
    campaign: Campaign, builder: User, engineer: User
) -> None:
    item = item_of(campaign, engineer)
    with pytest.raises(AccessDenied):
        end_overdue_grant(actor=builder, item=item)
    with pytest.raises(IllegalMove, match="not due"):
        end_overdue_grant(actor=User.objects.system("jobs"), item=item)


def test_the_last_admin_stays_too(project: Subject, admin: User) -> None:
    review(admin, SITE)
    with time_machine.travel(timezone.now() + WEEK + timedelta(minutes=1)):
        run_overdue()
        assert access.may(admin, Right.MANAGE_ACCESS, None).allowed


def test_after_its_day_nobody_decides(
    campaign: Campaign, builder: User, engineer: User
) -> None:
    late = timezone.now() + WEEK + timedelta(minutes=1)
    with time_machine.travel(late), pytest.raises(IllegalMove, match="is over"):
        decide(builder, item_of(campaign, engineer), "kept")


def test_what_ended_by_other_means_needs_no_decision(
    campaign: Campaign, builder: User, engineer: User, project: Subject
) -> None:
    grant = item_of(campaign, engineer).grant
    unshare_project(actor=builder, project=project, grant=grant, reason=make.WHY)
    standing = campaigns.progress(campaign)
    assert (standing.open, standing.ended) == (4, 1)
    with pytest.raises(IllegalMove, match="has ended"):
        decide(builder, item_of(campaign, engineer), "kept")


def finish(campaign: Campaign, builder: User, admin: User) -> None:
    for item in campaign.items.exclude(grant__user=builder):
        decide(builder, item, "kept")
    decide(admin, item_of(campaign, builder), "kept")


def test_the_opener_attests_at_the_end_with_the_counts(
    campaign: Campaign, builder: User, admin: User
) -> None:
    with pytest.raises(IllegalMove, match="5 grants are open"):
        close_campaign(actor=builder, campaign=campaign, reason=make.WHY)
    finish(campaign, builder, admin)
    (line,) = inbox.waiting(builder)
    assert line.action == "Attest"
    with pytest.raises(AccessDenied, match="attests it"):
        close_campaign(actor=admin, campaign=campaign, reason=make.WHY)
    done = close_campaign(actor=builder, campaign=campaign, reason=make.WHY)
    assert "5 grants: 5 kept" in done.attestation
    assert inbox.waiting(builder) == []
    with pytest.raises(IllegalMove, match="attested already"):
        close_campaign(actor=builder, campaign=campaign, reason=make.WHY)


def test_the_report_finds_the_review_whole(
    campaign: Campaign, builder: User, admin: User, project: Subject
) -> None:
    finish(campaign, builder, admin)
    now = timezone.now()
    (found,) = campaigns.reviews(project.pk, now - WEEK, now + WEEK)
    assert found.campaign == campaign
    assert {line.state for line in found.lines} == {"Kept"}
    assert all(line.why == make.WHY for line in found.lines)
    assert campaigns.reviews(project.pk, now + WEEK, now + 2 * WEEK) == []


def test_the_pages_lead_from_the_inbox_to_the_decision(
    campaign: Campaign, builder: User, engineer: User, browser_of: Any
) -> None:
    browser = browser_of(builder)
    inbox_page = browser.get(reverse("governance:inbox")).content.decode()
    where = reverse("governance:campaign", args=[campaign.pk])
    assert where in inbox_page
    assert browser.get(where).status_code == 200
    assert browser.get(reverse("governance:campaigns")).status_code == 200
    step = reverse("governance:review_grant", args=[item_of(campaign, engineer).pk])
    assert browser.get(step).status_code == 200
    answer = browser.post(step, {"verdict": "removed", "reason": make.WHY})
    assert answer.status_code == 302
    assert item_of(campaign, engineer).verdict == "removed"


def test_who_may_not_share_finds_no_review(
    campaign: Campaign, people: dict[str, User], browser_of: Any
) -> None:
    where = reverse("governance:campaign", args=[campaign.pk])
    found = {
        name
        for name, person in people.items()
        if browser_of(person).get(where).status_code == 200
    }
    assert found == {"builder", "admin", "auditor"}


def test_owners_do_not_read_what_a_review_of_the_site_counted_elsewhere(
    people: dict[str, User], project: Subject, browser_of: Any
) -> None:
    """The attestation counts the grants of every project."""
    campaign = review(people["admin"], SITE)
    decide(people["admin"], item_of(campaign, people["auditor"]), "kept")
    with time_machine.travel(campaign.due_at + timedelta(minutes=1), tick=False):
        run_overdue()
        done = close_campaign(actor=people["admin"], campaign=campaign, reason=make.WHY)
    page = reverse("governance:campaign", args=[campaign.pk])
    listed, one = "access-reviews", f"access-reviews/{campaign.pk}"
    for name, is_told in (("builder", False), ("admin", True), ("auditor", True)):
        seen = browser_of(people[name]).get(page).content.decode()
        assert (done.attestation in seen) is is_told, name
        secret = make.secret(people[name])
        answers = [make.call(secret, one).json(), *make.call(secret, listed).json()]
        told = done.attestation if is_told else ""
        assert [answer["attestation"] for answer in answers] == [told, told], name


def test_another_owner_attests_when_the_opener_lost_the_right(
    campaign: Campaign, project: Subject, builder: User, engineer: User, admin: User
) -> None:
    make.share(admin, project, "engineer", "owner")
    finish(campaign, builder, admin)
    mine = Grant.objects.get(user=builder, scope=project.pk, role="owner")
    unshare_project(actor=engineer, project=project, grant=mine, reason=make.WHY)
    assert inbox.waiting(builder) == [], "what they may no longer see"
    with pytest.raises(AccessDenied):
        close_campaign(actor=builder, campaign=campaign, reason=make.WHY)
    done = close_campaign(actor=engineer, campaign=campaign, reason=make.WHY)
    assert done.attested_by == engineer


def test_who_once_answered_for_a_program_is_not_asked_about_its_access(
    project: Subject, builder: User, admin: User
) -> None:
    program = make.service(builder, project)
    make.share(admin, project, "outsider", "owner")
    hand_over_service_account(
        actor=builder, account=program, owner="outsider", reason=make.WHY
    )
    campaign = review(admin, project)
    item = item_of(campaign, program)
    assert item not in campaigns.waiting_items(builder)
    assert item in campaigns.waiting_items(admin)
    with pytest.raises(AccessDenied, match="their own"):
        decide(builder, item, "kept")
