"""Samples as a small site on loopback: enough of a server for the script's manners."""

import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

from django.contrib.staticfiles import finders

from tests.ui import samples
from tests.ui.catalogue import COMPONENTS, DOORS, PAGES
from tests.ui.rendering import rendered

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'"
)


def page(name: str) -> str:
    """A page of the catalogue, or a component inside the members page."""
    for cases, user in ((PAGES, samples.DS1), (DOORS, samples.ANONYMOUS)):
        for known, template, context in cases:
            if known == name:
                return rendered(template, context, user)
    return _in_a_page(name)


def _in_a_page(name: str) -> str:
    part = component(name)
    frame = page("members")
    if "<dialog" in part:
        return frame.replace('<div id="dialogs">', f'<div id="dialogs">{part}')
    return frame.replace("</main>", f"<h2>{name}</h2>{part}</main>")


def component(name: str) -> str:
    template, context = {n: (t, c) for n, t, c in COMPONENTS}[name]
    return rendered(template, context, samples.DS1)


def answer_to_question(reason: str) -> tuple[int, str]:
    """What a view does with a reason: take it, refuse the field, or refuse at all."""
    if len(reason.strip()) < 10:
        return 400, component("dialog-refused")
    if reason.startswith("Somebody else"):
        return 409, page("error-409")
    return 303, "/members"


class Site(BaseHTTPRequestHandler):
    """Pages by name, a question, and a job that fails once to answer."""

    protocol_version = "HTTP/1.1"
    polls: ClassVar[list[tuple[int, str]]] = []

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path.startswith("/static/"):
            self._file(path.removeprefix("/static/"))
        elif path == "/jobs/7/" and self.polls:
            status, name = self.polls.pop(0)
            self._send(status, component(name) if status == 200 else "down")
        elif path == "/inbox/count/":
            self._send(200, component("inbox-count"))
        elif path == "/question":
            self._send(200, component("dialog"))
        else:
            self._send(200, page(path.strip("/")))

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        reason = parse_qs(sent).get("reason", [""])[0]
        status, body = answer_to_question(reason)
        self._send(status, body)

    def _file(self, name: str) -> None:
        found = finders.find(name)
        assert isinstance(found, str), name
        kind = mimetypes.guess_type(name)[0] or "text/plain"
        self._send(200, Path(found).read_text(), kind)

    def _send(self, status: int, body: str, kind: str = "text/html") -> None:
        content = b"" if status == 303 else body.encode()
        self.send_response(status)
        if status == 303:
            self.send_header("Location", body)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", CSP)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - theirs
        """Nothing: the browser says what went wrong."""


@contextmanager
def served() -> Iterator[str]:
    """The address of the site, on a free port until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
