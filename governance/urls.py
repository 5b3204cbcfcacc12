"""Addresses of sessions, members, audit and tokens."""

from django.urls import path

from governance.views import audit, entries, members, sessions, tokens

app_name = "governance"
urlpatterns = [
    path("login/", sessions.show_login, name="login"),
    path("login/emergency/", sessions.emergency_login, name="emergency_login"),
    path("logout/", sessions.log_out, name="logout"),
    path("healthz", sessions.health, name="health"),
    path("audit/", audit.audit, name="audit"),
    path("audit/entries/<uuid:entry_id>/", entries.entry, name="entry"),
    path("audit/entries/<uuid:entry_id>/correct/", entries.correct, name="correct"),
    path("audit/entries/<uuid:entry_id>/erase/", entries.erase, name="erase"),
    path("access/", members.access_page, name="access"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<uuid:token_id>/revoke/", tokens.revoke, name="revoke_token"),
    path("projects/<uuid:project_id>/members/", members.members, name="members"),
    path("projects/<uuid:project_id>/share/", members.share, name="share"),
    path(
        "projects/<uuid:project_id>/members/<uuid:grant_id>/unshare/",
        members.unshare,
        name="unshare",
    ),
    path("projects/<uuid:project_id>/events/", audit.events, name="events"),
]
