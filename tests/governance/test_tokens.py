"""Personal access tokens: made, used, ended."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from governance.exceptions import AccessDenied, Conflict, InvalidInput
from governance.models import AccessToken, Entry, User
from governance.operations.create_token import create_token
from governance.operations.revoke_token import revoke_token
from tests import make


def new_token(user: User, *scopes: str) -> tuple[AccessToken, str]:
    return create_token(actor=user, name="laptop", scopes=scopes or ("read",), days=30)


def call(secret: str, method: str = "get", path: str = "/api/v1/me") -> int:
    client = Client(raise_request_exception=False)
    headers = {"Authorization": f"Bearer {secret}"}
    answer = getattr(client, method)(path, headers=headers)
    return int(answer.status_code)


def test_the_text_opens_the_api_and_is_not_kept(outsider: User) -> None:
    token, secret = new_token(outsider)
    assert call(secret) == 200
    assert secret not in str(vars(token))
    assert secret.encode() not in b"".join(bytes(e.body) for e in Entry.objects.all())


def test_a_token_ends_by_the_clock(outsider: User) -> None:
    _, secret = new_token(outsider)
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert call(secret) == 401


def test_a_revoked_token_is_refused(outsider: User) -> None:
    token, secret = new_token(outsider)
    revoke_token(actor=outsider, token=token, reason=make.WHY)
    assert call(secret) == 401
    with pytest.raises(Conflict):
        revoke_token(actor=outsider, token=token, reason=make.WHY)


def test_a_reading_token_changes_nothing(outsider: User) -> None:
    _, secret = new_token(outsider, "read")
    before = AccessToken.objects.count()
    assert call(secret, "post", "/api/v1/tokens") == 403
    assert AccessToken.objects.count() == before


def test_a_scoring_token_does_not_open_the_api(outsider: User) -> None:
    _, secret = new_token(outsider, "score")
    assert call(secret) == 403


@pytest.mark.parametrize("secret", ["", "hm_wrong", "hm_" + "ä" * 10, "a b"])
def test_a_wrong_token_is_refused(db: None, secret: str) -> None:
    assert call(secret) == 401


def test_somebody_elses_token_cannot_be_revoked(outsider: User, admin: User) -> None:
    token, secret = new_token(outsider)
    with pytest.raises(AccessDenied):
        revoke_token(actor=admin, token=token, reason=make.WHY)
    assert call(secret) == 200


@pytest.mark.parametrize(
    ("name", "scopes", "days", "field"),
    [
        ("", ("read",), 1, "name"),
        ("x" * 81, ("read",), 1, "name"),
        ("a", (), 1, "scopes"),
        ("a", ("everything",), 1, "scopes"),
        ("a", ("read",), 0, "days"),
        ("a", ("read",), 366, "days"),
    ],
)
def test_bad_input_names_the_field(
    outsider: User, name: str, scopes: tuple[str, ...], days: int, field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        create_token(actor=outsider, name=name, scopes=scopes, days=days)
    assert refusal.value.field == field


def test_a_token_makes_no_token(outsider: User) -> None:
    _, secret = new_token(outsider, "write")
    answer = Client(raise_request_exception=False).post(
        "/api/v1/tokens",
        {"name": "stronger", "scopes": ["read", "write", "score"], "days": 365},
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )
    assert answer.status_code == 403
    assert AccessToken.objects.count() == 1
