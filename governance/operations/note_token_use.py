"""Write down when a token was last used. The one change without an entry."""

from datetime import datetime

from django.db.models import Q

from governance.models import AccessToken
from governance.tokens import USE_EVERY, is_use_due


def note_token_use(*, token: AccessToken, at: datetime) -> None:
    """Move the token's last use on, at most once a minute.

    A conditional update: of many requests in one minute one writes. It changes no right
    and no reader of the ledger misses it, so it has no entry (docs/audit-scope.md).
    """
    if not is_use_due(token, at):
        return
    before = Q(last_used_at=None) | Q(last_used_at__lte=at - USE_EVERY)
    AccessToken.objects.filter(before, pk=token.pk).update(last_used_at=at)
