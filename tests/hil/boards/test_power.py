"""Power switches."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from oceanhil.hil.boards import power as power_module
from oceanhil.hil.boards.entry import BoardEntry, Power, PowerBy, PowerCommand, PowerControl
from oceanhil.hil.boards.power import CommandPower, PowerError, power_switch
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.host.program import StoppedError
from oceanhil.protocol.board import Board


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


@pytest.mark.parametrize(
    ("power", "word"),
    [(PowerBy.AGENT, "agent"), (PowerBy.RESET_LINE, "reset-line"), (PowerControl("unix:/x"), "control")],
)
def test_each_way_that_is_not_connected_is_named(power: Power, word: str) -> None:
    with pytest.raises(PowerError) as refused:
        power_switch(_entry(power))
    assert str(refused.value) == f"board 'desk' is switched through {word!r}, which is not connected"


@pytest.mark.parametrize("power", [PowerBy.AGENT, PowerBy.RESET_LINE, PowerControl("unix:/x")])
def test_no_way_stands_in_for_another(power: Power) -> None:
    recorder = _Recorder()
    others = {
        PowerBy.AGENT: {"link": recorder, "control": recorder},
        PowerBy.RESET_LINE: {"agent": recorder, "control": recorder},
    }.get(power if isinstance(power, PowerBy) else PowerBy.NONE, {"link": recorder, "agent": recorder})
    with pytest.raises(PowerError, match="which is not connected"):
        power_switch(_entry(power), **others)


class _Program:
    """Stands for the start of a program: notes how, and ends as it is told."""

    def __init__(self, output: str = "", exit_code: int = 0, error: OSError | None = None) -> None:
        self.started: list[object] = []
        self._finished = SimpleNamespace(output=output, exit_code=exit_code)
        self._error = error

    def __call__(self, words: tuple[str, ...], timeout_s: float, *, folder: Path) -> SimpleNamespace:
        self.started.append((words, timeout_s, folder))
        if self._error is not None:
            raise self._error
        return self._finished


_COMMAND = PowerCommand(("hub", "give"), ("hub", "take"))


def test_a_command_has_thirty_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    program = _Program()
    monkeypatch.setattr(power_module, "run_to_end", program)
    switch = power_switch(_entry(_COMMAND, Path("bench")))
    switch.on()
    switch.off()
    assert program.started == [(("hub", "give"), 30.0, Path("bench")), (("hub", "take"), 30.0, Path("bench"))]


def test_the_last_five_lines_of_a_command_that_failed_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    output = "\n" + "\n".join(f"line {number}" for number in range(7)) + "\n\n"
    monkeypatch.setattr(power_module, "run_to_end", _Program(output, exit_code=1))
    with pytest.raises(PowerError) as failed:
        power_switch(_entry(_COMMAND)).on()
    assert str(failed.value).splitlines() == [
        "the power switch of 'desk' did not turn on: 'hub give' ended with 1",
        *(f"  line {number}" for number in range(2, 7)),
    ]


def test_a_refusal_without_words_is_told_by_its_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(power_module, "run_to_end", _Program(error=TimeoutError()))
    with pytest.raises(PowerError, match="'hub take' cannot be started: timeouterror; correct power in the inventory"):
        power_switch(_entry(_COMMAND)).off()


def test_the_switch_of_a_stranger_is_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    program = _Program()
    monkeypatch.setattr(power_module, "run_to_end", program)
    monkeypatch.setenv("OCEANHIL_UNTRUSTED", "1")
    with pytest.raises(PowerError, match=r"^the power switch of 'desk' runs a program, and --untrusted takes files as"):
        power_switch(_entry(_COMMAND)).on()
    assert program.started == []


@pytest.mark.parametrize("seconds", [0.2, 1.0])
def test_a_command_that_was_stopped_says_after_what_time(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    def stopped(words: tuple[str, ...], timeout_s: float, *, folder: Path) -> None:
        raise StoppedError("", cancelled=False)

    monkeypatch.setattr(power_module, "run_to_end", stopped)
    with pytest.raises(PowerError) as failed:
        CommandPower("desk", _COMMAND, Path(), timeout_s=seconds).on()
    assert str(failed.value).endswith(f"'hub give' did not end in {seconds:g} s and was stopped")
