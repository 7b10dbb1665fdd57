import pytest

from oceanhil.hil.link.modem import OPENED, SEQUENCES, Lines, Modem, ModemPolicy, Move, default_policy
from oceanhil.hil.link.port_errors import NoModemLinesError
from oceanhil.protocol.board import Board

RUNNING_BOTH = (Lines(dtr=False, rts=False), Lines(dtr=True, rts=True))


class Circuit:
    """The two-transistor circuit: what a board's EN and IO0 pins see; both are pulled up."""

    def __init__(self, lines: Lines = OPENED) -> None:
        self.lines = lines
        self.boots: list[str] = []

    def set(self, lines: Lines) -> None:
        was_held = self.enable_low
        self.lines = lines
        if was_held and not self.enable_low:
            self.boots.append("download" if lines.dtr and not lines.rts else "flash")

    @property
    def enable_low(self) -> bool:
        return self.lines.rts and not self.lines.dtr


def moved(policy: ModemPolicy, move: Move, before: Lines = OPENED) -> Circuit:
    circuit = Circuit(before)
    Modem(policy, circuit.set, lambda _: None).do(move)
    return circuit


def refused(_: Lines) -> None:
    raise NoModemLinesError("none here")


@pytest.mark.parametrize("before", RUNNING_BOTH)
def test_a_classic_reset_boots_once_from_flash(before: Lines) -> None:
    assert moved(ModemPolicy.CLASSIC, Move.RESET, before).boots == ["flash"]


@pytest.mark.parametrize("before", RUNNING_BOTH)
def test_a_classic_download_boots_once_with_the_boot_pin_low(before: Lines) -> None:
    assert moved(ModemPolicy.CLASSIC, Move.DOWNLOAD, before).boots == ["download"]


def test_a_board_stays_in_reset_until_it_is_let_go() -> None:
    held = moved(ModemPolicy.CLASSIC, Move.HOLD)
    assert held.enable_low
    assert moved(ModemPolicy.CLASSIC, Move.RELEASE, held.lines).boots == ["flash"]


@pytest.mark.parametrize("policy", [ModemPolicy.CLASSIC, ModemPolicy.USB_JTAG])
def test_every_sequence_but_hold_leaves_the_board_running(policy: ModemPolicy) -> None:
    for move in SEQUENCES[policy]:
        assert moved(policy, move).enable_low is (move is Move.HOLD)


def test_opening_is_no_reset() -> None:
    circuit = Circuit(Lines(dtr=True, rts=True))
    circuit.set(OPENED)
    assert circuit.boots == []


def test_pauses_are_slept() -> None:
    slept: list[float] = []
    Modem(ModemPolicy.CLASSIC, lambda _: None, slept.append).do(Move.DOWNLOAD)
    assert slept == [0.1, 0.05]


@pytest.mark.parametrize("policy", [ModemPolicy.NONE, ModemPolicy.PICO_CDC])
def test_a_policy_without_lines_refuses_every_move_before_an_edge(policy: ModemPolicy) -> None:
    edges: list[Lines] = []
    for move in Move:
        with pytest.raises(NoModemLinesError, match=policy.value):
            Modem(policy, edges.append, lambda _: None).do(move)
    assert edges == []


def test_a_port_without_lines_is_asked_once() -> None:
    asked: list[Lines] = []

    def refuse(lines: Lines) -> None:
        asked.append(lines)
        raise NoModemLinesError("none here")

    modem = Modem(ModemPolicy.CLASSIC, refuse, lambda _: None)
    for _ in range(3):
        with pytest.raises(NoModemLinesError, match="none here"):
            modem.do(Move.RESET)
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("board", "vid_pid", "policy"),
    [
        (Board.ESP32, "10C4:EA60", ModemPolicy.CLASSIC),
        (Board.ESP32, "303a:1001", ModemPolicy.USB_JTAG),
        (Board.ESP8266, "", ModemPolicy.CLASSIC),
        (Board.PICOW, "", ModemPolicy.PICO_CDC),
        (None, "2e8a:f00a", ModemPolicy.PICO_CDC),
        (None, "ffff:0001", ModemPolicy.NONE),
    ],
)
def test_the_policy_follows_the_usb_id_then_the_family(board: Board | None, vid_pid: str, policy: ModemPolicy) -> None:
    assert default_policy(board, vid_pid) is policy
