"""The one door for everything that goes to a terminal."""

from __future__ import annotations

import ast
import io
import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console
from rich.table import Table

from oceanhil.app.commands import main
from oceanhil.host.progress import LiveProgress
from oceanhil.host.terminal import doors, echo, make_console, print_whole, tell, tell_above_progress
from oceanhil.host.visible_text import visible

ROOT = Path(__file__).parents[2]
EVIL = "\x1b]52;c;Y2FsYw==\x07\x9b31m\u202eevil\u2066\x7f\x08\r"
SCENARIO = """
id: evil
title: "clip\\e]52;c;Y2FsYw==\\abo\\x9bard\\u202e"
group: "gr\\e[2Joup"
boards: [esp32]
steps:
  - device.power_on
  - expect.serial: "never\\e]0;title\\a\\u202e said"
"""


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "evil.yaml"
    path.write_text(SCENARIO)
    return path


def nothing_hidden(text: str) -> bool:
    return all(each.isprintable() or each in "\n\t" for each in text)


@pytest.mark.slow
@pytest.mark.parametrize(
    "options",
    [["list"], ["list", "--json"], ["run"], ["run", "-q"], ["run", "-v"], ["run", "--json"]],
    ids=" ".join,
)
def test_what_a_scenario_says_reaches_the_terminal_as_visible_text(options: list[str], scenario: Path) -> None:
    done = CliRunner().invoke(main, [*options, str(scenario)])
    assert nothing_hidden(done.stdout)
    assert nothing_hidden(done.stderr)
    assert "\\u001b]" in done.output or "\\x1b]" in done.output


def test_replay_shows_it_as_visible_text(scenario: Path) -> None:
    done = CliRunner().invoke(main, ["replay", "evil@esp32", "--scenarios", str(scenario)])
    assert "never\\" in done.output
    assert nothing_hidden(done.output)


@pytest.mark.parametrize("name", ["\x1b]0;x\x07.yaml", "a\u202eb.yaml", "\x9b2J"])
@pytest.mark.parametrize("command", [["run"], ["list"], ["diagnose"], ["conform", "--connector"], ["compare", "x"]])
def test_a_name_in_an_error_is_visible_text(command: list[str], name: str) -> None:
    done = CliRunner().invoke(main, [*command, name])
    assert done.exit_code
    assert nothing_hidden(done.output)


def test_json_on_standard_output_is_the_same_text_still(scenario: Path) -> None:
    done = CliRunner().invoke(main, ["list", "--json", str(scenario)])
    title = json.loads(done.stdout)["scenarios"][0]["title"]
    assert title == "clip\x1b]52;c;Y2FsYw==\x07bo\x9bard\u202e"


def test_a_traceback_and_a_bare_print_go_through_the_door_too(capsys: pytest.CaptureFixture[str]) -> None:
    with doors():
        sys.stdout.write(EVIL)
        sys.stderr.write(EVIL)
        print(EVIL)  # noqa: T201 - what somebody else's code does
    out, err = capsys.readouterr()
    assert nothing_hidden(out + err)
    assert "evil" in out


def test_the_streams_are_put_back(capsys: pytest.CaptureFixture[str]) -> None:
    before = sys.stdout
    with doors():
        assert sys.stdout is not before
    assert sys.stdout is before
    del capsys


def test_colours_pass_where_they_are_wanted_and_nothing_else_does(capsys: pytest.CaptureFixture[str]) -> None:
    with doors(colours=True):
        sys.stdout.write(f"\x1b[31mred\x1b[0m\r{EVIL}\x1b[2J")
    out = capsys.readouterr().out
    assert out.startswith("\x1b[31mred\x1b[0m\r")
    assert nothing_hidden(out.removeprefix("\x1b[31mred\x1b[0m").replace("\r", ""))


def test_a_console_cleans_texts_and_keeps_its_own_colours() -> None:
    table = Table(EVIL)
    table.add_row(f"[link=http://evil]{EVIL}[/link]")
    file = io.StringIO()
    console = make_console(file=file, width=100)
    console.print(table)
    console.print(EVIL)
    assert nothing_hidden(file.getvalue())
    assert "[link=http://evil]" in file.getvalue()


def test_a_console_takes_no_part_of_a_mac_for_a_picture() -> None:
    shown = io.StringIO()
    make_console(file=shown, width=80).print("with the MAC 28:CD:C1:07:2C:D8")
    assert shown.getvalue() == "with the MAC 28:CD:C1:07:2C:D8\n"


def test_an_echo_is_clean_without_any_door(capsys: pytest.CaptureFixture[str]) -> None:
    echo(EVIL)
    echo(EVIL.encode(), err=True, colour="red")
    out, err = capsys.readouterr()
    assert nothing_hidden(out + err)


def test_what_is_told_past_a_capture_is_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "__stderr__", stream)
    tell(EVIL)
    assert nothing_hidden(stream.getvalue())


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_what_is_told_meanwhile_stands_above_the_bar_of_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    terminal.write("━━━ 0/1")
    tell_above_progress(f"compiling {EVIL}")
    assert terminal.getvalue() == f"━━━ 0/1\r\x1b[2Kcompiling {visible(EVIL)}\n"


def test_what_is_told_meanwhile_stands_above_the_bar_of_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    progress = LiveProgress(Console(stderr=True, force_terminal=True, width=60, legacy_windows=False, _environ={}))
    progress.start(1)
    tell_above_progress("compiling")
    progress.stop()
    before, _, after = terminal.getvalue().partition("compiling\n")
    assert "1 to go" in before, "the bar was there"
    assert "1 to go" in after, "and it is drawn again below"


def test_a_file_is_told_without_a_movement_of_the_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.StringIO()
    monkeypatch.setattr(sys, "stderr", file)
    tell_above_progress("compiling")
    assert file.getvalue() == "compiling\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("é ok\n\tx", "é ok\n\tx"),
        ("\x1b", "\\u001b"),
        ("\U000e0041", "\\udb40\\udc41"),
        ("\ud800", "\\ud800"),
        ("\r\n", "\\u000d\n"),
    ],
)
def test_what_is_seen_stays_and_what_is_not_is_written_out(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.slow
def test_a_failure_under_plain_pytest_is_visible_text(scenario: Path, pytester: pytest.Pytester) -> None:
    done = pytester.runpytest_inprocess("--color=no", "-rA", "-v", "-p", "no:cacheprovider", str(scenario))
    assert done.ret == pytest.ExitCode.TESTS_FAILED
    assert nothing_hidden("\n".join((*done.outlines, *done.errlines)))


FORBIDDEN_CALLS = {"print", "click.echo", "click.secho", "click.style", "Console", "rich.print"}
FORBIDDEN_NAMES = {"sys.stdout", "sys.stderr", "sys.__stdout__", "sys.__stderr__"}
# Only looked at, or wrapped by a door; and the simulator's own class of that name.
ALLOWED = {
    # Opens, watches and flushes the streams.
    ("app/commands/exit_code.py", "sys.stdout"),
    ("app/commands/exit_code.py", "sys.__stdout__"),
    ("app/commands/exit_code.py", "sys.stderr"),
    ("app/commands/exit_code.py", "sys.__stderr__"),
    # One word of ours, before anything else is imported.
    ("app/start.py", "sys.stderr"),
    ("remote/connector/prompt.py", "sys.stderr"),
    ("app/commands/eeprom/files.py", "sys.stdout"),
    # Asks how wide they are, and whether a person looks.
    ("app/run/direct.py", "sys.stdout"),
    ("app/run/direct.py", "sys.stderr"),
    ("app/run/direct.py", "sys.__stdout__"),
    ("app/run/direct.py", "sys.__stderr__"),
    ("host/progress.py", "sys.stdout"),
    ("host/progress.py", "sys.stderr"),
    ("simulator/board/power.py", "Console"),
    # Its stdout is a conversation with the process that started it; whatever else prints there goes to stderr.
    ("hil/farm/foreign/farm_bridge/conversation.py", "sys.stdout"),
    ("hil/farm/foreign/farm_bridge/conversation.py", "sys.stderr"),
    # Writes nothing; what somebody's laws print must not get among results.
    ("scenarios/devices/law_file.py", "sys.stderr"),
    # A tool of this repository that names the package's own recordings.
    ("simulator/vectors/__main__.py", "click.echo"),
}
PACKAGES = (
    *("app", "analysis", "boards", "conformance", "firmware", "hil", "host"),
    *("mock_server", "protocol", "remote", "scenarios", "simulator"),
)


@pytest.mark.slow
def test_nothing_but_the_door_writes_to_a_terminal() -> None:
    found: list[str] = []
    for path in (each for package in PACKAGES for each in sorted((ROOT / package).rglob("*.py"))):
        name = path.relative_to(ROOT).as_posix()
        if name == "host/terminal.py":
            continue
        code = path.read_text("utf-8")
        if not any(word in code for word in FORBIDDEN_CALLS | FORBIDDEN_NAMES):
            continue
        for node in ast.walk(ast.parse(code)):
            called = dotted_name(node.func) if isinstance(node, ast.Call) else ""
            word = called if called in FORBIDDEN_CALLS else dotted_name(node)
            if word in {called} & FORBIDDEN_CALLS | FORBIDDEN_NAMES and (name, word) not in ALLOWED:
                found.append(f"{name}:{getattr(node, 'lineno', 0)}: {word}")
    assert found == []


def dotted_name(node: ast.AST) -> str:
    """Give `print` or `sys.stdout` as they stand there; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    return ""


class Terminal(io.StringIO):
    """A stream that says it is one."""

    def isatty(self) -> bool:
        return True


def test_a_line_of_progress_moves_its_own_cursor_and_nobody_elses(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(sys, "stdout", terminal)
    with doors():
        progress = LiveProgress(make_console())
        progress.start(3)
        sys.stdout.write(f"{EVIL}\n")
        progress.case_started(EVIL)
        progress.stop()
    written = terminal.getvalue()
    assert "\x1b[2K" in written
    assert "\\u001b[" not in written
    assert "\\u001b]52" in written
    assert "\x1b]52" not in written
    assert "\u202e" not in written


def test_what_is_laid_out_has_each_row_in_one_line_where_no_terminal_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_row("do this", f"oceanhil run {'token-expired ' * 20}".rstrip())
    table.add_row("note", "short")
    print_whole(table)
    first, second = capsys.readouterr().out.splitlines()
    assert first.endswith("token-expired token-expired")
    assert second == "note     short"


def test_a_width_that_is_said_holds_where_no_terminal_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    print_whole("one two three four five six seven")
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 20


@pytest.mark.parametrize(
    ("environment", "is_coloured"),
    [
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "0"}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({}, False),
    ],
)
def test_colours_that_are_forced_make_no_terminal_of_a_pipe(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, *, is_coloured: bool
) -> None:
    for name in ("FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    file = io.StringIO()
    console = make_console(file=file)
    console.print("red", style="red")
    assert not console.is_terminal
    assert ("\x1b[31m" in file.getvalue()) is is_coloured
    progress = LiveProgress(console)
    progress.start(2)
    progress.case_started("one")
    progress.stop()
    assert "\x1b[?25l" not in file.getvalue(), "no cursor is hidden"
    assert "\r" not in file.getvalue()
