"""Each template of the shell, the components and governance, with a sample context."""

from types import SimpleNamespace as Some
from typing import Any

from governance.access_offers import Offer
from governance.change_forms import PolicyForm
from governance.forms import (
    EmergencyLoginForm,
    HistoryFilter,
    ShareForm,
    WhyForm,
)
from governance.rights import Right, Role
from governance.token_forms import ServiceTokenForm, TokenForm
from governance.views.exports import ExportForm
from tests.ui import change_samples as c
from tests.ui import inbox_samples, verify_samples
from tests.ui import requirement_samples as r
from tests.ui import samples as s

Case = tuple[str, str, dict[str, Any]]

ERROR = Some(
    status=400,
    code="invalid_input",
    field="file",
    message="This is not an ONNX file: it ends after 12 bytes.",
    because="You may not deploy to PROD. It takes one of the roles: Engineer.",
)
OFFER = Offer(Role.ENGINEER, Right.DEPLOY_PROD, "/projects/1/ask/?role=engineer")

COMPONENTS: list[Case] = [
    ("icon", "components/icon.html", {"name": "copy"}),
    ("copy", "components/copy.html", {"value": "x", "what": "ID"}),
    ("copy-button", "components/copy_button.html", {"label": "Copy", "value": "x"}),
    ("hash", "components/hash.html", {"value": s.DIGEST}),
    ("status", "components/status.html", {"state": "Healthy"}),
    ("inbox-count", "governance/_inbox_count.html", {"count": 3}),
    ("environment", "components/environment.html", {"environment": "PROD"}),
    ("note", "components/note.html", {"kind": "ok", "kick": "Holds", "text": "Yes."}),
    (
        "empty",
        "components/empty.html",
        {
            "picture": "zap",
            "title": "No deployment",
            "text": "A deployment answers requests.",
            "url": "/",
            "label": "Deploy a version",
        },
    ),
    ("opener", "components/opener.html", {"url": "/", "label": "Deploy…"}),
    (
        "opener-refused",
        "components/opener.html",
        {"label": "Deploy…", "refused": "No right."},
    ),
    (
        "strip",
        "components/strip.html",
        {
            "facts": [
                Some(label="Project ID", value=s.PROJECT.id, kind="hash"),
                Some(label="Created on", value=s.NOW, kind="moment", sub="by ds1"),
                Some(label="State", value="Launching", kind="status"),
                Some(label="Runs in", value="DEV", kind="environment"),
                Some(label="Models", value="5", kind="link", url="/"),
            ]
        },
    ),
    (
        "tabs",
        "components/tabs.html",
        {
            "label": "Version",
            "tabs": [
                Some(url="/", label="Comments", count=3, current=True),
                Some(url="/", label="Lineage", count=None, current=False),
            ],
        },
    ),
    ("event-list", "components/events.html", {"lines": s.LINES}),
    *(
        (
            f"job-{state}",
            "components/job.html",
            {"job": s.job(state), "title": "Version dossier", "poll_url": "/jobs/7/"},
        )
        for state in ("queued", "running", "done", "failed", "cancelled")
    ),
    (
        "pagination",
        "components/pagination.html",
        {"shown": "25 shown", "older_url": "?before=3", "target": "entries"},
    ),
    ("dialog", "components/dialog.html", s.ask(s.RollBackForm())),
    (
        "dialog-refused",
        "components/dialog.html",
        s.ask(s.RollBackForm({"reason": "no"})),
    ),
    (
        "share-dialog",
        "governance/_share_dialog.html",
        {
            "project": s.PROJECT,
            "form": ShareForm(),
            "because": s.MAY.because,
            "shared": "ds2 is now Engineer on hydraulic system.",
        },
    ),
]

AUDIT = {
    "form": HistoryFilter({}),
    "lines": s.LINES,
    "shown": "Newest first, 4 shown",
    "older_url": "?before=3",
    "clear_url": "/audit/",
}
EXPORT: dict[str, Any] = {
    "action": "/audit/export/",
    "back": "/audit/",
    "because": s.MAY.because,
    "limit": 20_000,
    "checkpoint": Some(size=18_437),
}
EVERYTHING = [("range", "A complete range of numbers"), ("all", "Every entry")]
OF_PROJECT = {"project": s.PROJECT, "count": 214, "is_filtered": True}
COMPONENTS += [
    (
        "export-dialog",
        "governance/_export_dialog.html",
        {**EXPORT, "form": ExportForm(None, EVERYTHING)},
    )
]
VERIFY: dict[str, Any] = {
    "file_name": "hallmark-verify.pyz",
    "sha256": s.DIGEST,
    "size": 120_551,
    "keys": [
        "hallmark.example/ledger+8e2f0a11+AW4yESMVuy04s3QOFCWXAcWlL/14fY3lPTUyPsd3VSeG"
    ],
    "witness_keys": ["witness.example+51c00a9f+BDy"],
    "command": "python3 hallmark-verify.pyz verify bundle.zip",
    "checkpoint": Some(size=18_437),
    "section": "audit",
}
WHY: dict[str, Any] = {
    "project": s.PROJECT,
    "form": WhyForm({"person": "ds2", "right": "deploy.prod"}),
    "may_ask_others": True,
    "may_read_all": True,
    "section": "members",
}
WHY_CASES: dict[str, dict[str, Any]] = {
    "yes": {"answer": s.answer(), "ways": s.FOUND_WAYS},
    "no": {
        "answer": s.answer(
            allowed=False,
            is_now=True,
            range=Some(size=1196, checkpoint=Some(size=1190), waiting=2),
            silent=(s.cited(3),),
        ),
        "ways": [],
        "may_ask_others": False,
        "may_read_all": False,
    },
    "closed": {
        "answer": s.answer(allowed=False, closed=s.cited(1180)),
        "ways": s.FOUND_WAYS[:1],
        "closed_url": "/audit/entries/3/",
    },
    "unknown": {
        "answer": s.answer(
            allowed=False,
            known=False,
            range=Some(size=0, checkpoint=None, waiting=0),
        ),
        "ways": [],
    },
    "disagreement": {
        "answer": s.answer(faults=("The rows hold grant 7; no entry gives it.",)),
        "ways": s.FOUND_WAYS,
    },
    "refused": {"form": WhyForm({"right": "everything"})},
}
PAGES: list[Case] = [
    ("audit", "governance/audit.html", {**AUDIT, "section": "audit"}),
    ("audit-empty", "governance/audit.html", {**AUDIT, "lines": []}),
    ("audit-none", "governance/audit.html", {**AUDIT, "lines": [], "is_filtered": 1}),
    (
        "export",
        "governance/export.html",
        {**EXPORT, **OF_PROJECT, "form": ExportForm({}, [("filter", "")])},
    ),
    ("verify-offline", "governance/verify_offline.html", VERIFY),
    (
        "verify-offline-unsigned",
        "governance/verify_offline.html",
        {**VERIFY, "keys": [], "witness_keys": [], "checkpoint": None},
    ),
    (
        "events",
        "governance/events.html",
        {**AUDIT, "project": s.PROJECT, "section": "events"},
    ),
    (
        "entry",
        "governance/entry.html",
        {
            "entry": s.entry(s.LINES[4]),
            "proof": s.PROOF,
            "facts": s.ENTRY_FACTS,
            "may_correct": s.MAY,
            "may_erase": s.MAY,
            "section": "audit",
        },
    ),
    (
        "entry-waiting",
        "governance/entry.html",
        {
            "entry": s.entry(s.LINES[0], pointers=[], values={"hashes": {}}),
            "facts": s.ENTRY_FACTS,
            "may_correct": s.MAY_NOT,
            "may_erase": s.MAY_NOT,
            "section": "audit",
        },
    ),
    (
        "members",
        "governance/members.html",
        {
            "project": s.PROJECT,
            "members": s.MEMBERS,
            "may_share": s.MAY,
            "matrix": s.MATRIX,
            "denials": s.LINES[1:2],
            "section": "members",
        },
    ),
    *(
        (f"why-{name}", "governance/why.html", {**WHY, **values})
        for name, values in WHY_CASES.items()
    ),
    (
        "accounts",
        "governance/accounts.html",
        {
            "people": [s.account("ds1"), s.account("former", is_active=False)],
            "is_whole": False,
            "text": "",
        },
    ),
    ("accounts-none", "governance/accounts.html", {"people": [], "text": "zz"}),
    (
        "members-refused",
        "governance/members.html",
        {"project": s.PROJECT, "members": s.MEMBERS, "may_share": s.MAY_NOT},
    ),
    (
        "share",
        "governance/share.html",
        {"project": s.PROJECT, "form": ShareForm({}), "because": s.MAY.because},
    ),
    (
        "access",
        "governance/access.html",
        {
            "projects": [
                Some(
                    id=s.PROJECT.id,
                    name=s.PROJECT.name,
                    owner="ds1",
                    members_count=3,
                    created_at=s.NOW,
                ),
                Some(
                    id=s.OTHER_ID,
                    name="valve monitoring",
                    owner="ds2",
                    members_count=1,
                    created_at=s.NOW,
                ),
            ],
            "selected": s.PROJECT,
            "members": s.MEMBERS,
            "may_share": s.MAY,
            "section": "access",
        },
    ),
    ("access-empty", "governance/access.html", {"projects": []}),
    *(
        (f"change-{name}", "governance/change.html", context)
        for name, context in c.CHANGES.items()
    ),
    (
        "changes",
        "governance/changes.html",
        {
            "project": s.PROJECT,
            "lines": c.LINES,
            "tier": "High risk",
            "may_set_risk": s.MAY,
            "section": "changes",
        },
    ),
    (
        "changes-none",
        "governance/changes.html",
        {"project": s.PROJECT, "lines": [], "may_set_risk": s.MAY_NOT},
    ),
    (
        "policies",
        "governance/policies.html",
        {"policies": c.POLICIES, "may_publish": s.MAY, "section": "policies"},
    ),
    ("publish-policy", "components/ask_page.html", s.ask(PolicyForm(initial=c.ASKED))),
    (
        "policies-refused",
        "governance/policies.html",
        {"policies": c.POLICIES, "may_publish": s.MAY_NOT},
    ),
    ("requirements", "reports/requirements.html", r.REQUIREMENTS),
    ("requirements-altered", "reports/requirements.html", r.ALTERED),
    (
        "tokens",
        "governance/tokens.html",
        {
            "tokens": s.TOKENS,
            "form": TokenForm(projects=[]),
            "section": "tokens",
        },
    ),
    (
        "tokens-made",
        "governance/tokens.html",
        {
            "tokens": [],
            "form": TokenForm({}, projects=[]),
            "fresh": "hmk_4f6d1e9d_6b1d7c449a024f6d1e9d3b71",
        },
    ),
    (
        "service-accounts",
        "governance/service_accounts.html",
        {
            "project": s.PROJECT,
            "lines": s.SERVICES,
            "may_share": s.MAY,
            "sees_project": True,
            "section": "members",
        },
    ),
    (
        "service-accounts-none",
        "governance/service_accounts.html",
        {"project": s.PROJECT, "lines": [], "may_share": s.MAY},
    ),
    (
        "service-accounts-none-refused",
        "governance/service_accounts.html",
        {"project": s.PROJECT, "lines": [], "may_share": s.MAY_NOT},
    ),
    (
        "service-account",
        "governance/service_account.html",
        {
            "project": s.PROJECT,
            "line": s.SERVICES[0],
            "tokens": s.TOKENS[2:],
            "form": ServiceTokenForm(),
            "fresh": "hm_4f6d1e9d_6b1d7c449a024f6d1e9d3b71",
            "because": "You answer for service:pipeline-1.",
            "is_owner": True,
            "may_share": s.MAY,
            "api_url": "https://hallmark.example/api/v1/me",
            "section": "members",
        },
    ),
    *(
        (
            f"service-account-{line.state.lower().replace(' ', '-')}",
            "governance/service_account.html",
            {
                "project": s.PROJECT,
                "line": line,
                "tokens": [],
                "form": ServiceTokenForm({}),
                "because": s.MAY.because,
                "is_owner": line.state == "Closed",
                "may_share": s.MAY if line.state == "Closed" else s.MAY_NOT,
            },
        )
        for line in s.SERVICES[1:]
    ),
    (
        "ask-page",
        "components/ask_page.html",
        s.ask(s.RollBackForm({"reason": "short"})),
    ),
    *(
        (f"error-{status}", f"errors/{status}.html", {"error": ERROR})
        for status in (400, 403, 404, 409, 413, 422, 429, 503)
    ),
    ("error-403-offer", "errors/403.html", {"error": ERROR, "offer": OFFER}),
    ("error-500", "500.html", {}),
    ("error-csrf", "403_csrf.html", {}),
]
PAGES += inbox_samples.PAGES
DOORS: list[Case] = [
    ("login", "governance/login.html", {"next": "/projects/", "refused": ""}),
    (
        "login-refused",
        "governance/login.html",
        {"refused": "The provider's answer was not accepted."},
    ),
    (
        "emergency-login",
        "governance/emergency_login.html",
        {"form": EmergencyLoginForm({})},
    ),
    ("error-stranger", "errors/404.html", {}),
    *verify_samples.DOORS,
]
