"""The worker's routes: which path answers what."""

import logging
from collections.abc import Callable

from . import h2o
from .errors import BadInputError
from .messages import TEXT, Reply, Request, Response, as_json, refusal
from .predictor import Predictor

_log = logging.getLogger(__name__)
Answer = Callable[[bytes], Response]


class App:
    """Answers from one loaded model."""

    def __init__(self, predictor: Predictor) -> None:
        """Render what never changes once."""
        self._predictor = predictor
        spec = predictor.spec
        self._routes: dict[tuple[str, str], Answer] = {
            ("POST", "/model/score"): self._scored,
            ("POST", "/model/contribution"): _not_offered,
            ("POST", "/model/media-score"): _not_offered,
            ("GET", "/model/schema"): _always(as_json(h2o.schema(spec))),
            ("GET", "/model/sample_request"): _always(as_json(spec.sample)),
            ("GET", "/model/id"): _always(Response(200, spec.id.encode(), TEXT)),
            ("GET", "/model/capabilities"): _always(as_json(h2o.CAPABILITIES)),
            ("GET", "/readyz"): _always(as_json({"ready": True})),
        }
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
            response = request.context(request.body)
        except BadInputError as error:
            response = refusal(error.status, error.detail)
        except Exception:  # noqa: BLE001 - one bad request must not end the worker
            _log.exception("Scoring failed")
            response = refusal(500, "The model could not score this request.")
        reply(response)

    def _scored(self, body: bytes) -> Response:
        return as_json(h2o.score(self._predictor, body))


def _always(response: Response) -> Answer:
    return lambda body: response


def _not_offered(body: bytes) -> Response:
    return refusal(501, "This model does not offer this.")
