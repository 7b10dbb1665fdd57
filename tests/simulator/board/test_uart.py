"""What leaves a board's UART."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.resets import ResetReason
from oceanhil.simulator.board.resets import banner
from oceanhil.simulator.board.uart import LINE_LETTERS_MAX, Console
from tests.simulator.board.fake_observer import ObservedBoard

ROM_BAUD = {Board.ESP32: 115_200, Board.ESP8266: 74_880}


@pytest.mark.parametrize("family", ROM_BAUD)
def test_the_rom_speaks_first_at_its_own_rate(family: Board) -> None:
    observed = ObservedBoard(family)
    wire = observed.wire()
    observed.power_on(0)
    lines = "".join(f"{line}\r\n" for line in banner(family, ResetReason.POWER_ON))
    assert wire.pieces == [(lines.encode(), ROM_BAUD[family])]


def test_a_pico_has_no_rom_that_speaks() -> None:
    observed = ObservedBoard(Board.PICOW)
    wire = observed.wire()
    observed.power_on(0)
    assert wire.pieces == []


@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_what_the_bench_hears_in_lines_is_what_goes_over_the_wire(family: Board) -> None:
    observed = ObservedBoard(family)
    wire = observed.wire()
    observer = observed.power_on()
    assert wire.everything.decode().split("\r\n") == [*observer.rom_lines, *observer.lines, ""]
    assert wire.everything.count(b"\n") == wire.everything.count(b"\r\n")


def test_the_firmware_speaks_at_115_200_baud() -> None:
    observed = ObservedBoard(Board.ESP8266)
    wire = observed.wire()
    lines = observed.power_on().lines
    assert wire.heard(115_200).decode() == "".join(f"{line}\r\n" for line in lines)


def test_an_unfinished_line_is_on_the_wire_before_it_is_finished() -> None:
    observed = ObservedBoard()
    wire = observed.wire()
    observer = observed.power_on(1)
    assert wire.everything.endswith(b"\r\n[WiFi] Connecting...")
    assert observer.lines[-1] != "[WiFi] Connecting..."
    observed.run(2)
    assert b"[WiFi] Connecting... Connected!\r\n" in wire.everything


def test_power_loss_puts_no_line_end_on_the_wire() -> None:
    observed = ObservedBoard()
    wire = observed.wire()
    observed.power_on(1)
    observed.board.power_off()
    assert wire.everything.endswith(b"[WiFi] Connecting...")


def test_text_is_sent_in_utf_8_and_a_line_end_that_is_whole_stays_so() -> None:
    observed = ObservedBoard()
    wire = observed.wire()
    observed.board.print("✓\r\n\ud800\n")
    assert wire.everything == "✓\r\n?\r\n".encode()


@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_a_wire_changes_nothing_of_what_a_board_does(family: Board) -> None:
    with_wire, without = ObservedBoard(family), ObservedBoard(family)
    with_wire.wire()
    assert with_wire.power_on(60) == without.power_on(60)
    assert with_wire.requests == without.requests


def test_bytes_that_nobody_hears_are_lost() -> None:
    observed = ObservedBoard()
    observed.board.receive(b"$HIL,1,PING*00\r\n")
    wire = observed.wire()
    observed.power_on(1)
    before = wire.everything
    observed.board.receive(b"$HIL,1,PING*00\r\n")
    assert wire.everything == before


def test_who_listens_hears_only_while_the_chip_lets_it() -> None:
    observed = ObservedBoard()
    heard: list[bytes] = []
    board = observed.board
    board.hears = heard.append
    board.receive(b"off")
    board.power_on(hold=True)
    board.receive(b"held")
    board.go()
    board.receive(b"running")
    board.deep_sleep(1_000_000)
    board.receive(b"asleep")
    board.boot_button_held = True
    board.reset(ResetReason.PIN)
    board.receive(b"download")
    assert heard == [b"held", b"running"]


class Terminal:
    """Somebody who reads."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def serial(self, text: str, *, rom: bool) -> None:
        assert not rom
        self.lines.append(text)


@pytest.fixture
def terminal() -> Terminal:
    return Terminal()


@pytest.fixture
def console(terminal: Terminal) -> Console:
    return Console(terminal)


def test_a_line_is_passed_on_when_it_is_complete(console: Console, terminal: Terminal) -> None:
    console.write("[WiFi] Connecting...")
    assert terminal.lines == []
    console.write(" Connected!\n")
    assert terminal.lines == ["[WiFi] Connecting... Connected!"]


def test_one_piece_of_text_may_hold_several_lines(console: Console, terminal: Terminal) -> None:
    console.write("a\n\nb\nc")
    assert terminal.lines == ["a", "", "b"]


def test_the_arduino_line_end_is_no_part_of_the_line(console: Console, terminal: Terminal) -> None:
    console.write("a\r")
    console.write("\nb\rc\r\n")
    assert terminal.lines == ["a", "b\rc"]


def test_an_unfinished_line_is_passed_on_when_the_board_stops_and_only_once(
    console: Console, terminal: Terminal
) -> None:
    console.write("[REG] Regis")
    console.drop()
    console.drop()
    console.write("a\n")
    assert terminal.lines == ["[REG] Regis", "a"]


@pytest.mark.slow
@given(st.lists(st.text(st.sampled_from("ab\n"), max_size=8)))
def test_how_text_is_cut_into_pieces_makes_no_difference(pieces: list[str]) -> None:
    in_pieces, at_once = Terminal(), Terminal()
    console = Console(in_pieces)
    for piece in pieces:
        console.write(piece)
    console.drop()
    whole = Console(at_once)
    whole.write("".join(pieces))
    whole.drop()
    assert in_pieces.lines == at_once.lines
    assert "".join(f"{line}\n" for line in at_once.lines).startswith("".join(pieces))


def test_a_line_that_never_ends_is_told_in_pieces(console: Console, terminal: Terminal) -> None:
    for _ in range(2 * LINE_LETTERS_MAX + 1):
        console.write("x")
    assert terminal.lines == ["x" * LINE_LETTERS_MAX] * 2
    console.drop()
    assert terminal.lines[2:] == ["x"]


@pytest.mark.parametrize("letters", [0, 1, LINE_LETTERS_MAX, LINE_LETTERS_MAX + 1, 2 * LINE_LETTERS_MAX])
def test_the_pieces_of_a_long_line_are_the_line(console: Console, terminal: Terminal, letters: int) -> None:
    console.write("x" * letters + "\r\n")
    assert "".join(terminal.lines) == "x" * letters
    assert all(len(each) <= LINE_LETTERS_MAX for each in terminal.lines)
