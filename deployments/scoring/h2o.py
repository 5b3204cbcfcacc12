"""The H2O scoring contract: fields and rows of strings in, scores as strings out."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .errors import BadInputError, NotOfferedError
from .json_body import parse
from .predictor import Predictor, as_text
from .spec import Spec

CAPABILITIES = ["SCORE"]


@dataclass(slots=True)
class _Options:
    """What a caller may ask for beside the scores."""

    included: list[str]
    id_field: str | None
    id_is_made: bool
    named: bool


def score(predictor: Predictor, body: bytes) -> dict[str, Any]:
    """Answer POST /model/score."""
    return score_document(predictor, parse(body))


def score_document(predictor: Predictor, document: dict[str, Any]) -> dict[str, Any]:
    """Score a parsed request."""
    fields, rows = document.get("fields"), document.get("rows")
    if len(document) == 2:  # the common request asks for nothing else
        return _answer(predictor, as_text(predictor.predict(fields, rows)))
    options = _options(document)
    extra = [*options.included, *([options.id_field] if options.id_field else [])]
    scores = as_text(predictor.predict(fields, rows, extra))
    copied = _copied(document["fields"], document["rows"], options)
    joined = [[*left, *right] for left, right in zip(copied, scores, strict=True)]
    answer = _answer(predictor, joined, options.included)
    if not options.named:
        del answer["fields"]
    return answer


def _answer(
    predictor: Predictor, score: list[list[Any]], before: Sequence[str] = ()
) -> dict[str, Any]:
    spec = predictor.spec
    return {"id": spec.id, "fields": [*before, *spec.outputs], "score": score}


def _options(document: dict[str, Any]) -> _Options:
    if document.get("requestShapleyValueType", "NONE") not in ("NONE", None):
        raise NotOfferedError("This model gives no contributions.")
    if document.get("requestPredictionIntervals"):
        raise NotOfferedError("This model gives no prediction intervals.")
    fields = document.get("fields")
    present = fields if isinstance(fields, list) else []
    id_field = document.get("idField")
    if id_field is not None and not isinstance(id_field, str):
        raise BadInputError("'idField' must be the name of a field.")
    included = document.get("includeFieldsInOutput") or []
    if not isinstance(included, list):
        raise BadInputError("'includeFieldsInOutput' must be a list of field names.")
    for name in included:
        if name != id_field and name not in present:
            shown = json.dumps(name)[:60]
            raise BadInputError(
                f"includeFieldsInOutput names {shown}, which is no field."
            )
    made = id_field is not None and id_field not in present
    ordered = [name for name in included if not (made and name == id_field)]
    if made and id_field in included:
        ordered.append(str(id_field))  # a made identifier stands after copied fields
    named = not document.get("noFieldNamesInOutput")
    return _Options(ordered, id_field, made, named)


def _copied(
    fields: list[str], rows: list[list[Any]], options: _Options
) -> list[list[str | None]]:
    made = options.id_field if options.id_is_made else None
    places = [None if name == made else fields.index(name) for name in options.included]
    return [
        [str(uuid.uuid4()) if at is None else _as_cell(row[at]) for at in places]
        for row in rows
    ]


def _as_cell(cell: Any) -> str | None:
    if cell is None or isinstance(cell, str):
        return cell
    return json.dumps(cell)


def schema(spec: Spec) -> dict[str, Any]:
    """Answer GET /model/schema."""
    inputs = [{"name": f.name, "dataType": f.data_type} for f in spec.fields]
    outputs = [{"name": name, "dataType": spec.output_type} for name in spec.outputs]
    return {
        "id": spec.id,
        "name": spec.id,
        "schema": {
            "inputFields": inputs,
            "outputFields": outputs,
            "targetFields": [spec.target],
        },
        "properties": {"scoringType": spec.scoring_type},
    }
