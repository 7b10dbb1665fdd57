"""Firmware that is not this project's, on a board: what is known of it is expected, and what pages ask of every one."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.hil.worlds import load_world
from oceanhil.hil.worlds.serial import observed_board
from oceanhil.hil.worlds.serial.factory import SerialWorldFactory, serial_worlds
from oceanhil.protocol.board import Board
from oceanhil.protocol.board_faults import RecordDamage
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.lines import Line
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.run import POLLS_EVERY
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.trace import EventKind, own_words
from oceanhil.scenarios.world import TakesAnyFirmware, WorldError, WorldRequest
from tests.hil.worlds.serial.desk import entry_text, write_inventory
from tests.scenarios.writing import case_of

PROFILE = load_profile()
OnBench = Callable[..., SerialWorldFactory]
ONLINE = "- device.power_on\n- expect.serial: '[INFO] Device ONLINE'\n- expect.online\n"


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[OnBench]:
    """Give what makes the world of a virtual ESP32 whose entry and whose `[firmware.theirs]` have these keys."""
    monkeypatch.setenv("OCEANHIL_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("OCEANHIL_BOARDS", str(tmp_path / "boards.toml"))
    with ExitStack() as exits:
        board = exits.enter_context(VirtualBoardProcess("--board", "esp32", "--clock", "held"))
        before = exits.enter_context(ExitStack())

        def make(*known: str, entry: str = "") -> SerialWorldFactory:
            before.close()  # or the next would wait for its board
            table = entry_text("desk", board, f'time = "held"\nfirmware = "theirs"\n{entry}')
            write_inventory(tmp_path, table, "[firmware.theirs]", *known)
            return before.enter_context(closing(serial_worlds("desk")))

        yield make


def run(factory: SerialWorldFactory, steps: str) -> Result:
    return run_case(case_of("", steps), factory, PROFILE)


def judged(result: Result) -> str:
    return result.facts["expectations"]


def test_a_line_that_is_not_known_to_be_its_own_is_not_expected(bench: OnBench) -> None:
    result = run(bench(), f"{ONLINE}- expect.serial: 'no such line'\n")
    assert result.outcome is Outcome.FAILED
    passed = run(bench(), ONLINE)
    assert passed.outcome is Outcome.PASSED
    assert judged(passed) == "1 judged, 1 in words that the firmware does not print"


def test_its_own_words_are_the_documented_line_that_they_mean(bench: OnBench) -> None:
    factory = bench("[firmware.theirs.lines]", "'Device (ON)LINE$' = 'online'")
    result = run(factory, ONLINE)
    assert (result.outcome, judged(result)) == (Outcome.PASSED, "2 judged")
    none = Line.SESSION_NO_ID.build()
    missed = run(bench("[firmware.theirs.lines]", "'never' = 'session-no-id'"), f"{ONLINE}- expect.serial: '{none}'\n")
    assert missed.failure is not None
    assert none in missed.failure.expected


def test_what_it_printed_stands_beside_what_it_meant(bench: OnBench) -> None:
    factory = bench("[firmware.theirs.lines]", r"'^\[WiFi\] IP Address: (?P<address>.+)' = 'reg-start'")
    result = run(factory, ONLINE)
    said = [event for event in result.events if event.kind is EventKind.SERIAL]
    (meant,) = [event for event in said if own_words(event).startswith("[WiFi] IP Address: ")]
    assert meant.fields["text"] == Line.REG_START.build()


@pytest.mark.parametrize(("known", "outcome"), [((), Outcome.PASSED), (("record = 'reference'",), Outcome.FAILED)])
def test_a_hash_that_it_prints_is_no_secret_unless_it_stores_as_documented_firmware_does(
    bench: OnBench, monkeypatch: pytest.MonkeyPatch, known: tuple[str, ...], outcome: Outcome
) -> None:
    monkeypatch.setattr(observed_board, "parted", lambda text: [text, "sketch 8a1f0c3e5b7d9f2a4c6e8b0d1f3a5c7e"])
    assert run(bench(*known), ONLINE).outcome is outcome


def test_documented_lines_that_stand_in_its_elf_file_are_expected(bench: OnBench, tmp_path: Path) -> None:
    (tmp_path / "firmware.elf").write_bytes(b"\x7fELF\0[INFO] Device ONLINE\0")
    assert judged(run(bench(entry='elf = "firmware.elf"'), ONLINE)) == "2 judged"


def test_its_record_is_read_only_where_its_layout_is_documented(bench: OnBench) -> None:
    steps = f"{ONLINE}- expect.storage: {{verdict: valid}}\n"
    assert judged(run(bench(), steps)).startswith("1 judged, 2 ")
    known = run(bench('record = "reference"'), steps)
    assert (known.outcome, judged(known)) == (
        Outcome.PASSED,
        "2 judged, 1 in words that the firmware does not print",
    )


def test_what_only_this_projects_firmware_can_be_told_is_a_skip(bench: OnBench) -> None:
    result = run_case(case_of("given: {firmware: {derivation: reversed}}", ONLINE), bench(), PROFILE)
    assert result.outcome is Outcome.SKIPPED
    assert "somebody else's does as it does" in result.reason


@pytest.mark.parametrize("step", ["storage.clear", "storage.damage: all-ff"])
def test_what_it_keeps_is_damaged_only_where_it_is_known_how_much_that_is(bench: OnBench, step: str) -> None:
    steps = f"{ONLINE}- device.power_off\n- {step}\n- device.power_on\n- expect.serial: '[INFO] Device ONLINE'\n"
    result = run(bench(), steps)
    assert result.outcome is Outcome.SKIPPED
    assert result.reason.endswith(
        "nothing is known of what firmware 'theirs' keeps; if it begins EEPROM, say how much, as 'eeprom_bytes' of "
        "[firmware.theirs] in boards.toml"
    )


def test_what_it_keeps_in_eeprom_is_damaged_without_its_layout(bench: OnBench) -> None:
    token = b"oc_perm_" + b"A" * 8
    with closing(bench("eeprom_bytes = 64").make(WorldRequest(board=Board.ESP32, seed=0, profile=PROFILE))) as world:
        device = world.device()
        device.flash(Firmware("oc_reg_" + "A" * 43))
        device.put_beside_record(40, token)
        device.damage_storage(RecordDamage.TOKEN_BYTE, seed=1)
        damaged = device.read_beside_record(40, len(token))
        assert [at for at, (new, old) in enumerate(zip(damaged, token, strict=True)) if new != old] == [10]
        device.clear_storage()
        assert device.read_beside_record(0, 64) == bytes(64)


def test_a_bench_of_both_kinds_of_firmware_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OCEANHIL_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("OCEANHIL_BOARDS", str(tmp_path / "boards.toml"))
    tables = [
        f'[board.{name}]\nkind = "esp32"\nport = "/dev/{name}"\n{more}'
        for name, more in (("a", 'firmware = "theirs"'), ("b", ""))
    ]
    write_inventory(tmp_path, *tables, "[firmware.theirs]", "[bench.desk]")
    with pytest.raises(WorldError) as refused:
        load_world("serial:desk")
    assert str(refused.value) == (
        "bench 'desk' has boards with firmware of others (a) and with this project's own (b), of which a run expects "
        "other things; make a bench of each, as '[bench.NAME]'"
    )


def test_one_firmware_makes_its_world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OCEANHIL_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("OCEANHIL_BOARDS", str(tmp_path / "boards.toml"))
    kinds = []
    for more in ("", 'firmware = "theirs"\n'):
        write_inventory(tmp_path, f'[board.a]\nkind = "esp32"\nport = "/dev/a"\n{more}[firmware.theirs]')
        with closing(serial_worlds("a")) as factory:
            kinds.append(isinstance(factory, TakesAnyFirmware))
    assert kinds == [False, True]


def test_it_is_judged_by_its_own_interval(bench: OnBench) -> None:
    steps = f"{ONLINE}- mark\n- time.run: 2m\n- expect.count: {{path: state, method: GET, at_most: 30}}\n"
    assert run(bench(), steps).outcome is Outcome.PASSED
    told = run(bench("poll_interval_s = 60"), steps)
    assert told.failure is not None
    assert told.failure.invariant == "I13"
    assert told.facts[POLLS_EVERY] == "5 s"
