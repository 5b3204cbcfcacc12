"""How often somebody may be refused before they have to wait.

Counted in this process, in windows: the first refusal opens one, and whoever reaches
the limit inside it waits for its end. `make run` has one web process; where there are
several, each counts for itself.
"""

import hashlib
import math
import time
from dataclasses import dataclass

from django.core.cache import cache

from governance.exceptions import TooMany


@dataclass(frozen=True, slots=True)
class Limit:
    """So many refusals in so many seconds."""

    name: str
    most: int
    seconds: int

    def check(self, who: object) -> None:
        """TooMany while they have to wait."""
        counted: int = cache.get(self._key(who), 0)
        if counted >= self.most:
            end: float = cache.get(self._key(who, "end"), 0.0)
            raise TooMany(max(1, math.ceil(end - time.time())))

    def count(self, who: object) -> None:
        """One more refusal."""
        if cache.add(self._key(who), 1, self.seconds):
            cache.set(self._key(who, "end"), time.time() + self.seconds, self.seconds)
        else:
            cache.incr(self._key(who))

    def _key(self, who: object, part: str = "count") -> str:
        digest = hashlib.sha256(str(who).encode()).hexdigest()
        return f"{self.name}:{part}:{digest}"


# Wrong passwords of the emergency admin, by the name that was given.
LOGINS = Limit("login", most=5, seconds=15 * 60)
# Refused steps of an account: each costs a transaction, and may cost an entry.
DENIALS = Limit("denial", most=300, seconds=60)
