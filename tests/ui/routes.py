"""The addresses that templates name, answered by nobody: pages are only rendered."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, include, path


def nobody(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse()


def _pages(*routes: tuple[str, str]) -> list[URLPattern]:
    return [path(where, nobody, name=name) for name, where in routes]


governance = _pages(
    ("login", "login/"),
    ("service_accounts", "projects/<uuid:project_id>/service-accounts/"),
    ("add_service_account", "projects/<uuid:project_id>/service-accounts/add/"),
    ("service_account", "service-accounts/<uuid:account_id>/"),
    ("hand_over", "service-accounts/<uuid:account_id>/hand-over/"),
    ("emergency_login", "login/emergency/"),
    ("logout", "logout/"),
    ("audit", "audit/"),
    ("entry", "audit/entries/<uuid:entry_id>/"),
    ("proof_file", "audit/entries/<uuid:entry_id>/proof"),
    ("body_file", "audit/entries/<uuid:entry_id>/body"),
    ("correct", "audit/entries/<uuid:entry_id>/correct/"),
    ("erase", "audit/entries/<uuid:entry_id>/erase/"),
    ("export", "audit/export/"),
    ("export_project", "projects/<uuid:project_id>/events/export/"),
    ("verify_offline", "audit/verify/"),
    ("verifier", "audit/verify/hallmark-verify.pyz"),
    ("log_checkpoint", "ledger/checkpoint"),
    ("inbox", "inbox/"),
    ("inbox_count", "inbox/count/"),
    ("read_notices", "inbox/read/"),
    ("campaigns", "inbox/reviews/"),
    ("campaign", "inbox/reviews/<uuid:campaign_id>/"),
    ("attest_campaign", "inbox/reviews/<uuid:campaign_id>/attest/"),
    ("review_grant", "inbox/reviews/grants/<uuid:item_id>/"),
    ("review_access", "projects/<uuid:project_id>/review-access/"),
    ("access_request", "inbox/access/<uuid:request_id>/"),
    ("decide_access", "inbox/access/<uuid:request_id>/decide/"),
    ("withdraw_access", "inbox/access/<uuid:request_id>/withdraw/"),
    ("request_access", "projects/<uuid:project_id>/ask/"),
    ("change", "changes/<uuid:change_id>/"),
    ("review_change", "changes/<uuid:change_id>/review/"),
    ("withdraw_change", "changes/<uuid:change_id>/withdraw/"),
    ("changes", "projects/<uuid:project_id>/changes/"),
    ("set_risk", "projects/<uuid:project_id>/risk/"),
    ("policies", "policies/"),
    ("publish_policy", "policies/<slug:environment>/<slug:tier>/"),
    ("access", "access/"),
    ("tokens", "tokens/"),
    ("revoke_token", "tokens/<uuid:token_id>/revoke/"),
    ("events", "projects/<uuid:project_id>/events/"),
    ("members", "projects/<uuid:project_id>/members/"),
    ("share", "projects/<uuid:project_id>/share/"),
    ("unshare", "projects/<uuid:project_id>/members/<uuid:grant_id>/unshare/"),
)
registry = _pages(
    ("projects", "projects/"),
    ("project", "projects/<uuid:project_id>/"),
    ("models", "projects/<uuid:project_id>/models/"),
    ("experiments", "projects/<uuid:project_id>/experiments/"),
    ("datasets", "projects/<uuid:project_id>/datasets/"),
)
deployments = _pages(("deployments", "projects/<uuid:project_id>/deployments/"))
reports = _pages(
    ("reports", "reports/"),
    ("requirements", "requirements/"),
    ("publish_requirements", "requirements/publish/"),
    ("verify", "verify/"),
    ("verify_certificates", "verify/certificates.pem"),
    ("project_reports", "projects/<uuid:project_id>/reports/"),
)
urlpatterns = [
    path("", include((governance, "governance"))),
    path("", include((registry, "registry"))),
    path("", include((deployments, "deployments"))),
    path("", include((reports, "reports"))),
    path("oidc/authenticate/", nobody, name="oidc_authentication_init"),
]
