"""Projects, experiments, datasets, models and their versions."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "registry"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell governance what a project is."""
        from governance import scopes  # noqa: PLC0415 - models load after apps
        from registry.models import Project  # noqa: PLC0415

        scopes.register(Project)
