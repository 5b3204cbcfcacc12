"""The job of a request that was to apply itself once it is approved."""

from deployments import applying
from governance.jobs import JobRun
from governance.models import ChangeRequest

REASON = "Applied by itself once it was approved, as its request had asked for."


def apply(run: JobRun) -> None:
    """Apply it in the name of who asked; nothing when it is over already."""
    change = ChangeRequest.objects.get(pk=run.params["change"])
    if hasattr(change, "end"):
        return
    applying.apply(
        actor=run.actor, change=change, reason=REASON, on_behalf_of=run.requested_by
    )
