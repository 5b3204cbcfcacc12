"""Comment on a version, an experiment or a deployment."""

from governance.actions import Action
from governance.exceptions import InvalidInput
from governance.models import Subject, User
from governance.recording import governed
from registry.models import Comment
from registry.names import paragraph

MAX_COMMENT = 2000


def add_comment(*, actor: User, subject: Subject, text: str) -> Comment:
    """Add a comment that everybody on the project can read; it is never edited.

    Refuses an empty text, one over 2,000 characters, and things of no project.
    """
    text = paragraph("text", text, limit=MAX_COMMENT)
    if subject.scope_id is None:
        raise InvalidInput("subject", "Comments belong to things of a project.")
    with governed(actor, Action.COMMENT_ADDED, subject) as record:
        comment = Comment.objects.create(
            project_id=subject.scope_id,
            about_type=subject.subject_type,
            about_id=subject.pk,
            author=actor,
            text=text,
        )
        record.disclose("comment", None, text)
        record.change("comment_id", None, str(comment.pk))
    return comment
