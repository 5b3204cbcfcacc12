"""Make or update the account of a person whom the provider vouches for."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group

from governance.actions import Action
from governance.exceptions import InvalidInput
from governance.models import User
from governance.recording import Record, governed
from governance.subjects import SITE

MAX_GROUPS = 200


@dataclass(frozen=True, slots=True)
class Identity:
    """What the provider says about a person; (issuer, subject) is who it is."""

    issuer: str
    subject: str
    username: str
    name: str
    email: str
    groups: frozenset[str]


def provision_person(*, identity: Identity) -> User:
    """The person's account, made at the first login and brought up to date at others.

    Acts as system:identity. Writes an entry only when something changed. Refuses an
    identity without issuer or subject.
    """
    if not identity.issuer or not identity.subject:
        raise InvalidInput("sub", "The provider named no issuer or no subject.")
    actor = User.objects.system("identity")
    found = User.objects.filter(
        issuer=identity.issuer, subject=identity.subject
    ).first()
    if found is None:
        return _provision(actor, identity)
    if _differences(found, identity):
        _update(actor, found, identity)
        found.refresh_from_db()
    return found


def _provision(actor: User, identity: Identity) -> User:
    with governed(actor, Action.PERSON_PROVISIONED, SITE) as record:
        user = User(issuer=identity.issuer, subject=identity.subject)
        user.username = _free_username(identity)
        user.name, user.email = identity.name[:150], identity.email[:254]
        user.set_unusable_password()
        user.save(force_insert=True)
        record.about(user)
        record.disclose("username", None, user.username)
        _set_groups(record, user, frozenset(), identity.groups)
    return user


def _update(actor: User, user: User, identity: Identity) -> None:
    with governed(actor, Action.PERSON_UPDATED, user) as record:
        row: User = record.subject
        for field, (old, new) in _differences(row, identity).items():
            if field != "groups":
                record.disclose(field, old, new)
                setattr(row, field, new)
        row.save(update_fields=["name", "email"])
        _set_groups(record, row, _groups_of(row), identity.groups)


def _differences(user: User, identity: Identity) -> dict[str, tuple[Any, Any]]:
    pairs = {
        "name": (user.name, identity.name[:150]),
        "email": (user.email, identity.email[:254]),
        "groups": (_groups_of(user), identity.groups),
    }
    return {field: pair for field, pair in pairs.items() if pair[0] != pair[1]}


def _groups_of(user: User) -> frozenset[str]:
    return frozenset(user.groups.values_list("name", flat=True))


def _set_groups(
    record: Record, user: User, old: frozenset[str], new: frozenset[str]
) -> None:
    if len(new) > MAX_GROUPS:
        raise InvalidInput("groups", f"More than {MAX_GROUPS} groups were sent.")
    if old == new:
        return
    record.disclose("groups", ", ".join(sorted(old)), ", ".join(sorted(new)))
    groups = [Group.objects.get_or_create(name=name[:150])[0] for name in sorted(new)]
    before = {group.pk for group in user.groups.all()}
    user.groups.set(groups)
    # By key, one by one: who was in which group is answered from these fields.
    for key in sorted(before ^ {group.pk for group in groups}):
        came = key not in before
        record.change(f"in_group_{key}", not came, came)


def _free_username(identity: Identity) -> str:
    """The name the provider prefers; with a mark when it is somebody else's here."""
    wanted = identity.username.replace(":", "-").strip()[:130] or "person"
    if not User.objects.filter(username=wanted).exists():
        return wanted
    key = f"{identity.issuer} {identity.subject}".encode()
    return f"{wanted}-{hashlib.sha256(key).hexdigest()[:8]}"
