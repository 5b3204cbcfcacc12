"""Requests nobody sends by accident: each is a clear refusal, never a 500."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from governance.models import User
from registry.models import Project


@pytest.mark.parametrize(
    "query",
    ["before=²", "before=" + "9" * 5000, "until=9999-12-31", "since=0001-01-01"],
    ids=["superscript", "5,000 nines", "the last day", "the first day"],
)
def test_the_audit_refuses_what_it_cannot_count(
    browser_of: Any, builder: User, query: str
) -> None:
    assert browser_of(builder).get(f"/audit/?{query}").status_code == 400


def test_json_without_a_bottom_is_refused(browser_of: Any, builder: User) -> None:
    answer = browser_of(builder).post(
        "/api/v1/projects", "[" * 100_000, content_type="application/json"
    )
    assert answer.status_code == 400


def test_a_stranger_uploads_nothing(project: Project) -> None:
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    before = set(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir())
    browser.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    body = _endless_upload()
    answer = browser.generic(
        "POST",
        f"/projects/{project.pk}/models/register/",
        body,
        content_type="multipart/form-data; boundary=edge",
        headers={"X-CSRFToken": "a" * 32},
    )
    assert answer.status_code == 302
    assert "/login/" in answer.headers["Location"]
    assert set(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir()) == before


def _endless_upload() -> bytes:
    head = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="m"\r\n'
    return head + b"\r\n" + b"0" * 3_000_000


def test_groups_stand_outside_the_hashed_body(db: None) -> None:
    from governance.models import Entry  # noqa: PLC0415 - only here
    from tests import make  # noqa: PLC0415

    make.person("somebody", "long-term-sick")
    body = bytes(Entry.objects.latest("pk").body)
    assert b"long-term-sick" not in body
