"""Let another person answer for a service account."""

from django.utils import timezone

from governance import service_rules
from governance.actions import Action
from governance.exceptions import IllegalMove, InvalidInput
from governance.models import AccessToken, Custody, Grant, User
from governance.recording import Record, governed
from governance.rights import Role


def hand_over_service_account(
    *, actor: User, account: User, owner: str, reason: str
) -> User:
    """Another owner, by user name. Every token of the account ends.

    The one before was shown their secrets, and no longer answers for what they do.
    Refuses an account that is no service account, the owner it has, and a person who
    lacks a right of its role.
    """
    with governed(actor, Action.SERVICE_HANDED_OVER, account, reason=reason) as record:
        row: User = record.subject
        if row.home_project is None or row.owner is None:
            raise IllegalMove("Only a service account has an owner.")
        held = Grant.objects.open(timezone.now()).filter(user=row)
        roles = [Role(role) for role in held.values_list("role", flat=True)]
        heir = service_rules.find_owner(owner, row.home_project, roles)
        if heir == row.owner:
            raise InvalidInput("owner", f"{heir} answers for it already.")
        _pass_on(record, row, heir)
    return row


def _pass_on(record: Record, row: User, heir: User) -> None:
    now = timezone.now()
    former = row.owner
    row.owner = heir
    row.save(update_fields=["owner"])
    Custody.objects.create(account=row, owner=heir, since=now, entry_uuid=record.uuid)
    ended = AccessToken.objects.filter(user=row, revoked_at=None, expires_at__gt=now)
    record.change("tokens_ended", None, ended.update(revoked_at=now))
    if former is not None:
        record.disclose("owner", former.username, heir.username)
        record.change("owner_id", str(former.pk), str(heir.pk))
