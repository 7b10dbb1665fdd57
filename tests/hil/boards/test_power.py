"""Power switches."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from hil.boards.entry import BoardEntry, Power, PowerBy, PowerCommand, PowerControl
from hil.boards.power import CommandPower, PowerError, power_switch
from hil.link.modem import ModemPolicy
from protocol.board import Board


class _Recorder:
    """An agent, a link and a control channel that write down what they are told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def hold(self) -> None:
        self.told.append("hold")

    def go(self) -> None:
        self.told.append("go")

    def hold_in_reset(self, held: bool) -> None:
        self.told.append(f"reset {held}")

    def power(self, *, on: bool) -> None:
        self.told.append(f"power {on}")


def _entry(power: Power, base: Path = Path()) -> BoardEntry:
    return BoardEntry(name="desk", kind=Board.ESP32, lines=ModemPolicy.CLASSIC, power=power, port="x", base=base)


def _python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


@pytest.mark.parametrize(
    ("power", "told"),
    [
        (PowerBy.AGENT, ["hold", "go"]),
        (PowerBy.RESET_LINE, ["reset True", "reset False"]),
        (PowerControl("unix:/x"), ["power False", "power True"]),
    ],
)
def test_off_and_on_go_through_what_the_inventory_names(power: Power, told: list[str]) -> None:
    recorder = _Recorder()
    switch = power_switch(_entry(power), link=recorder, agent=recorder, control=recorder)
    switch.off()
    switch.on()
    assert recorder.told == told


def test_a_command_runs_in_the_folder_of_the_inventory(tmp_path: Path) -> None:
    write = "import pathlib, sys; pathlib.Path('state').write_text(sys.argv[1])"
    command = PowerCommand(on=(*_python(write), "on"), off=(*_python(write), "off"))
    switch = power_switch(_entry(command, tmp_path))
    switch.off()
    assert (tmp_path / "state").read_text() == "off"
    switch.on()
    assert (tmp_path / "state").read_text() == "on"


def test_a_command_that_fails_is_shown_with_its_output(tmp_path: Path) -> None:
    words = _python("import sys; print('no such hub'); sys.exit(3)")
    switch = CommandPower("desk", PowerCommand(words, words), tmp_path)
    with pytest.raises(PowerError, match=r"'desk' did not turn off: .* ended with 3\n  no such hub"):
        switch.off()


def test_a_command_that_hangs_is_stopped(tmp_path: Path) -> None:
    words = _python("import threading; threading.Event().wait()")
    with pytest.raises(PowerError, match=r"did not end in 0\.2 s and was stopped"):
        CommandPower("desk", PowerCommand(words, words), tmp_path, timeout_s=0.2).on()


def test_a_command_that_does_not_exist_is_named(tmp_path: Path) -> None:
    words = ("no-such-program-here", "-a")
    with pytest.raises(PowerError, match="'no-such-program-here -a' cannot be started: no such file"):
        CommandPower("desk", PowerCommand(words, words), tmp_path).on()


def test_a_secret_in_the_output_is_cut(tmp_path: Path) -> None:
    words = _python("import sys; print('oc_reg_' + 'a' * 40); sys.exit(1)")
    with pytest.raises(PowerError, match="oc_reg_aaaaa…"):
        CommandPower("desk", PowerCommand(words, words), tmp_path).on()


def test_a_board_without_a_switch_refuses_to_be_off() -> None:
    switch = power_switch(_entry(PowerBy.NONE))
    switch.on()
    with pytest.raises(PowerError, match="board 'desk' has no power switch; set power in the inventory"):
        switch.off()


def test_a_switch_that_is_not_connected_is_named() -> None:
    with pytest.raises(PowerError, match="switched through 'agent', which is not connected"):
        power_switch(_entry(PowerBy.AGENT))
