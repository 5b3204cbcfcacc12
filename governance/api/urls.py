"""Addresses of the API of governance, below /api/v1/."""

from django.urls import path

from governance.api import entries, log, members, views

app_name = "governance_api"
urlpatterns = [
    path("me", views.Me.as_view(), name="me"),
    path("tokens", views.Tokens.as_view(), name="tokens"),
    path("tokens/<uuid:token_id>/revoke", views.RevokeToken.as_view(), name="revoke"),
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
