"""The API describes itself, completely and without a warning."""

from typing import Any

from drf_spectacular import generators, validation
from drf_spectacular.drainage import GENERATOR_STATS

from tests.permissions.asking import routes


def document() -> dict[str, Any]:
    """The OpenAPI document, checked against its own schema."""
    untyped: Any = (generators.SchemaGenerator, validation.validate_schema)
    generator, validate = untyped
    made: dict[str, Any] = generator().get_schema(request=None, public=True)
    validate(made)
    return made


def test_the_document_is_valid_and_complete() -> None:
    GENERATOR_STATS.reset()
    schema = document()
    assert not GENERATOR_STATS
    described = len(schema["paths"])
    assert described == sum("_api:" in name for name, _ in routes())


def test_every_step_says_what_it_does() -> None:
    schema = document()
    for path, item in schema["paths"].items():
        for method, operation in item.items():
            assert operation.get("description") or operation.get("summary"), (
                f"{method} {path} says nothing"
            )
