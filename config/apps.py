"""The wiring as an app: its commands seed the demo."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
