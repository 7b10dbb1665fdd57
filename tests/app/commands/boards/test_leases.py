"""`oceanhil boards lease`, `release` and `init`, and what the commands share."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.exceptions import Exit

from oceanhil.app.command_errors import EnvironmentRefusedError, WrongInputError
from oceanhil.app.commands.boards import common, inventory, leases
from oceanhil.app.commands.boards.common import (
    announce_wait,
    board_refused,
    choose,
    choose_with_benches,
    print_json,
    read_inventory,
    refusals,
)
from oceanhil.app.commands.boards.inventory import write_inventory
from oceanhil.app.commands.boards.leases import hold, let_go
from oceanhil.hil.boards.entry import Bench, Inventory
from oceanhil.hil.boards.journal import JournalError
from oceanhil.hil.boards.lease import BoardBusyError, Lease, LeaseError, LeaseLostError, LeaseState
from oceanhil.hil.boards.leases import Leases
from oceanhil.hil.boards.verdicts import BoardVerdict
from oceanhil.hil.link.spec import PluggedPort
from oceanhil.host.owners import this_owner
from oceanhil.host.state_files import StateError
from tests.hil.boards.listened import entry
from tests.hil.boards.owners import somebody

_KEY = "mac-246f28aabbcc"
_LEASE = Lease(somebody("alice"), "t", 0.0, 0.0, 60.0)
pytestmark = pytest.mark.usefixtures("folder")


def _leases() -> Leases:
    return Leases(Path("state", "leases"))


def _held() -> Lease | None:
    return _leases().peek(_KEY).lease


def _hold(*command: str, hold_s: float = 1.0, wait: bool = False) -> int:
    return hold(entry(), hold_s, command, wait=wait)


class _Unsignalled:
    """A command to which no signal comes, and whose process lives."""

    pid = os.getpid()

    def send_signal(self, number: int) -> None:
        pytest.fail(f"signal {number}")


@pytest.mark.parametrize(("code", "told"), [("0", 0), ("7", 7), ("255", 255)])
def test_the_code_of_the_command_is_ones_own(code: str, told: int) -> None:
    assert _hold(sys.executable, "-c", f"import os; os._exit({code})") == told
    assert _held() is None


@pytest.mark.parametrize("number", [1, 15])
def test_a_command_that_a_signal_ended_has_the_code_that_a_shell_gives_it(number: int) -> None:
    assert _hold(sys.executable, "-c", f"import os; os.kill(os.getpid(), {number})") == 128 + number


def test_a_command_inherits_the_lease_beside_those_of_its_parent_and_the_rest_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OCEANHIL_LEASES", "mac-1=x")
    monkeypatch.setenv("OF_THE_USER", "y")
    look = "import os; open('seen', 'w').write(os.environ['OCEANHIL_LEASES'] + ' ' + os.environ['OF_THE_USER'])"
    assert _hold(sys.executable, "-c", look) == 0
    other, own, of_the_user = Path("seen").read_text().split()
    assert (other, of_the_user) == ("mac-1=x", "y")
    key, _, token = own.partition("=")
    assert (key, len(token)) == (_KEY, 32)


@pytest.mark.parametrize(("command", "purpose"), [(("tool", "--secret", "x"), "tool"), ((), "by hand")])
def test_a_lease_says_what_for_without_the_arguments(
    monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], purpose: str
) -> None:
    seen: list[str] = []

    def look(*_: object) -> int:
        lease = _held()
        seen.append(lease.owner.purpose if lease else "")
        return 0

    monkeypatch.setattr(leases, "_run", look)
    monkeypatch.setattr(leases, "_keep", look)
    assert _hold(*command) == 0
    assert seen == [purpose]


def test_a_lease_by_hand_says_until_when_and_how_others_use_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kept: list[float] = []
    monkeypatch.setattr(leases, "_keep", lambda _, hold_s: kept.append(hold_s))
    monkeypatch.setattr(leases, "time", SimpleNamespace(time=lambda: 1_772_366_400.0))
    assert _hold(hold_s=5.0) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert (first, kept) == ("'desk' is yours until 2026-03-01 12:00:05Z, or until Ctrl-C", [5.0])
    assert second.startswith(f"in another shell: export OCEANHIL_LEASES='{_KEY}=")
    assert second.endswith("'")


def test_ctrl_c_lets_go_and_is_no_failure(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(leases, "_keep", interrupt)
    assert _hold() == 0
    assert capsys.readouterr().err == "let go\n"
    assert _held() is None


def test_ctrl_c_reaches_the_command_too_whose_own_end_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    interrupts = [KeyboardInterrupt(), KeyboardInterrupt()]

    class Process(_Unsignalled):
        def wait(self, _: float | None) -> int:
            if interrupts:
                raise interrupts.pop()
            return 9

    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: Process())
    assert _hold("tool") == 9


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_who_is_asked_to_end_asks_the_command_and_holds_the_board_until_it_has_ended(number: signal.Signals) -> None:
    program = f"""
import os, signal, sys
def end(*_):
    open("held", "w").write(str(os.path.exists("state/leases/{_KEY}.json")))
    sys.exit(9)
signal.signal({int(number)}, end)
os.kill(os.getppid(), {int(number)})
while True:
    signal.pause()
"""
    before = signal.getsignal(number)
    assert _hold(sys.executable, "-c", program) == 9
    assert (Path("held").read_text("utf-8"), _held()) == ("True", None)
    assert signal.getsignal(number) is before


def test_a_lease_by_hand_is_looked_at_every_second_until_its_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    now, waited = [100.0], list[float]()

    class Never:
        def wait(self, seconds: float) -> None:
            waited.append(seconds)
            now[0] += seconds

    monkeypatch.setattr(leases, "threading", SimpleNamespace(Event=Never))
    monkeypatch.setattr(leases, "time", SimpleNamespace(time=lambda: 0.0, monotonic=lambda: now[0]))
    assert _hold(hold_s=2.25) == 0
    assert waited == [1.0, 1.0, 0.25]


def test_a_lease_by_hand_that_was_taken_away_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(_: object) -> None:
        raise LeaseLostError("gone")

    monkeypatch.setattr("oceanhil.hil.boards.held_lease.HeldLease.check", lost)
    with pytest.raises(EnvironmentRefusedError, match=r"^gone$"):
        _hold(hold_s=60.0)


def _take_away(*_: object) -> None:
    _leases().break_lease(_KEY, force=True)


def test_whoever_holds_a_board_by_hand_is_told_at_once_that_it_was_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "threading", SimpleNamespace(Event=lambda: SimpleNamespace(wait=_take_away)))
    with pytest.raises(EnvironmentRefusedError, match=r"^the lease of board 'desk' is lost: .* released"):
        _hold(hold_s=60.0)


def test_a_lease_by_hand_outlives_a_folder_that_cannot_be_read_for_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable(*_: object) -> None:
        raise StateError("no such disk")

    monkeypatch.setattr("oceanhil.hil.boards.held_lease.HeldLease.look", unreadable)
    monkeypatch.setattr(leases, "_LOOK_S", 0.01)
    assert _hold(hold_s=0.02) == 0


def test_a_command_goes_on_when_the_board_is_taken_away_and_that_is_said_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    looks: list[float | None] = []

    class Process(_Unsignalled):
        def wait(self, timeout_s: float | None) -> int:
            looks.append(timeout_s)
            if timeout_s is None:
                return 7
            if len(looks) == 2:
                _take_away()
            raise subprocess.TimeoutExpired("tool", timeout_s)

    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: Process())
    assert _hold("tool") == 7
    assert looks == [1.0, 1.0, None]
    assert capsys.readouterr().err == (
        "warning: the lease of board 'desk' is lost: it expired or was released, and the board may be in other"
        " hands; the command goes on without it\n"
    )


def test_a_board_of_somebody_else_is_called_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    _leases().acquire(_KEY, somebody("alice"))
    with pytest.raises(EnvironmentRefusedError, match=r"^board 'desk' is held by alice@bench-host:4711"):
        let_go(entry(), force=False)


def test_a_command_that_cannot_be_started_is_named_with_the_cause() -> None:
    with pytest.raises(WrongInputError) as refused:
        _hold("no-such-program", "x")
    assert refused.value.message == "'no-such-program' cannot be started: no such file or directory"


@pytest.mark.parametrize("wait", [True, False])
def test_a_board_is_waited_for_only_if_it_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], wait: bool
) -> None:
    held = _leases().acquire(_KEY, somebody("alice"))

    def let_alice_go(_: float) -> None:
        _leases().release(_KEY, held.token)

    monkeypatch.setattr(leases, "open_leases", lambda: Leases(Path("state", "leases"), pause=let_alice_go))
    monkeypatch.setattr(leases, "_keep", lambda *_: None)
    if not wait:
        with pytest.raises(Exit):
            _hold()
        return
    assert _hold(wait=True) == 0
    assert capsys.readouterr().err.startswith("waiting for 'desk': held by alice@bench-host:4711")


def test_what_is_released_is_told_with_its_holder() -> None:
    assert let_go(entry(), force=False) == "'desk' was free"
    _leases().acquire(_KEY, this_owner())
    assert let_go(entry(), force=False) == f"'desk' is free; it was held by {this_owner()}"
    _leases().acquire(_KEY, somebody("alice"))
    with pytest.raises(EnvironmentRefusedError, match="--force takes it all the same"):
        let_go(entry(), force=False)
    assert "held by alice" in let_go(entry(), force=True)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (LeaseState(), "waiting for 'desk': next in line\n"),
        (
            LeaseState(_LEASE),
            (
                f"waiting for 'desk': held by {somebody('alice')} since 1970-01-01 00:00:00Z,"
                " expires in 50 s unless renewed (1970-01-01 00:01:00Z)\n"
            ),
        ),
    ],
)
def test_who_waits_is_told_who_is_in_front(capsys: pytest.CaptureFixture[str], state: LeaseState, said: str) -> None:
    announce_wait(entry(), lambda: 10.0)(state)
    assert capsys.readouterr() == ("", said)


@pytest.mark.parametrize("error", [LeaseError("why"), StateError("why"), JournalError("why")])
def test_what_the_folder_of_state_refuses_is_one_line(error: Exception) -> None:
    with pytest.raises(EnvironmentRefusedError) as refused, refusals():
        raise error
    assert (refused.value.message, refused.value.exit_code) == ("why", 1)


def test_a_board_in_other_hands_has_a_code_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Exit) as ended, refusals():
        raise BoardBusyError("k", LeaseState(_LEASE), 0.0)
    assert ended.value.exit_code == 25
    assert capsys.readouterr().err.startswith("Error: board 'k' is not free: held by alice")
    assert board_refused("x", BoardVerdict.SILENT).exit_code == 14
    assert capsys.readouterr() == ("", "Error: x\n")


def test_a_document_is_indented_by_two(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"a": [1]})
    assert capsys.readouterr().out == '{\n  "a": [\n    1\n  ]\n}\n'


def test_boards_are_taken_in_the_order_in_which_they_are_named_and_each_once() -> None:
    boards = {name: replace(entry(), name=name) for name in "abc"}
    inventory = Inventory(Path("b"), boards, {})
    assert [each.name for each in choose(inventory, ())] == ["a", "b", "c"]
    assert [each.name for each in choose(inventory, ("c", "a", "c"))] == ["c", "a"]
    with pytest.raises(WrongInputError, match="unknown board 'd'"):
        choose(inventory, ("d",))


def test_a_bench_stands_for_its_boards_and_a_board_of_its_name_for_itself() -> None:
    boards = {name: replace(entry(), name=name) for name in "abc"}
    benches = {name: Bench(name, (boards["c"], boards["b"])) for name in ("rack", "a")}
    inventory = Inventory(Path("b"), boards, benches)
    assert [each.name for each in choose_with_benches(inventory, ("rack", "b", "a"))] == ["c", "b", "a"]
    assert [each.name for each in choose_with_benches(inventory, ())] == ["a", "b", "c"]
    with pytest.raises(WrongInputError, match="unknown board 'd'"):
        choose_with_benches(inventory, ("d",))


def test_an_inventory_without_a_board_has_nothing_to_look_at() -> None:
    with pytest.raises(WrongInputError) as refused:
        choose_with_benches(Inventory(Path("mine.toml"), {}, {}), ())
    assert refused.value.message == (
        "there is no board in 'mine.toml'; plug one in and write it anew with: oceanhil boards init --force --output"
        " mine.toml; or name a virtual one in it, which oceanhil vboard starts"
    )


def test_the_inventory_is_known_as_an_input_so_that_nothing_is_written_over_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[object] = []
    monkeypatch.setattr(common, "declare_inputs", lambda what, paths: told.append((what, paths)))
    Path("boards.toml").write_text("")
    assert read_inventory(None).path == Path("boards.toml")
    assert told == [("the inventory", [Path("boards.toml")])]


@pytest.fixture
def plugged(monkeypatch: pytest.MonkeyPatch) -> None:
    ports = (PluggedPort("COM3", "A1", "10c4:ea60"), PluggedPort("COM4", "A2", "10c4:ea60"), PluggedPort("COM1"))
    monkeypatch.setattr(inventory, "plugged_in", lambda: ports)


@pytest.mark.usefixtures("plugged")
def test_an_inventory_is_written_and_counted_or_only_shown(capsys: pytest.CaptureFixture[str]) -> None:
    write_inventory(Path("new.toml"), to_stdout=False, force=False)
    said = "new.toml: 2 boards, 1 other port; check it, then: oceanhil boards probe\n"
    assert capsys.readouterr().out == said
    write_inventory(Path("other.toml"), to_stdout=True, force=False)
    assert capsys.readouterr().out == Path("new.toml").read_text()
    assert not Path("other.toml").exists()


@pytest.mark.parametrize(
    ("ports", "said"),
    [
        ((), "new.toml: nothing is plugged in; plug a board in, then: oceanhil boards init --force\n"),
        (
            (PluggedPort("COM1"),),
            "new.toml: no port that is surely a board, 1 others, in comments; make boards of those that are\n",
        ),
    ],
)
def test_an_inventory_without_a_board_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ports: tuple[PluggedPort, ...], said: str
) -> None:
    monkeypatch.setattr(inventory, "plugged_in", lambda: ports)
    write_inventory(Path("new.toml"), to_stdout=False, force=False)
    assert capsys.readouterr().out == said


@pytest.mark.usefixtures("plugged")
def test_an_inventory_that_exists_is_overwritten_only_by_force() -> None:
    Path("new.toml").write_text("mine")
    with pytest.raises(WrongInputError) as refused:
        write_inventory(Path("new.toml"), to_stdout=False, force=False)
    assert refused.value.message == "'new.toml' exists; --force overwrites it, --stdout only shows"
    assert Path("new.toml").read_text() == "mine"
    write_inventory(Path("new.toml"), to_stdout=False, force=True)
    assert Path("new.toml").read_text() != "mine"


@pytest.mark.usefixtures("plugged")
def test_a_place_that_cannot_be_written_is_named_with_the_cause() -> None:
    with pytest.raises(EnvironmentRefusedError) as refused:
        write_inventory(Path("no", "new.toml"), to_stdout=False, force=False)
    shown = repr(str(Path("no", "new.toml")))
    assert refused.value.message == f"{shown} cannot be written: no such file or directory; choose another place"
