"""The whole machine: people do things in any order, and a model foretells them.

The real operations run in the real database. After each step the rows are read by brute
force, and the states are compared with the model's.
"""

from datetime import timedelta

from django.utils import timezone
from hypothesis.stateful import invariant

from governance import changes
from governance.models import ChangeRequest
from registry.models import Project
from tests.permissions import brute_force
from tests.permissions.moving.access import AccessSteps
from tests.permissions.moving.changes import ChangeSteps
from tests.permissions.moving.versions import VersionSteps


class Moving(AccessSteps, VersionSteps, ChangeSteps):
    """All steps, and what holds after each."""

    @invariant()
    def four_eyes_saw_it(self) -> None:
        brute_force.check_four_eyes()

    @invariant()
    def one_release_answers(self) -> None:
        brute_force.check_one_answers()
        for place, rows in self.releases.items():
            live, there = self.model.live(place), self.endpoint(place)
            at = self.model.places[place].index(live) if live else None
            named = there.live_release_id if there else None
            assert named == (rows[at].pk if at is not None else None)

    @invariant()
    def everybody_sees_what_the_rows_say(self) -> None:
        told = brute_force.seen(self.people.values(), timezone.now())
        for person in self.people.values():
            rows = Project.objects.visible_to(person).values_list("pk", flat=True)
            assert set(rows) == told[person.pk], person

    @invariant()
    def an_owner_stays(self) -> None:
        brute_force.check_owner(self.project, timezone.now())

    @invariant()
    def changes_stand_as_foretold(self) -> None:
        """The two newest, which the steps are mostly about; all would take long."""
        both = list(zip(self.changes, self.model.changes, strict=True))
        for row, change in both[-2:]:
            fresh = ChangeRequest.objects.get(pk=row.pk)
            told = changes.standing(fresh).state.lower()
            assert told == self.model.state(change), f"{row}"

    @invariant()
    def a_second_goes_by(self) -> None:
        self.pass_time(timedelta(seconds=1))
