"""Sends one request of the matrix and tells the status."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from tests.permissions.requests import (
    ADDRESSES,
    BY_ARGUMENT,
    OF_FIRST_VERSION,
    POSTS,
    QUERIES,
)
from tests.permissions.world import World


def routes() -> list[tuple[str, URLPattern]]:
    """Every named address of the product."""
    return list(_walk(get_resolver().url_patterns, ""))


def _walk(
    patterns: list[URLPattern | URLResolver], space: str
) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = pattern.namespace or space
            yield from _walk(pattern.url_patterns, str(inner))
        else:
            yield f"{space}:{pattern.name}" if space else str(pattern.name), pattern


def address(world: World, route: str) -> str:
    """The route's address for the things of the world."""
    if route in OF_FIRST_VERSION:
        return reverse(route, args=[world.versions[0].pk])
    if route in ADDRESSES:
        return reverse(route, args=ADDRESSES[route](world))
    names = _arguments(route)
    values = [BY_ARGUMENT[_meaning(route, name)](world) for name in names]
    return reverse(route, args=values) + QUERIES.get(route, "")


def _arguments(route: str) -> list[str]:
    pattern = next(pattern for name, pattern in routes() if name == route)
    return list(pattern.pattern.converters)


def _meaning(route: str, argument: str) -> str:
    if argument == "key":
        return "experiment_id" if "experiment" in route else "version_id"
    return argument


def ask(world: World, route: str, method: str, person: str) -> Any:
    """The answer that somebody gets."""
    world.actor = person
    client = world.browser_of(person)
    where = address(world, route)
    answer: Any
    if method == "GET":
        answer = client.get(where)
    else:
        data = POSTS[route](world) if route in POSTS else {}
        answer = client.post(where, data, **as_json(where, data))
    if answer.streaming:
        b"".join(answer.streaming_content)  # a file stays open until it is read
    return answer


def as_json(where: str, data: dict[str, Any]) -> dict[str, Any]:
    """How the data is sent: the API takes JSON unless files are in it."""
    has_file = any(hasattr(value, "read") for value in data.values())
    is_api = resolve(where.split("?", maxsplit=1)[0]).route.startswith("api/")
    return {"content_type": "application/json"} if is_api and not has_file else {}
