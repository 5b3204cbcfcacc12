"""The demo's content: made once, in ds1's name, seen by nobody else."""

from collections import Counter

import pytest

from config.demo.recipes import COOLER_LINEAR, VALVE_LINEAR, tiny
from config.demo.seed import seed
from governance.models import Entry, User
from registry.integrity import check
from registry.models import Project, Version
from tests.registry.building import quick_inspection

RECIPES = [tiny(COOLER_LINEAR), tiny(VALVE_LINEAR)]


@pytest.mark.usefixtures("db")
def test_the_demo_is_seeded_once_and_goes_on_where_it_stopped() -> None:
    told: list[tuple[float, str]] = []
    with quick_inspection():
        seed(lambda fraction, words: told.append((fraction, words)), RECIPES[:1])
        project = seed(lambda *_: None, RECIPES)
        before = Entry.objects.count()
        seed(lambda *_: None, RECIPES)
    assert Entry.objects.count() == before
    assert [str(version) for version in Version.objects.order_by("pk")] == [
        "hydraulic_model_1",
        "valve_model_1",
    ]
    assert [fraction for fraction, _ in told] == sorted(f for f, _ in told)
    actions = Counter(Entry.objects.values_list("action", flat=True))
    assert actions["version.registered"] == actions["experiment.added"] == 2
    _check_content(project)


def _check_content(project: Project) -> None:
    ds1, ds2 = (User.objects.get(username=name) for name in ("ds1", "ds2"))
    assert list(Project.objects.visible_to(ds1)) == [project]
    assert not Project.objects.visible_to(ds2).exists()
    version = Version.objects.get(model_name="hydraulic_model")
    assert version.schema["outputs"] == [
        "cool_cond_y.3",
        "cool_cond_y.20",
        "cool_cond_y.100",
    ]
    assert len(version.schema["fields"]) == 17
    assert version.metrics["grouped/accuracy"]
    assert check(version).holds
