"""A board whose port is open: its line, its reset, its agent, and power for a while."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import pytest

from oceanhil.hil.boards import open_board
from oceanhil.hil.boards.entry import BoardEntry, PowerControl, Time
from oceanhil.hil.boards.open_board import LinkLine, OpenBoard, ResettableLink, opened, port_spec, with_power
from oceanhil.hil.download import board_flash
from oceanhil.hil.download.board_flash import AgentBoardFlash, EsptoolFlash, download_session, stopped_flash
from oceanhil.hil.link.events import LineSeen, LinkEvent, LogLine, SentenceSeen
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.hil.link.spec import PortSpec
from oceanhil.protocol.agent.sentence import Sentence, SentenceKind
from oceanhil.protocol.agent.vocabulary import AgentState
from oceanhil.protocol.board import Board
from tests.hil.boards.listened import entry

_VIRTUAL = replace(entry(), power=PowerControl("unix:/c"), agent=True)


class _Played:
    """A link, a control channel and an agent that write down what they are told."""

    def __init__(self, *, powered: bool = True, state: AgentState = AgentState.RUNNING) -> None:
        self.told: list[str] = []
        self.received_bytes = 7
        self.keeps_lines_when_lent = False
        self.board = "desk"
        self._powered = powered
        self._state = state

    def write(self, data: bytes) -> None:
        self.told.append(f"write {data!r}")

    def subscribe(self, listener: Callable[[LinkEvent], None]) -> Callable[[], None]:
        listener(LineSeen(LogLine(0, "a line", b"a line\n")))
        listener(SentenceSeen(1, Sentence(SentenceKind.EVENT, 0, ("BOOT", "1"))))
        return lambda: self.told.append("end")

    def set_baud(self, baud: int) -> None:
        self.told.append(f"baud {baud}")

    def enter_download(self) -> None:
        self.told.append("download")

    def reset(self) -> SimpleNamespace:
        self.told.append("reset")
        return SimpleNamespace(now_us=5)

    def run(self, until_us: int) -> None:
        self.told.append(f"run {until_us}")

    def ask(self) -> SimpleNamespace:
        return SimpleNamespace(powered=self._powered)

    def power(self, *, on: bool, hold: bool = False) -> None:
        self.told.append(f"power on={on} hold={hold}")

    def open(self) -> SimpleNamespace:
        self.told.append("open")
        return SimpleNamespace(state=self._state)

    def hold(self) -> None:
        self.told.append("hold")

    def go(self) -> None:
        self.told.append("go")

    def close(self) -> None:
        self.told.append("close")


def _board(of: BoardEntry, played: _Played, control: _Played | None = None) -> OpenBoard:
    class Board(OpenBoard):
        """An open board whose agent is played too."""

        def agent(self) -> _Played:  # type: ignore[override]
            return played

    return Board(of, played, ResettableLink(of, played, control), control)  # type: ignore[arg-type]


def test_what_is_asked_of_the_bench_goes_to_the_link() -> None:
    link = _Played()
    bench = ResettableLink(entry(), link, None)  # type: ignore[arg-type]
    heard: list[LinkEvent] = []
    bench.write(b"x")
    bench.set_baud(9_600)
    end = bench.subscribe(heard.append)
    end()
    assert (bench.received_bytes, link.told, len(heard)) == (7, ["write b'x'", "baud 9600", "end"], 2)


def test_a_reset_goes_through_the_modem_lines_or_the_control_channel() -> None:
    link, control = _Played(), _Played()
    ResettableLink(entry(), link, None).reset()  # type: ignore[arg-type]
    assert link.told == ["reset"]
    ResettableLink(_VIRTUAL, link, control).reset()  # type: ignore[arg-type]
    assert (link.told, control.told) == (["reset"], ["reset"])


def test_on_a_held_clock_a_reset_is_followed_by_three_seconds() -> None:
    link, control = _Played(), _Played()
    ResettableLink(replace(_VIRTUAL, time=Time.HELD), link, control).reset()  # type: ignore[arg-type]
    assert (link.told, control.told) == ([], ["reset", "run 3000005"])


@pytest.mark.parametrize("agent", [True, False])
def test_a_virtual_board_that_is_off_has_power_for_a_while_and_does_not_boot_if_its_agent_can_hold_it(
    agent: bool,
) -> None:
    control = _Played(powered=False)
    board = _board(replace(_VIRTUAL, agent=agent), _Played(), control)
    with contextlib.suppress(RuntimeError), with_power(board):
        assert control.told == [f"power on=True hold={agent}"]
        raise RuntimeError
    assert control.told[1:] == ["power on=False hold=False"]


def test_a_board_that_has_power_keeps_it() -> None:
    control = _Played(powered=True)
    with with_power(_board(_VIRTUAL, _Played(), control)), with_power(_board(entry(), _Played())):
        pass
    assert control.told == []


class _Opening:
    """Notes what was opened with what, and whether it was closed."""

    def __init__(self, name: str, told: list[object]) -> None:
        self._name = name
        self._told = told

    def __call__(self, *arguments: object, **named: object) -> _Opening:
        self._told.append((self._name, arguments, named))
        return self

    def __enter__(self) -> str:
        return self._name

    def __exit__(self, *_: object) -> None:
        self._told.append(f"{self._name} closed")


def test_a_port_is_opened_as_the_inventory_says_and_closed_before_the_control_channel(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[object] = []
    monkeypatch.setattr(open_board, "SerialLink", _Opening("link", told))
    monkeypatch.setattr(open_board, "ControlClient", _Opening("control", told))
    with opened(_VIRTUAL, "log") as board:  # type: ignore[arg-type]
        parts: list[object] = [board.entry, board.link, board.control]
        assert parts == [_VIRTUAL, "link", "control"]
    with opened(entry()) as physical:
        assert physical.control is None
    assert told == [
        ("control", ("unix:/c",), {}),
        ("link", (port_spec(_VIRTUAL),), {"log": "log"}),
        "link closed",
        "control closed",
        ("link", (port_spec(entry()),), {"log": None}),
        "link closed",
    ]


def test_the_port_is_that_of_the_entry() -> None:
    described = replace(
        entry(), port="p", usb_serial="s", vid_pid="v", location="l", baud=9_600, lines=ModemPolicy.USB_JTAG
    )
    assert port_spec(described) == PortSpec(
        url="p", usb_serial="s", vid_pid="v", location="l", baud=9_600, lines=ModemPolicy.USB_JTAG
    )


def test_the_agent_speaks_in_sentences_over_the_same_line() -> None:
    link = _Played()
    heard: list[Sentence] = []
    line = LinkLine(link)
    line.write(b"x")
    line.subscribe(heard.append)()
    assert heard == [Sentence(SentenceKind.EVENT, 0, ("BOOT", "1"))]
    assert link.told == ["write b'x'", "end"]


def test_an_agent_is_asked_in_the_name_of_its_board_and_has_half_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    link, told = _Played(), list[object]()
    monkeypatch.setattr(open_board, "AgentClient", _Opening("agent", told))
    OpenBoard(entry(), link, ResettableLink(entry(), link, None), None).agent()  # type: ignore[arg-type]
    (given,) = told
    assert isinstance(given, tuple)
    assert [type(each) for each in given[1]] == [LinkLine]
    assert given[2] == {"board": "desk", "timeout_s": 0.5}


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (AgentState.RUNNING, ["open", "hold", "(work)", "go", "close"]),
        (AgentState.HELD, ["open", "hold", "(work)", "close"]),
    ],
)
def test_a_program_is_held_while_its_flash_is_in_use_and_runs_again_if_it_ran(
    state: AgentState, told: list[str]
) -> None:
    played = _Played(state=state)
    with stopped_flash(_board(replace(entry(), agent=True), played)) as flash:
        played.told.append("(work)")
        assert isinstance(flash, AgentBoardFlash)
    assert played.told == told


def test_a_program_stays_held_after_a_failure() -> None:
    played = _Played()
    with contextlib.suppress(RuntimeError), stopped_flash(_board(replace(entry(), agent=True), played)):
        raise RuntimeError
    assert played.told == ["open", "hold", "close"]


def test_the_flash_of_a_board_that_is_off_is_reached_with_power_for_a_while() -> None:
    played, control = _Played(state=AgentState.HELD), _Played(powered=False)
    with stopped_flash(_board(_VIRTUAL, played, control)):
        assert control.told == ["power on=True hold=True"]
    assert control.told[1:] == ["power on=False hold=False"]


def test_without_an_agent_flash_is_reached_through_esptool(monkeypatch: pytest.MonkeyPatch) -> None:
    played = _Played()
    monkeypatch.setattr(board_flash, "download_session", lambda _: "session")
    with stopped_flash(_board(entry(), played)) as flash:
        assert isinstance(flash, EsptoolFlash)
    assert played.told == []


@pytest.mark.parametrize("is_terminal", [True, False])
def test_whoever_sits_at_the_terminal_is_asked_to_press_buttons(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], is_terminal: bool
) -> None:
    asked: list[object] = []
    read: list[str] = []
    stdin = SimpleNamespace(isatty=lambda: is_terminal, readline=lambda: read.append("line"))

    def mode_switch_of(*given: object) -> str:
        asked.extend(given)
        return "way"

    monkeypatch.setattr(sys, "stdin", stdin)
    monkeypatch.setattr(board_flash, "mode_switch_of", mode_switch_of)
    monkeypatch.setattr(board_flash, "session_of", lambda *given: given)
    played, control = _Played(), _Played()
    board = _board(replace(_VIRTUAL, kind=Board.ESP8266), played, control)
    session: object = download_session(board)
    assert isinstance(session, tuple)
    assert (session[0], session[1], session[3]) == (board.entry, played, "way")
    *way, ask = asked
    assert way == [board.entry, played, control]
    assert callable(ask) is is_terminal
    if callable(ask):
        ask("hold BOOT")
    assert (capsys.readouterr().err, read) == ("hold BOOT\n" * is_terminal, ["line"] * is_terminal)
