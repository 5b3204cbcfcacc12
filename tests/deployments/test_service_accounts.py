"""Four eyes and programs: nobody decides on what their service account did."""

import pytest

from deployments.operations.emergency_release import emergency_release
from deployments.runtimes.keys import scoring_keys
from governance import access_answers, access_matrix, inbox
from governance.exceptions import AccessDenied
from governance.models import AccessToken, ChangeRequest, Entry, Grant, User
from governance.operations.close_account import close_account
from governance.operations.hand_over_service_account import hand_over_service_account
from governance.operations.unshare_project import unshare_project
from governance.rights import Right
from registry.models import Project, Version
from registry.operations.open_validation import open_validation
from tests import make
from tests.deployments import building as endpoints
from tests.deployments import promoting
from tests.deployments.building import FakeRuntime
from tests.deployments.test_routes import keys_of
from tests.registry import building

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(builder: User, project: Project, outsider: User, admin: User) -> User:
    """A second Owner, who validates, too."""
    promoting.short_policy(admin)
    for role in ("owner", "validator"):
        make.share(builder, project, "outsider", role)
    return outsider


@pytest.fixture
def program(owner: User, project: Project) -> User:
    return make.service(owner, project, role="data_scientist")


@pytest.fixture
def made(program: User, project: Project) -> Version:
    """What the program trained."""
    experiment = building.experiment(program, project)
    return building.version(program, project, experiment=experiment)


def refused(person: User, change: ChangeRequest) -> None:
    before = Entry.objects.count()
    with pytest.raises(AccessDenied):
        promoting.reviewed(person, change)
    assert not change.approvals.exists()
    assert [e.action for e in make.entries_since(before)] == ["access.denied"]


def test_an_owner_does_not_approve_what_their_program_built(
    builder: User, owner: User, validator: User, made: Version
) -> None:
    change = promoting.asked(builder, made)
    refused(owner, change)
    promoting.reviewed(validator, change)


def test_an_owner_does_not_approve_what_their_program_asked_for(
    owner: User, validator: User, program: User, versions: list[Version]
) -> None:
    change = promoting.asked(program, versions[0])
    refused(owner, change)
    promoting.reviewed(validator, change)


def test_handing_it_over_does_not_help(
    builder: User, owner: User, program: User, made: Version
) -> None:
    hand_over_service_account(
        actor=owner, account=program, owner="builder", reason=make.WHY
    )
    change = promoting.asked(builder, made)
    refused(owner, change)
    with pytest.raises(AccessDenied):
        open_validation(actor=owner, version=made)


def test_an_owner_does_not_validate_what_their_program_built(
    owner: User, validator: User, made: Version
) -> None:
    with pytest.raises(AccessDenied, match="built something"):
        open_validation(actor=owner, version=made)
    assert open_validation(actor=validator, version=made).is_open


def test_a_program_neither_approves_nor_validates(
    builder: User, program: User, versions: list[Version]
) -> None:
    change = promoting.asked(builder, versions[0])
    refused(program, change)
    with pytest.raises(AccessDenied):
        open_validation(actor=program, version=versions[0])


def test_a_program_makes_no_emergency_release(
    builder: User,
    engineer: User,
    owner: User,
    project: Project,
    versions: list[Version],
) -> None:
    robot = make.service(builder, project, role="engineer", owner="engineer")
    with pytest.raises(AccessDenied, match="Only people"):
        emergency_release(
            actor=robot,
            version=versions[0],
            environment="PROD",
            name="hot-prod",
            reason=make.WHY,
        )
    told = access_answers.answer(project.pk, robot, Right.DEPLOY_EMERGENCY)
    assert (told.allowed, told.faults) == (False, ())
    lines = access_matrix.matrix(project.pk).lines
    cells = next(line.cells for line in lines if line.person == robot)
    ways = {cell.right: cell.way for cell in cells}
    assert ways[Right.DEPLOY_PROD] == "direct"
    assert ways[Right.DEPLOY_EMERGENCY] == ""


def test_a_program_deploys_in_its_own_name(
    fake: FakeRuntime, owner: User, program: User, versions: list[Version]
) -> None:
    release = endpoints.brought_up(program, versions[0])
    assert release.requested_by == program
    entry = Entry.objects.filter(action="release.deployed").latest("pk")
    assert entry.actor_id == program.pk


def test_its_key_scores_on_its_project_while_its_owner_may(
    builder: User, admin: User, owner: User, program: User, project: Project
) -> None:
    other = make.project(builder, "another")
    make.secret(owner, program)
    key = str(AccessToken.objects.get().pk)
    assert keys_of(project) == {key}
    assert keys_of(other) == set()
    close_account(actor=admin, person=owner, reason=make.WHY)
    assert keys_of(project) == set()


def test_only_tokens_that_may_score_there_are_published(
    builder: User, project: Project
) -> None:
    other = make.project(builder, "another")
    make.secret(builder, project_id=other.pk)
    make.secret(builder, rights=["project.view"])
    assert keys_of(project) == set()
    make.secret(builder, project_id=project.pk, rights=["project.score"])
    assert len(keys_of(project)) == 1
    assert len(keys_of(other)) == 1


def test_a_key_ends_with_what_ends_first(
    builder: User, outsider: User, project: Project
) -> None:
    """The role of the program, its owner's role, or the token."""
    grant = make.share(builder, project, "outsider")
    assert grant.valid_until is None
    make.secret(outsider, make.service(builder, project, owner="outsider", days=5))
    (key,) = scoring_keys([project.pk])[project.pk]
    (held,) = User.objects.get(username="service:pipeline").grants.all()
    assert held.valid_until is not None
    assert key["expires"] == held.valid_until.timestamp()


def test_an_owner_is_not_asked_to_decide_what_their_program_asked_for(
    owner: User, validator: User, program: User, versions: list[Version]
) -> None:
    promoting.asked(program, versions[0])
    assert [line.kind for line in inbox.waiting(validator)] == ["Approval"]
    assert "Approval" not in [line.kind for line in inbox.waiting(owner)]


def test_who_left_a_project_no_longer_reads_how_their_request_there_goes(
    builder: User, owner: User, project: Project, versions: list[Version]
) -> None:
    promoting.asked(builder, versions[0])
    assert len(inbox.asked(builder)) == 1
    mine = Grant.objects.get(user=builder, scope=project.pk, role="owner")
    unshare_project(actor=owner, project=project, grant=mine, reason=make.WHY)
    assert inbox.asked(builder) == []
