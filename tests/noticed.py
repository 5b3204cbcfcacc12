"""What people are told, as the clock would have it."""

from governance import due_work, inbox
from governance.jobs import run_job
from governance.models import Job, Notice, User
from tests.sequenced import sequence


def catch_up() -> None:
    """Number what waits, and tell it."""
    sequence()
    due_work.order()
    for job in Job.objects.filter(kind=due_work.NOTICES, state=Job.State.QUEUED):
        run_job(job.pk)


def quiet() -> None:
    """Everything up to now has been told and read."""
    catch_up()
    Notice.objects.all().delete()


def told(person: User) -> list[str]:
    """The actions that somebody finds among their notices, newest first."""
    return [one.line.action for one in inbox.told(person)]
