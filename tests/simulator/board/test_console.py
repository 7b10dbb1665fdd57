import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.simulator.board.console import Console


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
