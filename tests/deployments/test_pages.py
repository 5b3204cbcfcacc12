"""The pages of deployments: what they show, to whom, and what a click does."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from deployments import queries
from deployments.models import Deployment, Release
from governance.jobs import run_job
from governance.models import Entry, User
from registry.models import Project, Version
from tests import make
from tests.deployments import building
from tests.deployments.building import FakeRuntime

pytestmark = pytest.mark.django_db


@pytest.fixture
def release(fake: FakeRuntime, builder: User, versions: list[Version]) -> Release:
    return building.brought_up(builder, versions[0])


def page(release: Release, name: str = "deployment") -> str:
    return reverse(f"deployments:{name}", args=[release.deployment_id])


def text_of(client: Client, where: str, **headers: Any) -> str:
    answer = client.get(where, headers=headers)
    assert answer.status_code == 200, answer.content
    return str(answer.content.decode())


def test_the_deploy_dialog_says_what_will_happen_and_by_which_right(
    browser_of: Any, builder: User, versions: list[Version]
) -> None:
    where = reverse("deployments:deploy", args=[versions[0].pk]) + "?environment=DEV"
    text = text_of(browser_of(builder), where, hx_request="true")
    assert "Deploy hydraulic_model_1 to DEV?" in text
    assert "What will happen" in text
    assert "You may do this: Owner on this project" in text
    assert 'value="hydraulic-model-dev"' in text


def test_confirming_deploys_and_leads_to_the_endpoint(
    browser_of: Any, builder: User, versions: list[Version]
) -> None:
    where = reverse("deployments:deploy", args=[versions[0].pk]) + "?environment=DEV"
    data = {"endpoint": "new", "name": "cooler-dev", "reason": make.WHY}
    answer = browser_of(builder).post(where, data)
    made = Release.objects.get()
    assert answer.status_code == 302
    assert answer.headers["Location"] == page(made)


def test_the_choice_offers_the_endpoint_that_is_there_first(
    browser_of: Any, builder: User, release: Release, versions: list[Version]
) -> None:
    where = reverse("deployments:deploy", args=[versions[1].pk]) + "?environment=DEV"
    client = browser_of(builder)
    text = text_of(client, where)
    assert "New release on cooler-dev: hydraulic_model_1 answers there now" in text
    endpoint = building.fresh(release.deployment)
    chosen = {"endpoint": f"{endpoint.pk}:{endpoint.revision}", "reason": make.WHY}
    assert client.post(where, chosen).status_code == 302
    assert Release.objects.filter(deployment=endpoint).count() == 2


def test_an_old_dialog_is_refused_with_409(
    browser_of: Any, builder: User, release: Release, versions: list[Version]
) -> None:
    where = reverse("deployments:deploy", args=[versions[1].pk]) + "?environment=DEV"
    chosen = {"endpoint": f"{release.deployment_id}:0", "reason": make.WHY}
    client = browser_of(builder)
    assert client.post(where, chosen).status_code == 409
    for revision in ("²", "9" * 5000, "-1", ""):
        odd = chosen | {"endpoint": f"{release.deployment_id}:{revision}"}
        assert client.post(where, odd).status_code == 400, revision


WRONG = [
    {"endpoint": "new", "name": "cooler-dev", "reason": ""},
    {"endpoint": "new", "name": "", "reason": make.WHY},
    {"endpoint": "nonsense", "name": "x1", "reason": make.WHY},
    {"name": "cooler-dev", "reason": make.WHY},
]


def test_a_wrong_field_shows_the_dialog_again_with_400(
    browser_of: Any, builder: User, versions: list[Version]
) -> None:
    where = reverse("deployments:deploy", args=[versions[0].pk]) + "?environment=DEV"
    client = browser_of(builder)
    for data in WRONG:
        assert client.post(where, data).status_code == 400, data
    assert not Deployment.objects.exists()


def test_an_unknown_environment_or_a_strangers_version_is_not_found(
    browser_of: Any, builder: User, outsider: User, versions: list[Version]
) -> None:
    where = reverse("deployments:deploy", args=[versions[0].pk])
    assert browser_of(builder).get(f"{where}?environment=STAGE").status_code == 404
    assert browser_of(builder).get(where).status_code == 404
    assert browser_of(outsider).get(f"{where}?environment=DEV").status_code == 404


def test_the_page_names_endpoint_version_why_and_a_request_to_paste(
    browser_of: Any, builder: User, release: Release
) -> None:
    text = text_of(browser_of(builder), page(release))
    assert "Healthy" in text
    assert "hydraulic_model_1 answers" in text
    assert make.WHY in text
    assert f"/{release.deployment_id}/model/score" in text
    assert "cool.20" in text
    assert "found cooler-dev release 1 healthy" in text
    assert "every 1s" not in text


def test_in_prod_the_request_carries_the_place_of_a_key(
    browser_of: Any, fake: FakeRuntime, engineer: User, versions: list[Version]
) -> None:
    release = building.promoted_and_up(engineer, versions[0])
    text = text_of(browser_of(engineer), page(release))
    assert "Authorization: Bearer $HALLMARK_TOKEN" in text


def test_while_it_moves_the_part_asks_for_itself_and_then_stops(
    browser_of: Any, fake: FakeRuntime, builder: User, versions: list[Version]
) -> None:
    release = building.deploy(builder, versions[0])
    client = browser_of(builder)
    text = text_of(client, page(release))
    assert "Deployment data not found" in text
    assert 'hx-trigger="every 1s"' in text
    run_job(building.job_of(release).pk)
    part = text_of(client, page(release, "state"), hx_request="true")
    assert "every 1s" not in part
    assert 'hx-swap-oob="true"' in part
    assert "Healthy" in part


def test_a_failed_release_shows_its_reason_and_who_goes_on(
    browser_of: Any,
    fake: FakeRuntime,
    builder: User,
    release: Release,
    versions: list[Version],
) -> None:
    fake.broken = "Golden row 3, cool.20: expected 0.1, got 0.9."
    building.brought_up(builder, versions[1], deployment=release.deployment)
    text = text_of(browser_of(builder), page(release))
    assert fake.broken in text
    assert "Release 1 goes on answering" in text


def test_state_and_live_release_are_of_one_moment(
    fake: FakeRuntime, builder: User, versions: list[Version]
) -> None:
    """The release becomes Healthy between the two reads of one page."""
    made = building.deploy(builder, versions[0])
    seen = queries.deployment_for(builder, made.deployment_id)
    run_job(building.job_of(made).pk)
    (of_list,) = queries.lines([seen])
    for line in (*queries.releases(seen), queries.newest_release(seen), of_list):
        assert line is not None
        assert (line.is_moving, line.state) == (True, "Launching")
    now = queries.deployment_for(builder, made.deployment_id)
    assert queries.releases(now)[0].state == "Healthy"


def test_roll_back_is_offered_on_older_releases_and_asks_why(
    browser_of: Any, builder: User, release: Release, versions: list[Version]
) -> None:
    building.brought_up(builder, versions[1], deployment=release.deployment)
    client = browser_of(builder)
    where = reverse("deployments:roll_back", args=[release.pk])
    assert where in text_of(client, page(release))
    dialog = text_of(client, where, hx_request="true")
    assert "Roll back cooler-dev to release 1?" in dialog
    assert "takes over at once" in dialog
    revision = building.fresh(release.deployment).revision
    data = {"revision": revision, "reason": make.WHY}
    assert client.post(where, data).status_code == 302
    assert Release.objects.filter(kind="rollback").count() == 1
    assert client.post(where, data).status_code == 409
    assert make.WHY in text_of(client, where, hx_request="true")


def test_who_may_only_look_sees_no_way_to_change_anything(
    browser_of: Any,
    builder: User,
    business: User,
    release: Release,
    versions: list[Version],
) -> None:
    building.brought_up(builder, versions[1], deployment=release.deployment)
    text = text_of(browser_of(business), page(release))
    assert reverse("deployments:roll_back", args=[release.pk]) not in text
    assert page(release, "delete") not in text
    data = {"revision": 3, "reason": make.WHY}
    answer = browser_of(business).post(page(release, "delete"), data)
    assert answer.status_code == 403


def test_a_deleted_endpoint_keeps_its_page(
    browser_of: Any, builder: User, release: Release
) -> None:
    client = browser_of(builder)
    revision = building.fresh(release.deployment).revision
    data = {"revision": revision, "reason": make.WHY}
    answer = client.post(page(release, "delete"), data)
    assert answer.status_code == 302
    text = text_of(client, page(release))
    assert "was deleted" in text
    assert "No deployments available" in text_of(client, answer.headers["Location"])


def test_for_strangers_nothing_is_there(
    browser_of: Any, outsider: User, release: Release
) -> None:
    client = browser_of(outsider)
    for name in ("deployment", "state", "sample", "monitoring", "delete"):
        assert client.get(page(release, name)).status_code == 404, name


def test_monitoring_says_so_when_the_gateway_is_silent(
    browser_of: Any, builder: User, release: Release
) -> None:
    text = text_of(browser_of(builder), page(release, "monitoring"))
    assert "The scoring gateway does not answer" in text


def test_the_sample_request_opens_as_dialog_and_as_page(
    browser_of: Any, builder: User, release: Release
) -> None:
    client = browser_of(builder)
    assert "<dialog" in text_of(client, page(release, "sample"), hx_request="true")
    assert "Copy request" in text_of(client, page(release, "sample"))


def test_a_releases_address_leads_to_its_endpoint(
    browser_of: Any, builder: User, release: Release
) -> None:
    where = reverse("deployments:release", args=[release.pk])
    answer = browser_of(builder).get(where)
    assert answer.headers["Location"].startswith(page(release))


@pytest.mark.usefixtures("fake")
def test_the_lists_take_the_same_number_of_queries_for_any_number_of_rows(
    browser_of: Any,
    builder: User,
    project: Project,
    versions: list[Version],
    django_assert_max_num_queries: Any,
) -> None:
    client = browser_of(builder)
    where = reverse("deployments:deployments", args=[project.pk])
    building.brought_up(builder, versions[0], name="one")
    with django_assert_max_num_queries(100) as first:
        client.get(where)
    for name in ("two", "three", "four"):
        building.brought_up(builder, versions[0], name=name)
    with django_assert_max_num_queries(len(first)):
        client.get(where)


def test_project_and_version_pages_show_where_it_runs(
    browser_of: Any, builder: User, project: Project, release: Release
) -> None:
    client = browser_of(builder)
    text = text_of(client, reverse("registry:project", args=[project.pk]))
    assert "Deploy to PROD" in text
    assert "cooler-dev" in text
    version = text_of(client, reverse("registry:version", args=[release.version_id]))
    assert "Answers on" in version


def test_looking_changes_nothing(
    browser_of: Any, builder: User, release: Release
) -> None:
    before = Entry.objects.count()
    client = browser_of(builder)
    for name in ("deployment", "state", "sample", "monitoring", "delete"):
        client.get(page(release, name))
    assert Entry.objects.count() == before
