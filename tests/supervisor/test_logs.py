"""What reaches the terminal and the files."""

import io
from pathlib import Path

from config.supervisor.logs import LogFile, Logs, Terminal


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_full_log_is_moved_aside_and_the_oldest_is_dropped(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "web.log", limit=10, kept=2)
    for number in range(5):
        log.write(f"line {number} long")
    log.close()
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "web.log",
        "web.log.1",
        "web.log.2",
    ]
    assert (tmp_path / "web.log.1").read_text() == "line 4 long\n"
    assert (tmp_path / "web.log.2").read_text() == "line 3 long\n"


def test_each_line_has_its_childs_name_and_its_file(tmp_path: Path) -> None:
    stream = io.StringIO()
    logs = Logs(Terminal(stream, {}), tmp_path / "logs")
    logs.write("web", "ready")
    logs.write("sequencer", "ready")
    logs.close()
    assert stream.getvalue() == "web       | ready\nsequencer | ready\n"
    assert (tmp_path / "logs" / "web.log").read_text() == "ready\n"


def test_colour_and_status_are_for_terminals_only() -> None:
    screen = Screen()
    terminal = Terminal(screen, {})
    terminal.show("working")
    terminal.said("web", "ready")
    assert "\x1b[36mweb" in screen.getvalue()
    assert screen.getvalue().endswith("ready\nworking")

    file = io.StringIO()
    plain = Terminal(file, {})
    plain.show("working")
    plain.said("web", "ready")
    assert file.getvalue() == "web       | ready\n"


def test_no_color_is_respected() -> None:
    screen = Screen()
    Terminal(screen, {"NO_COLOR": "1"}).said("web", "ready")
    assert screen.getvalue() == "web       | ready\n"


def test_a_terminal_that_went_away_stops_nothing() -> None:
    stream = io.StringIO()
    stream.close()
    terminal = Terminal(io.StringIO(), {})
    terminal.stream = stream
    terminal.line("nobody reads this")
