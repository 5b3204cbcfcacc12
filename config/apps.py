"""The wiring as an app: its commands seed the demo, its ready() joins the broker."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        """Give Celery its broker; without it no wake-up ever leaves the web."""
        import config.celery  # noqa: F401, PLC0415 - reads the settings, which are ready
