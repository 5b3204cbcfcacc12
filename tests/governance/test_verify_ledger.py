"""How verify_ledger tells how far it is: a bar for people, lines for a log."""

from io import StringIO

from governance.management.commands.verify_ledger import Command


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def told(out: StringIO, total: int, step: int) -> str:
    """What it says while it reads so many entries."""
    command = Command(stderr=out)
    for done in range(0, total + 1, step):
        command.progress(done, total)
    command.progress(total, total)
    return out.getvalue()


def test_on_a_terminal_one_line_is_written_over() -> None:
    text = told(Terminal(), 20_000, 1000)
    assert text.count("\n") == 1
    assert text.endswith(f"\r[{'#' * 40}] 20,000 of 20,000\n")


def test_in_a_log_a_line_is_written_for_each_tenth() -> None:
    lines = told(StringIO(), 200_000, 999).splitlines()
    assert [line.partition(" ")[0] for line in lines] == [
        str(tenth) for tenth in range(10, 101, 10)
    ]
    assert lines[-1] == "100 %: 200,000 of 200,000"


def test_few_entries_are_not_worth_a_line_in_a_log() -> None:
    assert told(StringIO(), 50_000, 1000) == ""
    assert told(StringIO(), 0, 1) == ""
