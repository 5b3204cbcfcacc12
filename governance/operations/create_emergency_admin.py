"""Make the one account that has a password here."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from governance import access, grant_facts
from governance.actions import Action
from governance.exceptions import Conflict, InvalidInput
from governance.models import User
from governance.recording import governed
from governance.rights import Role
from governance.subjects import SITE


def create_emergency_admin(*, username: str, password: str, reason: str) -> User:
    """The emergency admin, for the day the provider is down. There is one at most.

    Acts as system:operator: whoever may run commands on the server. Refuses a weak
    password, a taken name and a second emergency admin.
    """
    user = User(username=username.strip(), is_emergency=True)
    if not user.username or ":" in user.username:
        raise InvalidInput("username", "Give a user name without a colon.")
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise InvalidInput("password", " ".join(error.messages)) from error
    operator = User.objects.system("operator")
    with governed(
        operator, Action.EMERGENCY_ADMIN_CREATED, SITE, reason=reason
    ) as record:
        if User.objects.filter(is_emergency=True).exists():
            raise Conflict("There is an emergency admin already.")
        if User.objects.filter(username=user.username).exists():
            raise Conflict(f"The name {user.username} is taken.")
        user.set_password(password)
        user.save(force_insert=True)
        grant = access.give(
            SITE, user, Role.ADMIN, granted_by=operator, entry=record.uuid
        )
        record.about(user)
        record.disclose("username", None, user.username)
        grant_facts.tell(record, new=grant)
    return user
