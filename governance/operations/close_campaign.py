"""Attest an access review: whoever opened it says that it is done."""

from django.utils import timezone

from governance import campaigns
from governance.actions import Action
from governance.exceptions import AccessDenied, IllegalMove
from governance.models import Campaign, User
from governance.recording import governed


def close_campaign(*, actor: User, campaign: Campaign, reason: str) -> Campaign:
    """The sentence with its counts is kept and enters the ledger.

    Only whoever opened it, or, when that account is closed or lost the right, another
    who may share what was reviewed. Refused while a grant is open or after the review
    was attested.
    """
    with governed(actor, Action.REVIEW_ATTESTED, campaign, reason=reason) as record:
        row: Campaign = record.subject
        refuse_stranger(record.actor, row)
        if row.attested_at is not None:
            raise IllegalMove("This access review is attested already.")
        standing = campaigns.progress(row)
        if standing.open:
            raise IllegalMove(
                f"{standing.open} grants are open. Decide them, or wait until they end."
            )
        row.attestation = sentence(standing)
        row.attested_by, row.attested_at = record.actor, timezone.now()
        row.attestation_uuid = record.uuid
        row.save()
        record.change("attestation", None, row.attestation)
    return row


def refuse_stranger(actor: User, campaign: Campaign) -> None:
    """AccessDenied unless the actor opened it, or who did may no longer attest it."""
    if not campaigns.attests(actor, campaign):
        opener = campaign.opened_by
        raise AccessDenied(f"{opener} opened this review and attests it.")


def sentence(standing: campaigns.Progress) -> str:
    """What is attested, in the words that are kept."""
    return (
        f"I attest that the access of this review was looked at, grant by grant, "
        f"by people who do not hold it. {standing.words}."
    )
