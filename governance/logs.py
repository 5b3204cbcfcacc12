"""How log lines are written: a constant event, its facts, and the request's id.

No secret is ever a fact: events name ids, counts and sentences of refusals.
"""

from collections.abc import MutableMapping
from typing import Any

import structlog

from governance.context import current

Event = MutableMapping[str, Any]


def name_request(logger: object, method: str, event: Event) -> Event:
    """Add the id of the request or job that the line belongs to."""
    here = current()
    if here is not None:
        event["request"] = str(here.request_id)
        event["source"] = here.source
    return event


BEFORE: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    name_request,
]


def formatter(*, as_json: bool) -> dict[str, Any]:
    """A logging formatter: readable lines, or one JSON object a line."""
    render: Any = structlog.processors.JSONRenderer()
    if not as_json:
        render = structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)
    return {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": BEFORE,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            render,
        ],
    }


def configure() -> None:
    """Let structlog's events go through the standard library's handlers."""
    structlog.configure(
        processors=[*BEFORE, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
