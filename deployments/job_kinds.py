"""The kinds of background work of this app, and how a repeatable one is named."""

from uuid import UUID

from governance.identifiers import uuid7

RELEASE = "release"
PUBLISH = "publish_routes"


def release_key(release_id: UUID) -> str:
    """One release is brought up by one job."""
    return f"release:{release_id}"


def publish_key() -> str:
    """Publishing has no effect to count: it writes what is true, as often as asked."""
    return f"publish_routes:{uuid7()}"
