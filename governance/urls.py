"""Addresses of sessions, members, audit and tokens."""

from django.urls import path

from governance.views import (
    accounts,
    audit,
    campaigns,
    changes,
    entries,
    exports,
    inbox,
    log,
    members,
    policies,
    proofs,
    requests,
    service_accounts,
    sessions,
    tokens,
    why,
)

app_name = "governance"
urlpatterns = [
    path("login/", sessions.show_login, name="login"),
    path("login/emergency/", sessions.emergency_login, name="emergency_login"),
    path("logout/", sessions.log_out, name="logout"),
    path("healthz", sessions.health, name="health"),
    path("audit/", audit.audit, name="audit"),
    path("audit/entries/<uuid:entry_id>/", entries.entry, name="entry"),
    path(
        "audit/entries/<uuid:entry_id>/proof",
        proofs.proof_file,
        name="proof_file",
    ),
    path("audit/entries/<uuid:entry_id>/body", proofs.body_file, name="body_file"),
    path("audit/export/", exports.export, name="export"),
    path("audit/verify/", exports.verify_offline, name="verify_offline"),
    path("audit/verify/hallmark-verify.pyz", exports.verifier, name="verifier"),
    path("ledger/checkpoint", log.checkpoint, name="log_checkpoint"),
    path("ledger/keys", log.keys, name="log_keys"),
    path("ledger/tile/entries/<path:path>", log.entries, name="log_entries"),
    path("ledger/tile/<int:level>/<path:path>", log.tile, name="log_tile"),
    path("audit/entries/<uuid:entry_id>/correct/", entries.correct, name="correct"),
    path("audit/entries/<uuid:entry_id>/erase/", entries.erase, name="erase"),
    path("inbox/", inbox.show, name="inbox"),
    path("inbox/count/", inbox.count, name="inbox_count"),
    path("inbox/reviews/", campaigns.campaign_list, name="campaigns"),
    path("inbox/reviews/open/", campaigns.open_for_site, name="open_campaign"),
    path("inbox/reviews/<uuid:campaign_id>/", campaigns.show, name="campaign"),
    path(
        "inbox/reviews/<uuid:campaign_id>/attest/",
        campaigns.attest,
        name="attest_campaign",
    ),
    path("inbox/reviews/grants/<uuid:item_id>/", campaigns.decide, name="review_grant"),
    path(
        "projects/<uuid:project_id>/review-access/",
        campaigns.open_for_project,
        name="review_access",
    ),
    path("inbox/read/", inbox.read, name="read_notices"),
    path("changes/<uuid:change_id>/", changes.change, name="change"),
    path("changes/<uuid:change_id>/review/", changes.review, name="review_change"),
    path(
        "changes/<uuid:change_id>/withdraw/", changes.withdraw, name="withdraw_change"
    ),
    path("projects/<uuid:project_id>/changes/", changes.change_list, name="changes"),
    path("projects/<uuid:project_id>/risk/", policies.set_risk, name="set_risk"),
    path("policies/", policies.policy_list, name="policies"),
    path(
        "policies/<slug:environment>/<slug:tier>/",
        policies.publish,
        name="publish_policy",
    ),
    path(
        "projects/<uuid:project_id>/ask/", requests.request_step, name="request_access"
    ),
    path("inbox/access/<uuid:request_id>/", requests.show, name="access_request"),
    path(
        "inbox/access/<uuid:request_id>/decide/", requests.decide, name="decide_access"
    ),
    path(
        "inbox/access/<uuid:request_id>/withdraw/",
        requests.withdraw,
        name="withdraw_access",
    ),
    path("access/", members.access_page, name="access"),
    path("access/accounts/", accounts.accounts, name="accounts"),
    path(
        "access/accounts/<uuid:person_id>/close/", accounts.close, name="close_account"
    ),
    path(
        "access/accounts/<uuid:person_id>/reopen/",
        accounts.reopen,
        name="reopen_account",
    ),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<uuid:token_id>/revoke/", tokens.revoke, name="revoke_token"),
    path(
        "projects/<uuid:project_id>/service-accounts/",
        service_accounts.account_list,
        name="service_accounts",
    ),
    path(
        "projects/<uuid:project_id>/service-accounts/add/",
        service_accounts.add,
        name="add_service_account",
    ),
    path(
        "service-accounts/<uuid:account_id>/",
        service_accounts.show,
        name="service_account",
    ),
    path(
        "service-accounts/<uuid:account_id>/hand-over/",
        service_accounts.hand_over,
        name="hand_over",
    ),
    path("projects/<uuid:project_id>/members/", members.members, name="members"),
    path("projects/<uuid:project_id>/share/", members.share, name="share"),
    path(
        "projects/<uuid:project_id>/members/<uuid:grant_id>/unshare/",
        members.unshare,
        name="unshare",
    ),
    path(
        "projects/<uuid:project_id>/members/<uuid:grant_id>/extend/",
        members.extend,
        name="extend",
    ),
    path("projects/<uuid:project_id>/why/", why.why, name="why"),
    path("projects/<uuid:project_id>/events/", audit.events, name="events"),
    path(
        "projects/<uuid:project_id>/events/export/",
        exports.export_project,
        name="export_project",
    ),
]
