"""Addresses of the API of governance, below /api/v1/."""

from django.urls import path

from governance.api import (
    campaigns,
    changes,
    entries,
    inbox,
    log,
    members,
    requests,
    service_accounts,
    tokens,
    views,
)

app_name = "governance_api"
urlpatterns = [
    path("me", views.Me.as_view(), name="me"),
    path("access-reviews", campaigns.Reviews.as_view(), name="campaigns"),
    path(
        "access-reviews/<uuid:campaign_id>",
        campaigns.OneReview.as_view(),
        name="campaign",
    ),
    path(
        "access-reviews/<uuid:campaign_id>/attest",
        campaigns.Attest.as_view(),
        name="attest_campaign",
    ),
    path(
        "access-reviews/grants/<uuid:item_id>",
        campaigns.DecideGrant.as_view(),
        name="review_grant",
    ),
    path(
        "projects/<uuid:project_id>/access-reviews",
        campaigns.ProjectReviews.as_view(),
        name="review_access",
    ),
    path("inbox", inbox.Inbox.as_view(), name="inbox"),
    path("inbox/read", inbox.ReadInbox.as_view(), name="read_inbox"),
    path("changes/<uuid:change_id>", changes.OneChange.as_view(), name="change"),
    path(
        "changes/<uuid:change_id>/withdraw",
        changes.Withdraw.as_view(),
        name="withdraw_change",
    ),
    path(
        "projects/<uuid:project_id>/changes", changes.Changes.as_view(), name="changes"
    ),
    path("projects/<uuid:project_id>/risk", changes.Risk.as_view(), name="risk"),
    path("policies", changes.Policies.as_view(), name="policies"),
    path("access-requests", requests.Requests.as_view(), name="access_requests"),
    path(
        "access-requests/<uuid:request_id>",
        requests.OneRequest.as_view(),
        name="access_request",
    ),
    path(
        "access-requests/<uuid:request_id>/decide",
        requests.Decide.as_view(),
        name="decide_access",
    ),
    path(
        "access-requests/<uuid:request_id>/withdraw",
        requests.Withdraw.as_view(),
        name="withdraw_access",
    ),
    path(
        "projects/<uuid:project_id>/access-requests",
        requests.AskForAccess.as_view(),
        name="request_access",
    ),
    path("tokens", tokens.Tokens.as_view(), name="tokens"),
    path("tokens/<uuid:token_id>/revoke", tokens.RevokeToken.as_view(), name="revoke"),
    path(
        "projects/<uuid:project_id>/service-accounts",
        service_accounts.Accounts.as_view(),
        name="service_accounts",
    ),
    path(
        "service-accounts/<uuid:account_id>",
        service_accounts.OneAccount.as_view(),
        name="service_account",
    ),
    path(
        "service-accounts/<uuid:account_id>/tokens",
        service_accounts.AccountTokens.as_view(),
        name="service_tokens",
    ),
    path(
        "service-accounts/<uuid:account_id>/hand-over",
        service_accounts.HandOver.as_view(),
        name="hand_over",
    ),
    path("entries/<uuid:entry_id>", entries.OneEntry.as_view(), name="entry"),
    path("entries/<uuid:entry_id>/proof", log.EntryProof.as_view(), name="proof"),
    path("ledger", log.Log.as_view(), name="log"),
    path("ledger/consistency", log.Consistency.as_view(), name="consistency"),
    path(
        "entries/<uuid:entry_id>/corrections",
        entries.Corrections.as_view(),
        name="corrections",
    ),
    path(
        "entries/<uuid:entry_id>/erasures", entries.Erasures.as_view(), name="erasures"
    ),
    path("projects/<uuid:project_id>/members", views.Members.as_view(), name="members"),
    path(
        "projects/<uuid:project_id>/members/<uuid:grant_id>/unshare",
        views.Unshare.as_view(),
        name="unshare",
    ),
    path(
        "projects/<uuid:project_id>/members/<uuid:grant_id>/extend",
        members.Extend.as_view(),
        name="extend",
    ),
    path("projects/<uuid:project_id>/access", members.Matrix.as_view(), name="access"),
    path("projects/<uuid:project_id>/why", members.Why.as_view(), name="why"),
    path(
        "people/<uuid:person_id>/close",
        members.CloseAccount.as_view(),
        name="close_account",
    ),
    path(
        "people/<uuid:person_id>/reopen",
        members.ReopenAccount.as_view(),
        name="reopen_account",
    ),
    path("projects/<uuid:project_id>/events", views.Events.as_view(), name="events"),
]
