"""MicroPython's mpremote takes boards of ours for its own: it finds no prompt and says so, and nothing has changed.

It types Ctrl-C to stop a program, Ctrl-A for the raw prompt, Ctrl-D to start again. None of that is a sentence of the
agent, so none of it does anything, and a harness that comes after it finds the board as it was.
"""

from collections.abc import Iterator

import pytest

from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.simulator.board.mode import BoardMode
from tests.foreign.program import TOKEN, Environment, typed
from tests.foreign.terminal import CTRL_RIGHT_BRACKET, Terminal
from tests.user import Command

pytestmark = pytest.mark.slow
NO_PROMPT = "TransportError: could not enter raw repl"
KEYS = "\x03\x03\x04\x01\x05A\x01print(1)\x04\x02$HIL,7,FACTORY"
INVENTORY = """
[board.desk]
kind = "esp32"
port = "{port}"
agent = true
power = {{control = "{control}"}}
time = "held"
"""


@pytest.fixture
def board() -> Iterator[VirtualBoardProcess]:
    """A board that waits for its agent, on a clock that is held."""
    with VirtualBoardProcess("--token", TOKEN, "--clock", "held") as process:
        process.control.power(on=True, hold=True)
        yield process


@pytest.mark.parametrize("words", [("exec", "print(1)"), ("resume", "ls")], ids=" ".join)
def test_it_ends_and_says_that_there_is_no_prompt(
    mpremote: Environment, board: VirtualBoardProcess, words: tuple[str, ...]
) -> None:
    before = board.control.ask()
    assert NO_PROMPT in mpremote.run("mpremote", "connect", board.port_url, *words, fails=True)
    assert board.control.ask() == before


def test_its_terminal_shows_the_board_and_ends_by_its_key(mpremote: Environment) -> None:
    with VirtualBoardProcess("--token", TOKEN) as process:
        process.control.power(on=True, hold=True)
        with Terminal(mpremote, "mpremote", "connect", process.port_url, "resume", "repl") as terminal:
            terminal.expect("Connected to MicroPython at ", r"Use Ctrl-\] or Ctrl-x to exit this shell")
            terminal.type(KEYS)
            terminal.ask(typed("GO") + "\n", r"\$HOK,1\*51")
            terminal.expect(r"\[SYSTEM\] Device ID: ESP32_246F28AABBCC")
            assert terminal.end(CTRL_RIGHT_BRACKET) == 0
        state = process.control.ask()
    assert (state.mode, state.boots) == (BoardMode.RUNNING, 1)


def test_a_run_after_it_finds_the_board_well(
    mpremote: Environment, board: VirtualBoardProcess, oceanhil: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCEANHIL_STATE", str(mpremote.folder / "state"))
    (mpremote.folder / "boards.toml").write_text(INVENTORY.format(port=board.port_url, control=board.control_address))
    mpremote.run("mpremote", "connect", board.port_url, "soft-reset", fails=True)
    probed = oceanhil("boards", "probe")
    assert (probed.code, probed.out.startswith("desk: ok: esp32")) == (0, True)
    done = oceanhil("run", "--world", "serial:desk", "--board", "esp32", "token-expired")
    assert (done.code, "1 passed, 0 failed, 0 errors, 0 skipped" in done.out) == (0, True)
