"""Approve a change request, ask for changes in it, or reject it."""

import hmac

from django.utils import timezone

from governance import changes, jobs
from governance.actions import Action
from governance.change_kinds import kind_of
from governance.exceptions import AccessDenied, IllegalMove, InvalidInput
from governance.models import Approval, ChangeEnd, ChangeRequest, Job, User
from governance.operations.ending import end, stood
from governance.recording import Record, governed
from governance.signatures import Signature, meaning_of

Verdict = Approval.Verdict
ACTION_OF: dict[str, Action] = {
    Verdict.APPROVE: Action.CHANGE_APPROVED,
    Verdict.CHANGES: Action.CHANGE_SENT_BACK,
    Verdict.REJECT: Action.CHANGE_REJECTED,
}


def review_change(
    *,
    actor: User,
    change: ChangeRequest,
    verdict: str,
    reason: str,
    signature: Signature,
) -> Approval:
    """A signed decision on a change request.

    Refuses a request that no longer waits (ended, void, expired), whoever asked for it
    or built anything in its lineage, in whatever account, and a signature that is not
    fresh or was given for another decision.
    """
    if verdict not in ACTION_OF:
        raise InvalidInput("verdict", "Approve, ask for changes, or reject.")
    chosen = Verdict(verdict)
    with governed(actor, ACTION_OF[chosen], change, reason=reason) as record:
        row: ChangeRequest = record.subject
        standing = changes.standing(row)
        _refuse_over(row, standing)
        barred = changes.Barred(row).why(record.actor)
        if barred:
            raise AccessDenied(barred)
        _refuse_unsigned(row, record.actor, chosen, signature)
        made = _signed(record, row, chosen, signature)
        if chosen is Verdict.REJECT:
            end(record, row, ChangeEnd.State.REJECTED, stood(row))
        elif row.auto_apply and _is_approved(row):
            _order(row, made)
    return made


def _refuse_over(row: ChangeRequest, standing: changes.Standing) -> None:
    if not standing.is_pending:
        why = " ".join(standing.words)
        raise IllegalMove(f"{row} is {standing.state.lower()}. {why}")


def _refuse_unsigned(
    row: ChangeRequest, actor: User, verdict: Verdict, signature: Signature
) -> None:
    """A signature is for one person, one decision and one binding, and is fresh."""
    given = (str(signature.person), str(signature.change), signature.verdict)
    same = given == (str(actor.pk), str(row.pk), verdict.value)
    if not same or not hmac.compare_digest(signature.binding, row.binding):
        raise IllegalMove("This was signed for another decision. Sign this one.")
    age = timezone.now() - signature.auth_time
    if not -changes.FRESH < age <= changes.FRESH:
        seconds = int(changes.FRESH.total_seconds())
        raise IllegalMove(
            f"You logged in more than {seconds} seconds ago for this. Sign again."
        )


def _signed(
    record: Record, row: ChangeRequest, verdict: Verdict, signature: Signature
) -> Approval:
    meaning = meaning_of(row, verdict)
    record.change("meaning", None, meaning)
    record.change("auth_time", None, signature.auth_time.isoformat())
    record.hash("binding", row.binding)
    return Approval.objects.create(
        change=row,
        person=record.actor,
        verdict=verdict,
        binding=row.binding,
        meaning=meaning,
        auth_time=signature.auth_time,
        signed_at=timezone.now(),
        entry=record.uuid,
    )


def _is_approved(row: ChangeRequest) -> bool:
    return changes.standing(row).state is changes.State.APPROVED


def _order(row: ChangeRequest, made: Approval) -> None:
    """The last approval orders the work, in the name of who asked.

    Once: unless it waits already. When it was refused, for somebody had asked for
    changes meanwhile, the approval that opens the way again orders it anew.
    """
    waits = [Job.State.QUEUED, Job.State.RUNNING]
    mine = Job.objects.filter(about_type=row.subject_type, about_id=row.pk)
    if not mine.filter(kind=kind_of(row).job, state__in=waits).exists():
        jobs.enqueue(
            row.requested_by,
            kind_of(row).job,
            row,
            f"apply_change:{row.pk}:{made.pk}",
            {"change": str(row.pk)},
        )
