"""The supervisor with tiny children: `python -m tests.supervisor.fake_product`.

Each serves or sleeps, and has a child of its own that ignores polite requests.
"""

import os
import sys
from collections.abc import Sequence

from config.supervisor.__main__ import main
from config.supervisor.children import Command
from config.supervisor.place import ROOT
from config.supervisor.plan import Plan

STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
)
SLEEPS = f"""
import subprocess, sys, time
subprocess.Popen([sys.executable, "-S", "-c", {STUBBORN!r}])
print("sleeping", flush=True)
time.sleep(60)
"""
SERVES = """
import http.server, os, socket, sys
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = str(os.getpid()).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *arguments): pass
server = http.server.ThreadingHTTPServer(("", 0), Page, bind_and_activate=False)
server.socket.close()
server.socket = socket.socket(fileno=int(sys.argv[1]))
server.serve_forever()
"""


class FakePlan(Plan):
    """The same names and sockets, other programs."""

    def release(self, distance: int) -> None:
        """The fake provider inherits its socket."""

    def python(
        self, name: str, *arguments: str, sockets: Sequence[int] = ()
    ) -> Command:
        """Replace the real program, whatever it is."""
        environment = dict(self.environment)
        if name == "provider":
            sockets = [self.sockets[1].fileno()]
        if sockets:
            line = [sys.executable, "-S", "-c", SERVES, str(sockets[0])]
        elif name in ("migrate", "roles", "seed"):
            code = os.environ.get("FAKE_SEED_CODE", "0") if name == "seed" else "0"
            talk = f"print('0.50 {name} was run'); raise SystemExit({code})"
            line = [sys.executable, "-S", "-c", talk]
        else:
            line = [sys.executable, "-S", "-c", SLEEPS]
        return Command(name, line, environment, ROOT, sockets)


if __name__ == "__main__":
    sys.exit(main(FakePlan))
