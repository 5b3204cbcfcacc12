"""Close the review that an emergency release owes."""

from deployments.models import Emergency, EmergencyReview
from governance.actions import Action
from governance.exceptions import AccessDenied, Conflict, InvalidInput
from governance.faces import meet
from governance.models import User
from governance.recording import governed


def review_emergency(
    *, actor: User, emergency: Emergency, outcome: str, reason: str
) -> EmergencyReview:
    """What somebody else finds: justified or not; late is possible, twice is not.

    Refuses whoever made the release, in whatever account.
    """
    if outcome not in EmergencyReview.Outcome:
        names = ", ".join(EmergencyReview.Outcome)
        raise InvalidInput("outcome", f"Choose one of: {names}.")
    with governed(actor, Action.EMERGENCY_REVIEWED, emergency, reason=reason) as record:
        row: Emergency = record.subject
        if meet([actor.pk], [row.made_by_id]):
            raise AccessDenied("You made this release. Somebody else reviews it.")
        if not actor.kind == User.Kind.PERSON:
            raise AccessDenied(f"{actor} is no person; only people review.")
        if EmergencyReview.objects.filter(emergency=row).exists():
            raise Conflict(f"The review of {row} is closed already.")
        record.change("outcome", None, outcome)
        record.change("release", None, row.release.number)
        return EmergencyReview.objects.create(
            emergency=row,
            outcome=EmergencyReview.Outcome(outcome),
            reviewed_by=actor,
            entry=record.uuid,
        )
