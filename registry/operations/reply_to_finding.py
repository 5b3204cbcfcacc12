"""Answer a finding, as those who build."""

from governance.actions import Action
from governance.exceptions import InvalidInput
from governance.models import User
from governance.recording import governed
from registry.models import Finding, FindingReply
from registry.names import paragraph
from registry.validating import still_unclosed

MAX_REPLY = 2000
MAX_REPLIES = 200


def reply_to_finding(*, actor: User, finding: Finding, text: str) -> FindingReply:
    """Say what was done, or why nothing is; a validator closes the finding.

    Also after the verdict, for findings that are conditions. Refuses an empty text and
    a finding that is closed.
    """
    text = paragraph("text", text, limit=MAX_REPLY)
    version = finding.validation.version
    with governed(actor, Action.FINDING_REPLIED, version) as record:
        current = still_unclosed(finding)
        if current.replies.count() >= MAX_REPLIES:
            raise InvalidInput("text", f"A finding has at most {MAX_REPLIES} replies.")
        reply = FindingReply.objects.create(finding=current, text=text, author=actor)
        record.change("number", None, current.number)
        record.change("reply_id", None, str(reply.pk))
        record.disclose("reply", None, text)
    return reply
