"""How to ask each route for something it would grant to the right person.

One function for each (route, method) that changes something or names an object; what it
returns is (address arguments, data). API routes send JSON unless files are in it.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from governance import log
from governance.ledger.tiles import Tile, path_of, width_at
from reports.requirements.in_force import shipped
from tests import make
from tests.permissions.world import World, file
from tests.registry import building, validating

Asked = tuple[list[Any], dict[str, Any]]
WHY = {"reason": make.WHY}


def model_file(seed: int = 9) -> Any:
    """An ONNX file nobody has uploaded yet."""
    upload = building.onnx(seed=seed)
    return file(b"".join(upload.chunks), "model.onnx")


def project(w: World) -> list[Any]:
    return [w.project.pk]


def version(w: World) -> list[Any]:
    return [w.versions[2].pk]


def deployment(w: World) -> list[Any]:
    return [w.deployment.pk]


def today() -> str:
    return timezone.now().date().isoformat()


def _tomorrow() -> str:
    return (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%S")


def _new_version(w: World) -> dict[str, Any]:
    return {
        "experiment": w.experiment.pk,
        "model_name": "hydraulic_model",
        "file": model_file(),
        "python": ">=3.11",
    }


def _dataset() -> dict[str, Any]:
    return {"file": file(building.CSV, "rig.csv"), "name": "rig 2"}


SHARE = {"member": "outsider", "role": "viewer", **WHY}
# A role that nobody of the matrix holds yet.
WISH = {"role": "data_scientist", "days": 7, **WHY}
CORRECTION = {"statement": "It was winter.", **WHY}
TOKEN = {"name": "new", "scopes": ["read"], "days": 1}
SERVICE = {"name": "nightly", "role": "data_scientist", "days": 30, "owner": "builder"}


REQUIREMENTS = shipped().items[:1]
PLANNED = {"area": "limits", "title": "Cold start", "expected": "It says so."}
RESULT = {"outcome": "passed", "actual": "As it was expected."}
REPLY = {"text": "The data comes in May."}
SCHEDULE = {"kind": "audit-trail", "cadence": "monthly", **WHY}
VERDICT = {"outcome": "rejected", "conditions": "", **WHY}


def _finding() -> dict[str, Any]:
    return {
        "severity": "low",
        "text": "Winter is missing.",
        "owner": "builder",
        "due": validating.tomorrow().isoformat(),
    }


def _review() -> dict[str, Any]:
    due = timezone.now() + timedelta(days=14)
    return {"name": "Another", "due_at": due.isoformat(), **WHY}


def _first_tile(w: World) -> str:
    return path_of(0, width_at(Tile(0, 0), log.size()))


ADDRESSES: dict[str, Callable[[World], list[Any]]] = {
    "governance:attest_campaign": lambda w: [w.finished.pk],
    "governance_api:attest_campaign": lambda w: [w.finished.pk],
    "governance:publish_policy": lambda w: ["TEST", "low"],
    "deployments:apply_change": lambda w: [w.approved.pk],
    "deployments_api:apply": lambda w: [w.approved.pk],
    "deployments:request_retirement": lambda w: [w.emergency.deployment_id],
    "deployments_api:retirements": lambda w: [w.emergency.deployment_id],
    "deployments:review_emergency": lambda w: [w.emergency.pk],
    "deployments_api:review_emergency": lambda w: [w.emergency.pk],
    "governance:log_tile": lambda w: [0, _first_tile(w)],
    "governance:log_entries": lambda w: [_first_tile(w)],
    "governance:revoke_token": lambda w: [w.token.pk],
    "governance:unshare": lambda w: [w.project.pk, w.grant.pk],
    "governance:extend": lambda w: [w.project.pk, w.grant.pk],
    "governance:close_account": lambda w: [w.people["outsider"].pk],
    "governance:reopen_account": lambda w: [w.former.pk],
    "registry:version_file": lambda w: [w.versions[2].pk, "model"],
    "registry:version_tab": lambda w: [w.versions[2].pk, "lineage"],
    "deployments:release": lambda w: [w.releases[0].pk],
    "deployments:roll_back": lambda w: [w.releases[0].pk],
    "reports:download": lambda w: [w.report.pk, "pdf"],
    "reports:new_report": lambda w: [w.project.pk, "audit-trail"],
    "reports:cancel": lambda w: [w.waiting_report.pk],
    "reports:lift_hold": lambda w: [w.held_report.pk],
    "reports:download_table": lambda w: [w.report.pk, "counts", "csv"],
    "reports:verify_number": lambda w: [w.report.number, "0" * 20],
    "governance_api:revoke": lambda w: [w.token.pk],
    "governance_api:unshare": lambda w: [w.project.pk, w.grant.pk],
    "governance_api:extend": lambda w: [w.project.pk, w.grant.pk],
    "governance_api:close_account": lambda w: [w.people["outsider"].pk],
    "governance_api:reopen_account": lambda w: [w.former.pk],
    "reports_api:file": lambda w: [w.report.pk, "pdf"],
    "reports_api:cancel": lambda w: [w.waiting_report.pk],
    "reports_api:lift_hold": lambda w: [w.held_report.pk],
    "reports_api:file_of_table": lambda w: [w.report.pk, "counts", "json"],
}

POSTS: dict[str, Callable[[World], dict[str, Any]]] = {
    "governance:review_change": lambda w: {"verdict": "approve", **WHY},
    "governance:withdraw_change": lambda w: WHY,
    "governance:set_risk": lambda w: {"tier": "high", **WHY},
    "governance:publish_policy": lambda w: {
        "approvals": 1,
        "conditions": '[{"condition": "snapshot"}]',
        **WHY,
    },
    "deployments:request_promotion": lambda w: {
        "endpoint": "new",
        "name": "cooler-prod",
        "days": 7,
        **WHY,
    },
    "deployments:request_retirement": lambda w: {"days": 7, **WHY},
    "deployments:apply_change": lambda w: WHY,
    "deployments:emergency": lambda w: {"endpoint": "new", "name": "hot-prod", **WHY},
    "deployments:review_emergency": lambda w: {"outcome": "justified", **WHY},
    "reports:publish_requirements": lambda w: {
        "requirements": json.dumps(REQUIREMENTS),
        **WHY,
    },
    "reports_api:requirements": lambda w: {"requirements": REQUIREMENTS, **WHY},
    "governance_api:withdraw_change": lambda w: WHY,
    "governance_api:risk": lambda w: {"tier": "high", **WHY},
    "governance_api:policies": lambda w: {
        "environment": "TEST",
        "tier": "low",
        "approvals": 1,
        "conditions": [{"condition": "snapshot"}],
        **WHY,
    },
    "deployments_api:promotions": lambda w: _to_prod(w, "cooler-prod"),
    "deployments_api:retirements": lambda w: WHY,
    "deployments_api:apply": lambda w: WHY,
    "deployments_api:emergencies": lambda w: _to_prod(w, "hot-prod"),
    "deployments_api:review_emergency": lambda w: {"outcome": "justified", **WHY},
    "governance:emergency_login": lambda w: {"username": "nobody", "password": "wrong"},
    "governance:logout": lambda w: {},
    "governance:tokens": lambda w: TOKEN,
    "governance:revoke_token": lambda w: WHY,
    "governance:add_service_account": lambda w: {**SERVICE, **WHY},
    "governance:service_account": lambda w: TOKEN,
    "governance:hand_over": lambda w: {"owner": "engineer", **WHY},
    "governance:share": lambda w: SHARE,
    "governance:export": lambda w: {"what": "all", "personal": "with"},
    "governance:export_project": lambda w: {"personal": "with"},
    "governance:unshare": lambda w: WHY,
    "governance:request_access": lambda w: WISH,
    "governance:decide_access": lambda w: {"decision": "refused", **WHY},
    "governance:withdraw_access": lambda w: WHY,
    "governance:open_campaign": lambda w: _review(),
    "governance:review_access": lambda w: _review(),
    "governance:review_grant": lambda w: {"verdict": "kept", **WHY},
    "governance:attest_campaign": lambda w: WHY,
    "governance:extend": lambda w: {"valid_until": _tomorrow(), **WHY},
    "governance:close_account": lambda w: WHY,
    "governance:reopen_account": lambda w: WHY,
    "governance:correct": lambda w: CORRECTION,
    "governance:erase": lambda w: WHY,
    "registry:add_project": lambda w: {"name": "another", "description": ""},
    "registry:register_version": _new_version,
    "registry:register_dataset": lambda w: _dataset(),
    "registry:comment_experiment": lambda w: {"text": "A good training."},
    "registry:comment_version": lambda w: {"text": "A good model."},
    "registry:tag": lambda w: {"name": "stage", "value": "new"},
    "registry:untag": lambda w: {"name": "stage"},
    "registry:withdraw": lambda w: WHY,
    "registry:open_validation": lambda w: {"plan": "standard-1"},
    "registry:add_validation_test": lambda w: PLANNED,
    "registry:record_test": lambda w: RESULT,
    "registry:raise_finding": lambda w: _finding(),
    "registry:reply_to_finding": lambda w: REPLY,
    "registry:close_finding": lambda w: WHY,
    "registry:give_verdict": lambda w: VERDICT,
    "deployments:deploy": lambda w: {"endpoint": "new", "name": "cooler-two", **WHY},
    "deployments:delete": lambda w: {"revision": w.revision, **WHY},
    "deployments:roll_back": lambda w: {"revision": w.revision, **WHY},
    "reports:new_report": lambda w: {"since": today(), "until": today(), **WHY},
    "reports:cancel": lambda w: WHY,
    "reports:hold": lambda w: WHY,
    "reports:lift_hold": lambda w: WHY,
    "reports:new_schedule": lambda w: SCHEDULE,
    "reports:end_schedule": lambda w: WHY,
    "reports:verify": lambda w: {"file": file(b"no report", "report.pdf")},
    "governance_api:tokens": lambda w: TOKEN,
    "governance_api:revoke": lambda w: WHY,
    "governance_api:service_accounts": lambda w: {**SERVICE, **WHY},
    "governance_api:service_tokens": lambda w: TOKEN,
    "governance_api:hand_over": lambda w: {"owner": "engineer", **WHY},
    "governance_api:members": lambda w: SHARE,
    "governance_api:unshare": lambda w: WHY,
    "governance_api:request_access": lambda w: WISH,
    "governance_api:decide_access": lambda w: {"decision": "refused", **WHY},
    "governance_api:withdraw_access": lambda w: WHY,
    "governance_api:campaigns": lambda w: _review(),
    "governance_api:review_access": lambda w: _review(),
    "governance_api:review_grant": lambda w: {"verdict": "kept", **WHY},
    "governance_api:attest_campaign": lambda w: WHY,
    "governance_api:extend": lambda w: {"valid_until": _tomorrow(), **WHY},
    "governance_api:close_account": lambda w: WHY,
    "governance_api:reopen_account": lambda w: WHY,
    "governance_api:corrections": lambda w: CORRECTION,
    "governance_api:erasures": lambda w: {"path": "changes.comment.1", **WHY},
    "registry_api:projects": lambda w: {"name": "another"},
    "registry_api:experiments": lambda w: {"name": "second"},
    "registry_api:datasets": lambda w: _dataset(),
    "registry_api:versions": _new_version,
    "registry_api:experiment_comments": lambda w: {"text": "A good training."},
    "registry_api:version_comments": lambda w: {"text": "A good model."},
    "registry_api:tags": lambda w: {"name": "stage", "value": "new"},
    "registry_api:untag": lambda w: {"name": "stage"},
    "registry_api:withdraw": lambda w: WHY,
    "registry_api:validations": lambda w: {"plan": "standard-1"},
    "registry_api:validation_tests": lambda w: PLANNED,
    "registry_api:validation_results": lambda w: RESULT,
    "registry_api:findings": lambda w: _finding(),
    "registry_api:finding_replies": lambda w: REPLY,
    "registry_api:finding_close": lambda w: WHY,
    "registry_api:verdict": lambda w: VERDICT,
    "deployments_api:deployments": lambda w: {
        "version": str(w.versions[2].pk),
        "environment": "DEV",
        "name": "cooler-two",
        **WHY,
    },
    "deployments_api:rollback": lambda w: {"release": str(w.releases[0].pk), **WHY},
    "deployments_api:delete": lambda w: WHY,
    "reports_api:cancel": lambda w: WHY,
    "reports_api:hold": lambda w: WHY,
    "reports_api:lift_hold": lambda w: WHY,
    "reports_api:project_schedules": lambda w: SCHEDULE,
    "reports_api:end_schedule": lambda w: WHY,
    "reports_api:project_reports": lambda w: {
        "kind": "audit-trail",
        "since": today(),
        "until": today(),
        **WHY,
    },
}


def _to_prod(w: World, name: str) -> dict[str, Any]:
    return {
        "version": str(w.versions[2].pk),
        "environment": "PROD",
        "name": name,
        **WHY,
    }


BY_ARGUMENT: dict[str, Callable[[World], Any]] = {
    "project_id": lambda w: w.project.pk,
    "account_id": lambda w: w.service.pk,
    "change_id": lambda w: w.change.pk,
    "request_id": lambda w: w.wish.pk,
    "campaign_id": lambda w: w.review.pk,
    "item_id": lambda w: w.review.items.get(grant__user__username="engineer").pk,
    "version_id": lambda w: w.versions[2].pk,
    "older_id": lambda w: w.versions[0].pk,
    "validation_id": lambda w: w.validation.pk,
    "test_id": lambda w: w.test.pk,
    "finding_id": lambda w: w.finding.pk,
    "experiment_id": lambda w: w.experiment.pk,
    "dataset_id": lambda w: w.dataset.pk,
    "deployment_id": lambda w: w.deployment.pk,
    "report_id": lambda w: w.report.pk,
    "schedule_id": lambda w: w.schedule.pk,
    "entry_id": lambda w: w.entry.uuid,
}
QUERIES = {
    "deployments:deploy": "?environment=DEV",
    "deployments:request_promotion": "?environment=PROD",
    "deployments:emergency": "?environment=PROD",
    "governance:erase": "?path=changes.comment.1",
    "governance_api:consistency": "?old=1",
}
# `stage` is a tag of the first version, and only that one.
OF_FIRST_VERSION = {"registry:untag", "registry_api:untag"}
