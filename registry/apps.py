"""Projects, experiments, datasets, models and their versions."""

from collections.abc import Callable
from uuid import UUID

from django.apps import AppConfig
from django.urls import reverse

PAGES = ("project", "experiment", "dataset", "version")


class RegistryConfig(AppConfig):
    name = "registry"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell governance what a project is, and which page shows which subject."""
        # Models can be imported only now.
        from governance import inbox, redaction, scopes, subjects  # noqa: PLC0415
        from registry import concerned, validation_waiting  # noqa: PLC0415
        from registry.models import Project  # noqa: PLC0415
        from registry.operations.erase_comment_text import (  # noqa: PLC0415
            erase_comment_text,
        )
        from registry.operations.erase_validation_text import (  # noqa: PLC0415
            erase_validation_text,
        )

        redaction.register_eraser(erase_comment_text)
        redaction.register_eraser(erase_validation_text)
        inbox.register(validation_waiting.waiting)
        concerned.register()
        scopes.register(Project)
        for kind in PAGES:
            subjects.register(kind, _page(kind))


def _page(kind: str) -> Callable[[UUID], str]:
    return lambda key: reverse(f"registry:{kind}", args=[key])
