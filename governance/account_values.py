"""Which accounts hold a value: listed when it is erased, and kept as they are."""

from datetime import datetime

from django.db.models import Q

from governance.models import User
from governance.redaction import Erased, Kept


def holding(erased: Erased, since: datetime) -> list[Kept]:
    """Accounts whose name is the value; the provider describes them, whenever made.

    They are named by their identifier: the entry of an erasure tells no name.
    """
    text = str(erased.value)
    same = Q(username=text) | Q(name=text) | Q(email=text)
    rows = User.objects.filter(same).exclude(kind=User.Kind.SYSTEM) if text else []
    return [Kept("account", user.pk, str(user.pk)) for user in rows]
