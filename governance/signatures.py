"""What somebody signs with a fresh login, as 21 CFR 11.50 asks: who, when, meaning."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from governance.change_kinds import title_of
from governance.models import Approval, ChangeRequest

_MEANINGS = {
    Approval.Verdict.APPROVE: "I approve {what}: I have read its difference, its gate "
    "and the reason given for it.",
    Approval.Verdict.CHANGES: "I ask for changes before {what} can be approved.",
    Approval.Verdict.REJECT: "I reject {what}.",
}


@dataclass(frozen=True, slots=True)
class Signature:
    """A proof at the provider, given for one decision. Made by `signing_off` alone."""

    person: UUID
    change: UUID
    verdict: str
    binding: str
    auth_time: datetime


def meaning_of(change: ChangeRequest, verdict: str) -> str:
    """The sentence that the signature stands for; shown before and kept after."""
    title = title_of(change)
    what = f"{change} ({title[:1].lower()}{title[1:]})"
    return _MEANINGS[Approval.Verdict(verdict)].format(what=what)
