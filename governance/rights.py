"""Rights, and the roles that bundle them. `docs/access-model.md` is the same table."""

from django.db.models import TextChoices


class Right(TextChoices):
    """One thing somebody may do; checked on a project, or on the whole site."""

    VIEW = "project.view", "see the project"
    COMMENT = "project.comment", "comment"
    CONTRIBUTE = "project.contribute", "add experiments, data and versions"
    SHARE = "project.share", "share the project"
    VALIDATE = "project.validate", "validate versions"
    REPORT = "project.report", "build and download reports"
    SCORE = "project.score", "score"
    DEPLOY_DEV = "deploy.dev", "deploy to DEV"
    DEPLOY_TEST = "deploy.test", "deploy to TEST"
    DEPLOY_PROD = "deploy.prod", "deploy to PROD"
    DEPLOY_EMERGENCY = "deploy.emergency", "make an emergency release"
    REQUEST_CHANGE = "change.request", "ask for a change"
    REVIEW_CHANGE = "change.review", "approve or reject what others ask for"
    SET_RISK = "project.set_risk", "set the risk tier of the project"
    HOLD_REPORTS = "report.hold", "hold reports, and stop what others asked for"
    ERASE = "project.erase", "erase personal data"
    CREATE_PROJECT = "site.create_project", "create projects"
    MANAGE_ACCESS = "site.manage_access", "grant access to any project"
    MANAGE_ACCOUNTS = "site.manage_accounts", "close and reopen accounts"
    PUBLISH_POLICY = "site.publish_policy", "publish policies"
    AUDIT = "site.audit", "read every entry"

    @property
    def codename(self) -> str:
        """The Django permission of this right: DEPLOY_DEV is `deploy_dev`."""
        return self.name.lower()


class Role(TextChoices):
    """A named set of rights: six on a project, then those on the whole site."""

    VIEWER = "viewer", "Viewer"
    DATA_SCIENTIST = "data_scientist", "Data scientist"
    VALIDATOR = "validator", "Validator"
    ENGINEER = "engineer", "Engineer"
    OFFICER = "officer", "Compliance officer"
    OWNER = "owner", "Owner"
    PROJECT_CREATOR = "project_creator", "Project creator"
    ADMIN = "admin", "Admin"
    AUDITOR = "auditor", "Auditor"

    @property
    def rights(self) -> frozenset[Right]:
        """What this role allows."""
        return RIGHTS_OF[self]


_READ = frozenset({Right.VIEW, Right.SCORE})
_WORK = _READ | {Right.COMMENT, Right.REPORT}

RIGHTS_OF: dict[Role, frozenset[Right]] = {
    Role.VIEWER: _READ,
    Role.DATA_SCIENTIST: _WORK
    | {Right.CONTRIBUTE, Right.REQUEST_CHANGE, Right.DEPLOY_DEV},
    Role.VALIDATOR: _WORK | {Right.VALIDATE, Right.REVIEW_CHANGE},
    Role.ENGINEER: _WORK
    | {Right.REQUEST_CHANGE, Right.DEPLOY_DEV, Right.DEPLOY_TEST, Right.DEPLOY_PROD}
    | {Right.DEPLOY_EMERGENCY},
    Role.OFFICER: frozenset({Right.VIEW, Right.COMMENT, Right.REPORT, Right.ERASE})
    | {Right.REVIEW_CHANGE, Right.SET_RISK, Right.HOLD_REPORTS},
    Role.OWNER: _WORK
    | {Right.CONTRIBUTE, Right.SHARE, Right.DEPLOY_DEV, Right.DEPLOY_TEST}
    | {Right.REQUEST_CHANGE, Right.REVIEW_CHANGE},
    Role.PROJECT_CREATOR: frozenset({Right.CREATE_PROJECT}),
    Role.ADMIN: frozenset(
        {Right.MANAGE_ACCESS, Right.MANAGE_ACCOUNTS, Right.SHARE, Right.ERASE}
        | {Right.PUBLISH_POLICY}
    ),
    Role.AUDITOR: frozenset({Right.VIEW, Right.REPORT, Right.AUDIT}),
}
SITE_ROLES = frozenset({Role.PROJECT_CREATOR, Role.ADMIN, Role.AUDITOR})
PROJECT_ROLES = tuple(role for role in Role if role not in SITE_ROLES)
# Nothing in them decides on the work of others, and none gives access.
SERVICE_ROLES = (Role.VIEWER, Role.DATA_SCIENTIST, Role.ENGINEER)
# To pass approval by is a judgement, whatever role a program holds.
PEOPLE_ONLY = frozenset({Right.DEPLOY_EMERGENCY})


def roles_with(right: Right) -> list[Role]:
    """The roles that hold a right."""
    return [role for role in Role if right in RIGHTS_OF[role]]


def deploy_right(environment: str) -> Right:
    """The right that a deploy to an environment needs; unknown ones need PROD's."""
    return {"DEV": Right.DEPLOY_DEV, "TEST": Right.DEPLOY_TEST}.get(
        environment, Right.DEPLOY_PROD
    )


# The rights that a project's guardian tables know; the site's stay out of them.
PROJECT_RIGHTS = tuple(right for right in Right if not right.startswith("site."))
