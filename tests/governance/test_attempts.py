"""Who is refused too often waits: 429, with the seconds."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from governance import recording
from governance.attempts import DENIALS, LOGINS, Limit
from governance.exceptions import AccessDenied, TooMany
from governance.models import Entry, Grant, Subject, User
from tests import make


@pytest.fixture(autouse=True)
def _none_counted() -> None:
    cache.clear()


def test_who_reaches_the_limit_waits_for_the_end_of_the_window() -> None:
    limit = Limit("test", most=3, seconds=60)
    begin = timezone.now()
    with time_machine.travel(begin, tick=False) as clock:
        for _ in range(3):
            limit.check("somebody")
            limit.count("somebody")
            clock.shift(timedelta(seconds=10))
        limit.check("another")
        with pytest.raises(TooMany) as refusal:
            limit.check("somebody")
        assert refusal.value.headers == {"Retry-After": "30"}
        clock.shift(timedelta(seconds=31))
        limit.check("somebody")


@pytest.fixture
def worn_out(monkeypatch: pytest.MonkeyPatch, project: Subject, business: User) -> User:
    """Somebody who was refused as often as one may be; five times here."""
    monkeypatch.setattr(recording, "DENIALS", Limit("few", most=5, seconds=60))
    for _ in range(5):
        with pytest.raises(AccessDenied):
            make.share(business, project, "outsider")
    return business


def test_refused_steps_end_in_429_and_write_nothing_more(
    browser_of: Any, project: Subject, worn_out: User
) -> None:
    before = Entry.objects.count()
    browser = browser_of(worn_out)
    form = {"member": "outsider", "role": "viewer", "reason": make.WHY}
    for route in ("governance:share", "governance_api:members"):
        is_api = route.startswith("governance_api")
        how = {"content_type": "application/json"} if is_api else {}
        answer = browser.post(reverse(route, args=[project.pk]), form, **how)
        assert answer.status_code == 429, answer.content
        assert 0 < int(answer["Retry-After"]) <= 60
        assert b"refused too often" in answer.content
    assert Entry.objects.count() == before


def test_others_are_not_held_up_and_reading_is_free(
    browser_of: Any, builder: User, project: Subject, worn_out: User
) -> None:
    assert make.share(builder, project, "outsider").role == "viewer"
    page = browser_of(worn_out).get(reverse("registry:project", args=[project.pk]))
    assert page.status_code == 200


def test_system_accounts_are_not_counted(
    monkeypatch: pytest.MonkeyPatch, project: Subject, outsider: User
) -> None:
    """Or one person could stop the work of all."""
    monkeypatch.setattr(recording, "DENIALS", Limit("few", most=1, seconds=60))
    account = User.objects.system("deployer")
    for _ in range(3):
        with pytest.raises(AccessDenied):
            make.share(account, project, "outsider")
    assert not Grant.objects.filter(user=outsider).exists()


def test_the_page_of_the_access_model_tells_the_numbers() -> None:
    page = (settings.BASE_DIR / "docs" / "access-model.md").read_text()
    assert f"refused {DENIALS.most} steps within {DENIALS.seconds} seconds" in page
    assert (
        f"{LOGINS.most} wrong passwords within {LOGINS.seconds // 60} minutes" in page
    )
