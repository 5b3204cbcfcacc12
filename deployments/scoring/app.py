"""The worker's routes: which path answers what."""

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from . import h2o, inference_v2, invocations
from .errors import BadInputError
from .messages import TEXT, Reply, Request, Response, as_json, refusal
from .predictor import Predictor

_log = logging.getLogger(__name__)
Answer = Callable[[bytes], Response]
Routes = dict[tuple[str, str], Answer]
Score = Callable[[Predictor, bytes], dict[str, Any]]


class App:
    """Answers from one loaded model, in three protocols over one prediction."""

    def __init__(self, predictor: Predictor) -> None:
        """Render what never changes once."""
        self._routes = _h2o(predictor) | _v2(predictor) | _mlflow(predictor)
        self._paths = {path for _, path in self._routes}

    def admit(self, request: Request) -> Response | None:
        """Refuse unknown paths and methods before their body is read."""
        method = "GET" if request.method == "HEAD" else request.method
        request.context = self._routes.get((method, request.path))
        if request.context is not None:
            return None
        if request.path in self._paths:
            return refusal(405, f"{request.path} does not take {request.method}.")
        return refusal(404, "There is no such path.")

    def handle(self, request: Request, reply: Reply) -> None:
        """Answer at once; the model runs in this thread, one request at a time."""
        try:
            response: Response = request.context(request.body)
        except Exception:  # noqa: BLE001 - one bad request must not end the worker
            _log.exception("Scoring failed")
            response = refusal(500, "The model could not score this request.")
        reply(response)


def _h2o(predictor: Predictor) -> Routes:
    spec = predictor.spec
    return {
        ("POST", "/model/score"): _scoring(h2o.score, predictor, "detail"),
        ("POST", "/model/contribution"): _not_offered,
        ("POST", "/model/media-score"): _not_offered,
        ("GET", "/model/schema"): _always(as_json(h2o.schema(spec))),
        ("GET", "/model/sample_request"): _always(as_json(spec.sample)),
        ("GET", "/model/id"): _always(Response(200, spec.id.encode(), TEXT)),
        ("GET", "/model/capabilities"): _always(as_json(h2o.CAPABILITIES)),
        ("GET", "/readyz"): _always(as_json({"ready": True})),
    }


def _v2(predictor: Predictor) -> Routes:
    name = predictor.spec.id
    model = f"/v2/models/{quote(name, safe='')}"
    server = {"name": "hallmark", "version": "1", "extensions": []}
    return {
        ("POST", f"{model}/infer"): _scoring(inference_v2.infer, predictor, "error"),
        ("GET", model): _always(as_json(inference_v2.metadata(predictor.spec))),
        ("GET", f"{model}/ready"): _always(as_json({"name": name, "ready": True})),
        ("GET", "/v2"): _always(as_json(server)),
        ("GET", "/v2/health/live"): _always(as_json({"live": True})),
        ("GET", "/v2/health/ready"): _always(as_json({"ready": True})),
    }


def _mlflow(predictor: Predictor) -> Routes:
    score = _scoring(invocations.invoke, predictor, "message")
    return {("POST", "/invocations"): score, ("GET", "/ping"): _always(as_json({}))}


def _scoring(score: Score, predictor: Predictor, member: str) -> Answer:
    """Answer by a protocol; `member` is where that protocol puts an error's words."""

    def answer(body: bytes) -> Response:
        try:
            return as_json(score(predictor, body))
        except BadInputError as error:
            return as_json({member: error.detail}, error.status)

    return answer


def _always(response: Response) -> Answer:
    return lambda body: response


def _not_offered(body: bytes) -> Response:
    return refusal(501, "This model does not offer this.")
