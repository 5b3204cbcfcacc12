"""The closed catalogue of actions. Codes are never renamed: entries hold them for good.

Each has a sentence for people, the right it needs and whether it needs a reason
(`docs/audit-scope.md` lists them). `{object}` is the thing's label, other names are
values of the entry's changes.
"""

from dataclasses import dataclass
from enum import Enum, StrEnum

from governance.rights import Right


class Needs(Enum):
    """Rights that no role gives."""

    SELF = "the account itself; of a service account its owner"
    STOP = "the same; for a service account to share its project is enough"
    ACCOUNT = "to close accounts; for a service account to share its project"
    SYSTEM = "a system account"
    DEPLOY = "the deploy right of the environment"
    READ = "to see the project, or to read every entry when it belongs to none"
    STOP_REPORTS = "to have asked for it, or `report.hold`"
    CORRECT = "to comment on the project, or to have written the entry of no project"


class Action(StrEnum):
    """What can happen, as it stands in the ledger."""

    ACCESS_DENIED = "access.denied"
    PERSON_PROVISIONED = "person.provisioned"
    PERSON_UPDATED = "person.updated"
    EMERGENCY_ADMIN_CREATED = "person.emergency_admin_created"
    PERSON_CLOSED = "person.closed"
    PERSON_REOPENED = "person.reopened"
    SESSION_OPENED = "session.opened"
    SESSION_CLOSED = "session.closed"
    TOKEN_CREATED = "token.created"  # noqa: S105 - a code, not a secret
    TOKEN_REVOKED = "token.revoked"  # noqa: S105 - a code, not a secret
    SERVICE_CREATED = "service.created"
    SERVICE_HANDED_OVER = "service.handed_over"
    SITE_ROLE_GRANTED = "site.role_granted"
    SITE_ROLE_REVOKED = "site.role_revoked"
    PROJECT_CREATED = "project.created"
    PROJECT_SHARED = "project.shared"
    PROJECT_EXTENDED = "project.extended"
    PROJECT_UNSHARED = "project.unshared"
    ACCESS_REQUESTED = "access.requested"
    ACCESS_APPROVED = "access.approved"
    ACCESS_REDUCED = "access.reduced"
    ACCESS_REFUSED = "access.refused"
    ACCESS_WITHDRAWN = "access.withdrawn"
    NOTICES_READ = "notices.read"
    REVIEW_OPENED = "access_review.opened"
    REVIEW_KEPT = "access_review.kept"
    REVIEW_REDUCED = "access_review.reduced"
    REVIEW_REMOVED = "access_review.removed"
    REVIEW_LAPSED = "access_review.lapsed"
    REVIEW_FLAGGED = "access_review.flagged"
    REVIEW_ATTESTED = "access_review.attested"
    DATASET_REGISTERED = "dataset.registered"
    EXPERIMENT_ADDED = "experiment.added"
    VERSION_REGISTERED = "version.registered"
    VERSION_WITHDRAWN = "version.withdrawn"
    COMMENT_ADDED = "comment.added"
    TAG_ADDED = "tag.added"
    TAG_REMOVED = "tag.removed"
    VALIDATION_OPENED = "validation.opened"
    VALIDATION_TEST_ADDED = "validation.test_added"
    VALIDATION_TEST_RECORDED = "validation.test_recorded"
    FINDING_RAISED = "finding.raised"
    FINDING_REPLIED = "finding.replied"
    FINDING_CLOSED = "finding.closed"
    VALIDATION_DECIDED = "validation.decided"
    RELEASE_DEPLOYED = "release.deployed"
    RELEASE_PROMOTED = "release.promoted"
    RELEASE_EMERGENCY = "release.emergency"
    EMERGENCY_REVIEWED = "release.emergency_reviewed"
    RELEASE_ROLLED_BACK = "release.rolled_back"
    RELEASE_HEALTHY = "release.healthy"
    RELEASE_FAILED = "release.failed"
    DEPLOYMENT_DELETED = "deployment.deleted"
    CHANGE_REQUESTED = "change.requested"
    CHANGE_APPROVED = "change.approved"
    CHANGE_SENT_BACK = "change.sent_back"
    CHANGE_REJECTED = "change.rejected"
    CHANGE_WITHDRAWN = "change.withdrawn"
    POLICY_PUBLISHED = "policy.published"
    REQUIREMENTS_PUBLISHED = "requirements.published"
    RISK_TIER_SET = "project.risk_tier_set"
    REPORT_REQUESTED = "report.requested"
    REPORT_BUILT = "report.built"
    REPORT_FAILED = "report.failed"
    REPORT_DOWNLOADED = "report.downloaded"
    REPORT_JOINED = "report.joined"
    REPORT_CANCELLED = "report.cancelled"
    REPORT_HELD = "report.held"
    REPORT_HOLD_LIFTED = "report.hold_lifted"
    REPORT_FILES_REMOVED = "report.files_removed"
    SCHEDULE_CREATED = "report_schedule.created"
    SCHEDULE_ENDED = "report_schedule.ended"
    SCHEDULE_STOPPED = "report_schedule.stopped"
    REPORT_KEY_CHANGED = "report.key_changed"
    JOB_FAILED = "job.failed"
    ANNOTATION_CORRECTED = "annotation.corrected"
    DISCLOSURE_ERASED = "disclosure.erased"
    LEDGER_EXPORTED = "ledger.exported"
    LEDGER_KEY_CHANGED = "ledger.key_changed"
    LEDGER_HEARTBEAT = "ledger.heartbeat"


@dataclass(frozen=True, slots=True)
class Rule:
    """What an action says and asks for."""

    sentence: str
    needs: Right | Needs
    reason_required: bool = False


RULES: dict[Action, Rule] = {
    Action.ACCESS_DENIED: Rule("was refused {attempted} on {object}", Needs.SYSTEM),
    Action.PERSON_PROVISIONED: Rule("made the account {object}", Needs.SYSTEM),
    Action.PERSON_UPDATED: Rule("updated the account {object}", Needs.SYSTEM),
    Action.EMERGENCY_ADMIN_CREATED: Rule(
        "made the emergency admin {object}", Needs.SYSTEM, reason_required=True
    ),
    Action.PERSON_CLOSED: Rule(
        "closed the account {object}", Needs.ACCOUNT, reason_required=True
    ),
    Action.PERSON_REOPENED: Rule(
        "reopened the account {object}", Needs.ACCOUNT, reason_required=True
    ),
    Action.SESSION_OPENED: Rule("logged in", Needs.SELF),
    Action.SESSION_CLOSED: Rule("logged out", Needs.SELF),
    Action.TOKEN_CREATED: Rule("made the access token {object}", Needs.SELF),
    Action.TOKEN_REVOKED: Rule(
        "revoked the access token {object}", Needs.STOP, reason_required=True
    ),
    Action.SERVICE_CREATED: Rule(
        "made the service account {object} as {role}",
        Right.SHARE,
        reason_required=True,
    ),
    Action.SERVICE_HANDED_OVER: Rule(
        "made {owner} the owner of the service account {object}",
        Right.SHARE,
        reason_required=True,
    ),
    Action.SITE_ROLE_GRANTED: Rule(
        "gave {member} the role {role} on the site",
        Right.MANAGE_ACCESS,
        reason_required=True,
    ),
    Action.SITE_ROLE_REVOKED: Rule(
        "took the role {role} on the site from {member}",
        Right.MANAGE_ACCESS,
        reason_required=True,
    ),
    Action.PROJECT_CREATED: Rule("created project {object}", Right.CREATE_PROJECT),
    Action.PROJECT_SHARED: Rule(
        "shared {object} with {member} as {role}", Right.SHARE, reason_required=True
    ),
    Action.PROJECT_EXTENDED: Rule(
        "changed when the access of {member} to {object} ends",
        Right.SHARE,
        reason_required=True,
    ),
    Action.PROJECT_UNSHARED: Rule(
        "ended the access of {member} to {object}", Right.SHARE, reason_required=True
    ),
    Action.ACCESS_REQUESTED: Rule(
        "asked for the role {role}", Needs.SELF, reason_required=True
    ),
    Action.ACCESS_APPROVED: Rule(
        "approved a {object}: {member} has it",
        Right.SHARE,
        reason_required=True,
    ),
    Action.ACCESS_REDUCED: Rule(
        "gave {member} the role {role}, less than the {object}",
        Right.SHARE,
        reason_required=True,
    ),
    Action.ACCESS_REFUSED: Rule(
        "refused a {object}", Right.SHARE, reason_required=True
    ),
    Action.ACCESS_WITHDRAWN: Rule(
        "withdrew a {object}", Needs.SELF, reason_required=True
    ),
    Action.NOTICES_READ: Rule("read {count} notices of the inbox", Needs.SELF),
    Action.REVIEW_OPENED: Rule(
        "opened the {object}", Right.SHARE, reason_required=True
    ),
    Action.REVIEW_KEPT: Rule(
        "kept {member} as {role} in the {object}", Right.SHARE, reason_required=True
    ),
    Action.REVIEW_REDUCED: Rule(
        "reduced the access of {member} in the {object}",
        Right.SHARE,
        reason_required=True,
    ),
    Action.REVIEW_REMOVED: Rule(
        "ended the access of {member} as {role} in the {object}",
        Right.SHARE,
        reason_required=True,
    ),
    Action.REVIEW_LAPSED: Rule(
        "ended the access of {member} as {role}: nobody decided in the {object}",
        Needs.SYSTEM,
        reason_required=True,
    ),
    Action.REVIEW_FLAGGED: Rule(
        "kept {member} as the last {role}: nobody decided in the {object}",
        Needs.SYSTEM,
        reason_required=True,
    ),
    Action.REVIEW_ATTESTED: Rule(
        "attested the {object}", Right.SHARE, reason_required=True
    ),
    Action.DATASET_REGISTERED: Rule("registered dataset {object}", Right.CONTRIBUTE),
    Action.EXPERIMENT_ADDED: Rule("added experiment {object}", Right.CONTRIBUTE),
    Action.VERSION_REGISTERED: Rule("registered {object}", Right.CONTRIBUTE),
    Action.VERSION_WITHDRAWN: Rule(
        "withdrew {object}", Right.CONTRIBUTE, reason_required=True
    ),
    Action.COMMENT_ADDED: Rule("commented on {object}", Right.COMMENT),
    Action.TAG_ADDED: Rule("tagged {object} with {tag}", Right.CONTRIBUTE),
    Action.TAG_REMOVED: Rule("removed the tag {tag} from {object}", Right.CONTRIBUTE),
    Action.VALIDATION_OPENED: Rule("opened a validation of {object}", Right.VALIDATE),
    Action.VALIDATION_TEST_ADDED: Rule(
        "added test {number} to the validation of {object}", Right.VALIDATE
    ),
    Action.VALIDATION_TEST_RECORDED: Rule(
        "recorded test {number} of the validation of {object} as {outcome}",
        Right.VALIDATE,
    ),
    Action.FINDING_RAISED: Rule(
        "raised finding {number}, {severity}, on {object}", Right.VALIDATE
    ),
    Action.FINDING_REPLIED: Rule(
        "replied to finding {number} on {object}", Right.CONTRIBUTE
    ),
    Action.FINDING_CLOSED: Rule(
        "closed finding {number} on {object}", Right.VALIDATE, reason_required=True
    ),
    Action.VALIDATION_DECIDED: Rule(
        "gave {object} the verdict {verdict}", Right.VALIDATE, reason_required=True
    ),
    Action.RELEASE_DEPLOYED: Rule(
        "deployed {version} to {object}", Needs.DEPLOY, reason_required=True
    ),
    Action.RELEASE_PROMOTED: Rule(
        "promoted {version} to {object} by {change}", Needs.DEPLOY, reason_required=True
    ),
    Action.RELEASE_EMERGENCY: Rule(
        "made an emergency release of {version} on {object}",
        Right.DEPLOY_EMERGENCY,
        reason_required=True,
    ),
    Action.EMERGENCY_REVIEWED: Rule(
        "reviewed the emergency release {object}: {outcome}",
        Right.REVIEW_CHANGE,
        reason_required=True,
    ),
    Action.RELEASE_ROLLED_BACK: Rule(
        "rolled {object} back to {version}", Needs.DEPLOY, reason_required=True
    ),
    Action.RELEASE_HEALTHY: Rule("found {object} healthy", Needs.SYSTEM),
    Action.RELEASE_FAILED: Rule("found {object} failed", Needs.SYSTEM),
    Action.DEPLOYMENT_DELETED: Rule(
        "deleted deployment {object}", Needs.DEPLOY, reason_required=True
    ),
    Action.CHANGE_REQUESTED: Rule(
        "asked in {object} for {asked}", Right.REQUEST_CHANGE, reason_required=True
    ),
    Action.CHANGE_APPROVED: Rule(
        "approved {object}", Right.REVIEW_CHANGE, reason_required=True
    ),
    Action.CHANGE_SENT_BACK: Rule(
        "asked for changes in {object}", Right.REVIEW_CHANGE, reason_required=True
    ),
    Action.CHANGE_REJECTED: Rule(
        "rejected {object}", Right.REVIEW_CHANGE, reason_required=True
    ),
    Action.CHANGE_WITHDRAWN: Rule(
        "withdrew {object}", Needs.SELF, reason_required=True
    ),
    Action.POLICY_PUBLISHED: Rule(
        "published the {object}", Right.PUBLISH_POLICY, reason_required=True
    ),
    Action.REQUIREMENTS_PUBLISHED: Rule(
        "published the {object}", Right.PUBLISH_POLICY, reason_required=True
    ),
    Action.RISK_TIER_SET: Rule(
        "set the risk tier of {object} to {tier}", Right.SET_RISK, reason_required=True
    ),
    Action.REPORT_REQUESTED: Rule("asked for the report {object}", Right.REPORT),
    Action.REPORT_BUILT: Rule("built the report {object}", Needs.SYSTEM),
    Action.REPORT_FAILED: Rule("could not build the report {object}", Needs.SYSTEM),
    Action.REPORT_DOWNLOADED: Rule("downloaded the report {object}", Right.REPORT),
    Action.REPORT_JOINED: Rule(
        "asked for the report {object}, which is being built for somebody else",
        Right.REPORT,
    ),
    Action.REPORT_CANCELLED: Rule(
        "stopped the report {object}", Needs.STOP_REPORTS, reason_required=True
    ),
    Action.REPORT_HELD: Rule(
        "put the report {object} on hold", Right.HOLD_REPORTS, reason_required=True
    ),
    Action.REPORT_HOLD_LIFTED: Rule(
        "lifted the hold on the report {object}",
        Right.HOLD_REPORTS,
        reason_required=True,
    ),
    Action.REPORT_FILES_REMOVED: Rule(
        "removed the files of the report {object}: their time is over", Needs.SYSTEM
    ),
    Action.SCHEDULE_CREATED: Rule(
        "made the schedule {object}", Right.REPORT, reason_required=True
    ),
    Action.SCHEDULE_ENDED: Rule(
        "ended the schedule {object}", Needs.STOP_REPORTS, reason_required=True
    ),
    Action.SCHEDULE_STOPPED: Rule(
        "stopped the schedule {object}: who made it may not build reports any more",
        Needs.SYSTEM,
        reason_required=True,
    ),
    Action.REPORT_KEY_CHANGED: Rule(
        "gave the reports the certificate {certificate}",
        Needs.SYSTEM,
        reason_required=True,
    ),
    Action.JOB_FAILED: Rule("gave up the job {object}", Needs.SYSTEM),
    Action.ANNOTATION_CORRECTED: Rule(
        "corrected entry {entry} about {object}", Needs.CORRECT, reason_required=True
    ),
    Action.DISCLOSURE_ERASED: Rule(
        "erased {path} of entry {entry} about {object}",
        Right.ERASE,
        reason_required=True,
    ),
    Action.LEDGER_EXPORTED: Rule("exported {entries} entries of {object}", Needs.READ),
    Action.LEDGER_KEY_CHANGED: Rule(
        "gave the ledger the key {key}", Needs.SYSTEM, reason_required=True
    ),
    Action.LEDGER_HEARTBEAT: Rule("found the ledger alive", Needs.SYSTEM),
}
