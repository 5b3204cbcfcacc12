"""What happens to one request: right, release, score, log, answer - in this order."""

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import count
from typing import cast

from deployments.scoring.messages import Reply, Request, Response, refusal

from . import log
from .access import allowed
from .fleet import Fleet, Live
from .journal import Journal, LogUnwritableError
from .link import Exchange
from .meter import Meter
from .routes import Route

LOGGED = frozenset((200, 400, 413, 422))  # a model's answers; see log.py
KEPT_OF_REFUSED = 4096
_CHALLENGE = b"www-authenticate: Bearer\r\n"
_LATER = b"retry-after: 1\r\n"


@dataclass(slots=True)
class _Admitted:
    """What the head of a request settled."""

    route: Route
    path: str
    key: str | None


@dataclass(slots=True)
class _Call:
    """A request between its arrival and its answer."""

    request: Request
    reply: Reply
    admitted: _Admitted
    live: Live
    begun: float


class Proxy:
    """The application behind the public socket."""

    def __init__(self, fleet: Fleet, journal: Journal, boot: str) -> None:
        """Number predictions from one in each boot."""
        self._fleet = fleet
        self._journal = journal
        self._boot = boot
        self._numbers = count(1)
        self.meters: dict[str, Meter] = {}

    def admit(self, request: Request) -> Response | None:
        """Find the deployment and decide the right, before the body is read."""
        deployment, _, path = request.path[1:].partition("/")
        route = self._fleet.wanted.routes.get(deployment)
        if route is None:
            return refusal(404, "There is no such deployment.")
        header = request.headers.get(b"authorization", b"")
        may, key = allowed(route, header)
        if not may:
            detail = "This deployment needs a valid, unexpired bearer token."
            return refusal(401, detail, _CHALLENGE)
        request.context = _Admitted(route, f"/{path}", key)
        return None

    def handle(self, request: Request, reply: Reply) -> None:
        """Send the request to the release that is live at this moment."""
        begun = time.perf_counter()
        admitted: _Admitted = request.context
        live = self._fleet.live.get(admitted.route.deployment)
        if live is None:
            detail = "The first release of this deployment is not ready yet."
            self._count(request, admitted, 503, begun)
            reply(refusal(503, detail, _LATER))
            return
        exchange = Exchange(request, admitted.path, self._answered, self._failed)
        exchange.context = _Call(request, reply, admitted, live, begun)
        live.worker.submit(exchange)

    def _answered(
        self, exchange: Exchange, status: int, content_type: bytes, body: bytes
    ) -> None:
        call = cast("_Call", exchange.context)
        call.live.worker.settled(exchange)
        response = Response(status, body, content_type, call.live.headers)
        if call.request.method != "POST" or status not in LOGGED:
            self._finish(call, response)
            return
        try:
            self._log(call, response)
        except LogUnwritableError as error:
            self._finish(call, refusal(503, str(error), _LATER))

    def _failed(self, exchange: Exchange, status: int, detail: str) -> None:
        call = cast("_Call", exchange.context)
        self._finish(call, refusal(status, detail, call.live.headers + _LATER))

    def _log(self, call: _Call, response: Response) -> None:
        """Write the record first; answer when it is as safe as the route asks for."""
        now = time.time()
        day, prefix = _day(int(now) // 86400)
        prediction = f"{prefix}-{self._boot}-{next(self._numbers):010d}"
        request = call.request.body
        kept = request if response.status == 200 else request[:KEPT_OF_REFUSED]
        header = _header(prediction, now, call, response.status)
        record = log.encode(header, kept, response.body)
        response.headers += b"X-Hallmark-Prediction: %b\r\n" % prediction.encode()
        deployment = call.admitted.route.deployment
        if call.admitted.route.fsync_each or self._journal.error:
            self._journal.append(
                deployment, day, record, lambda good: self._synced(call, response, good)
            )
        else:
            self._journal.append(deployment, day, record)
            self._finish(call, response)

    def _synced(self, call: _Call, response: Response, good: bool) -> None:  # noqa: FBT001 - the journal's callback
        if not good:
            response = refusal(503, "The prediction log could not be synced.", _LATER)
        self._finish(call, response)

    def _finish(self, call: _Call, response: Response) -> None:
        self._count(call.request, call.admitted, response.status, call.begun)
        call.reply(response)

    def _count(
        self, request: Request, admitted: _Admitted, status: int, begun: float
    ) -> None:
        if request.method == "POST":
            self.meter(admitted.route.deployment).record(
                status, time.perf_counter() - begun
            )

    def meter(self, deployment: str) -> Meter:
        """Give the counts of a deployment."""
        meter = self.meters.get(deployment)
        if meter is None:
            meter = self.meters[deployment] = Meter()
        return meter


_quoted = lru_cache(maxsize=1024)(json.dumps)  # paths and keys repeat


def _header(prediction: str, now: float, call: _Call, status: int) -> bytes:
    return (
        f'{{"id": "{prediction}", "ts": {now:.6f}, '
        f'"path": {_quoted(call.admitted.path)}, "status": {status}, '
        f'"request_length": {len(call.request.body)}, '
        f'"key": {_quoted(call.admitted.key)}, {call.live.facts}\n'
    ).encode()


@lru_cache(maxsize=2)
def _day(number: int) -> tuple[str, str]:
    day = datetime.fromtimestamp(number * 86400, UTC)
    return f"{day:%Y-%m-%d}", f"{day:%Y%m%d}"
