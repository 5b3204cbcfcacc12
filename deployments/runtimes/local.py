"""The runtime on this machine: folders under DATA_DIR and the scoring gateway."""

import re
import time

from django.conf import settings

from deployments.models import Release
from deployments.runtimes import code, control, environments, routes, specs
from deployments.runtimes.base import Actual, PreparationFailed, Runtime, Tell

MAX_WORDS = 500
# Who may read an index, inside its URL; the password may hold an "@" itself, and may
# stand at the end of words that were cut.
_USERINFO = re.compile(r"(?<=://)[^\s/?#]*(?:@|$)")


class LocalRuntime:
    """Prepares folders, writes the routes file, asks the gateway's control socket."""

    def prepare(self, release: Release, tell: Tell) -> str:
        try:
            return self._prepare(release, tell)
        except PreparationFailed as error:
            raise PreparationFailed(for_members(str(error))) from error

    def _prepare(self, release: Release, tell: Tell) -> str:
        began = time.monotonic()
        built = environments.ensure(release, tell)
        built_in = time.monotonic() - began
        code.ensure(release.code_digest, tell)
        tell("Verifying the stored files")
        specs.verify_and_write(release)
        done = f"Environment built in {built_in:.1f} s" if built else "Environment kept"
        return f"{done}, digests verified"

    def is_prepared(self, release: Release) -> bool:
        """Whether environment, code and spec are all here."""
        return (
            environments.python_of(release.environment_key).exists()
            and code.folder_of(release.code_digest).exists()
            and specs.path_of(release.worker_key).exists()
        )

    def publish(self) -> int:
        return routes.publish()

    def actual(self) -> Actual | None:
        told = control.status(settings.GATEWAY_CONTROL)
        if told is None:
            return None
        return Actual(
            revision=told["revision"],
            routes=told["routes"],
            workers=told["workers"],
            error=told["error"] or "",
            boot=told["boot"],
        )


def runtime() -> Runtime:
    """The runtime of this installation."""
    return LocalRuntime()


def for_members(words: str) -> str:
    """What an installer says, without the secrets of its URLs, and not at length."""
    return _USERINFO.sub("", words)[:MAX_WORDS]
