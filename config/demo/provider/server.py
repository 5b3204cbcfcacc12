"""Serve the provider with gunicorn."""

from collections.abc import Callable
from typing import Any

from django.core.wsgi import get_wsgi_application
from gunicorn.app.base import BaseApplication

from config.demo.provider.configuration import Configuration


class Server(BaseApplication):  # type: ignore[misc]  # the library has no types
    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        super().__init__()

    def load_config(self) -> None:
        host, port = self.configuration.host, self.configuration.port
        address = f"[{host}]" if ":" in host.strip("[]") else host
        settings = {
            "bind": f"{address}:{port}",
            "worker_class": "gthread",
            "workers": 1,  # failed logins are counted in one memory
            "threads": 8,
            "graceful_timeout": 3,
            "preload_app": True,
            "loglevel": "warning",
            "proc_name": "hallmark-demo-provider",
            "control_socket_disable": True,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        return get_wsgi_application()
