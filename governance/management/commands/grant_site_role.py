"""Gives a role on the whole site from the command line, or ends it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from governance.exceptions import GovernanceError, InvalidInput
from governance.models import Grant, User
from governance.operations.grant_site_role import grant_site_role, revoke_site_role
from governance.operations.share_project import GROUP_PREFIX
from governance.subjects import SITE_ID


class Command(BaseCommand):
    """As system:operator: how an installation gets its first Admin and its Auditors."""

    help = "Give somebody a role on the whole site; or --revoke it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("member", help="a user name, or group:<name>")
        parser.add_argument("role", help="admin, auditor or project_creator")
        parser.add_argument("--reason", required=True)
        parser.add_argument("--revoke", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        member, role = options["member"], options["role"]
        who: dict[str, Any] = {
            "actor": User.objects.system("operator"),
            "reason": options["reason"],
        }
        try:
            if options["revoke"]:
                revoke_site_role(grant=_held(member, role), **who)
            else:
                grant_site_role(member=member, role=role, **who)
        except GovernanceError as error:
            raise CommandError(error.message) from error
        word = "is no longer" if options["revoke"] else "is now"
        self.stdout.write(f"{member} {word} {role} on the site.")


def _held(member: str, role: str) -> Grant:
    """Their open grant of the role, of a closed account as well; else InvalidInput."""
    is_group, name = member.startswith(GROUP_PREFIX), member.removeprefix(GROUP_PREFIX)
    key = {"group__name" if is_group else "user__username": name}
    rows = Grant.objects.filter(scope=SITE_ID, role=role, ended_at=None, **key)
    found = rows.order_by("-pk").first()
    if found is None:
        raise InvalidInput("role", f"{member} does not hold {role} on the site.")
    return found
