"""Recordings made up to differ in one thing each, and what the replay says of them."""

from collections.abc import Callable
from hashlib import sha256

import pytest

from oceanhil.simulator.eeprom.nvs import NvsGeneration, NvsPanic
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash
from oceanhil.simulator.vectors.__main__ import describe, replay
from oceanhil.simulator.vectors.boards import Esp32Board, Esp8266Board, generation_of, pattern
from oceanhil.simulator.vectors.format import (
    Esp8266Sequence,
    MalformedRecordingError,
    NvsSweep,
    Operation,
    SectorBoot,
    read_recordings,
)
from oceanhil.simulator.vectors.replay import Call, Mismatch, Run, _shortened, operation_text, run_boot

BEGIN: list[Operation] = [["begin", 8]]
WRITE: list[Operation] = [["begin", 8], ["fill", 0, 8, 1], ["commit"], ["end"]]
BLANK = sha256(b"\xff" * SECTOR_BYTES).hexdigest()


def boot(
    ops: list[Operation],
    returns: list[str],
    *,
    cut: int | None = None,
    lost: bool = False,
    image: str = BLANK,
    units: int | None = None,
) -> SectorBoot:
    return SectorBoot(ops=ops, cut=cut, lost_power=lost, returns=returns, image_sha256=image, units=units)


def difference(*boots: SectorBoot) -> tuple[str, str, str, str] | None:
    """Replay boots of an ESP8266: where, operation, expected and got of the first difference."""
    found = replay(Esp8266Sequence("made", "core-3.1.2", 4 << 20, 0x3FB000, list(boots)))
    return None if found is None else (found.where, found.operation, found.expected, found.got)


def image_of(data: bytes) -> str:
    return sha256(data.ljust(SECTOR_BYTES, b"\xff")).hexdigest()


WRITTEN = image_of(pattern(8, 1))
RETURNS = ["len=8", "commit=1", "end=1"]


def test_what_agrees_is_no_difference() -> None:
    assert difference(boot(BEGIN, ["len=8"], units=0), boot(WRITE, RETURNS, image=WRITTEN, units=9)) is None


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (boot(BEGIN, ["len=9"]), ("boot 0", "begin 8", "len=9", "len=8")),
        (boot(BEGIN, ["len=8", "len=8"]), ("boot 0", "begin 8", "len=8", "no result")),
        (boot([], ["len=8"]), ("boot 0", "none", "len=8", "no result")),
        (boot(BEGIN, []), ("boot 0", "begin 8", "power lost", "len=8")),
        (boot(WRITE, RETURNS, image=WRITTEN, lost=True), ("boot 0", "commit", "lost_power True", "lost_power False")),
        (boot(WRITE, RETURNS, image=WRITTEN, units=8), ("boot 0", "commit", "8 units", "9 units")),
        (boot(WRITE, RETURNS), ("boot 0", "commit", f"sha256 {BLANK}", f"sha256 {WRITTEN}")),
        (boot(BEGIN, ["len=8"], units=1), ("boot 0", "begin 8", "1 units", "0 units")),
        (boot(WRITE, RETURNS[:2], cut=1, lost=True), ("boot 0", "commit", "commit=1", "power lost")),
    ],
)
def test_a_difference_says_where_and_by_which_operation(made: SectorBoot, expected: tuple[str, str, str, str]) -> None:
    assert difference(made) == expected


def test_the_first_boot_that_differs_is_named() -> None:
    assert difference(boot(BEGIN, ["len=8"]), boot(BEGIN, ["len=8"]), boot(BEGIN, ["len=0"])) == (
        "boot 2", "begin 8", "len=0", "len=8",
    )  # fmt: skip


def test_a_mismatch_is_told_in_three_lines() -> None:
    told = describe(Mismatch("made", "boot 2", "begin 8", "len=0", "len=8"))
    assert told == "made, boot 2, begin 8\n  expected len=0\n  got      len=8"


def test_results_of_more_than_two_lines_are_shortened_to_one_and_a_digest() -> None:
    assert _shortened("x" * 120) == "x" * 120
    long = "read " + "ab" * 58
    assert len(long) == 121
    assert _shortened(long) == f"{long[:60]}...sha256={sha256(b'ab' * 58).hexdigest()}"


def test_a_long_result_agrees_by_its_beginning_and_the_digest_of_its_last_word() -> None:
    read: list[Operation] = [["begin", 256], ["read", 0, 256]]
    digest = sha256(("ff" * 256).encode()).hexdigest()
    assert difference(boot(read, ["len=256", f"ffff...sha256={digest}"])) is None
    for wrong in (f"fffe...sha256={digest}", f"ffff...sha256={digest[:-1]}x"):
        found = difference(boot(read, ["len=256", wrong]))
        assert found is not None
        assert found[:3] == ("boot 0", "read 0 256", wrong)


def test_a_call_counts_its_own_units_and_a_cut_ends_the_run() -> None:
    flash = Flash(4 << 20)
    flash.program(0, b"before")
    run = run_boot(flash, Esp8266Board(flash), WRITE, None)
    assert run == Run(
        [Call(["begin", 8], "len=8", 0), Call(["fill", 0, 8, 1], None, 0), Call(["commit"], "commit=1", 9),
         Call(["end"], "end=1", 0)],
        lost_power=False,
    )  # fmt: skip
    other: list[Operation] = [["begin", 8], ["fill", 0, 8, 2], ["commit"], ["end"]]
    cut = run_boot(flash, Esp8266Board(flash), other, 4)
    assert (cut.lost_power, cut.calls[-1]) == (True, Call(["commit"], None, 4))
    twice = run_boot(flash, Esp8266Board(flash), [*WRITE, *other], 9 + 3)
    assert (twice.calls[2].units, twice.calls[-1]) == (9, Call(["commit"], None, 3))


def test_a_panic_is_the_result_of_its_call_and_ends_the_run() -> None:
    flash = Flash(SECTOR_BYTES)

    class Hangs:
        def perform(self, operation: Operation) -> str | None:
            flash.program(0, str(operation[0]).encode())
            if operation == ["bc"]:
                raise NvsPanic("loops")
            return "done"

    run = run_boot(flash, Hangs(), [["a"], ["bc"], ["d"]], None)
    assert run == Run([Call(["a"], "done", 1), Call(["bc"], "panic: loops", 2)], lost_power=False)
    assert operation_text(["eefill", 0, 64, 2]) == "eefill 0 64 2"


def test_an_esp32_reports_its_calls_as_c_prints_them() -> None:
    board = Esp32Board(Flash(4 << 20), NvsGeneration.IDF_5_5_1, 0x5000)
    calls: list[Operation] = [
        ["eebegin", 0], ["setu8", "ns", "n", 7], ["init"], ["eebegin", 4], ["eewrite", 1, "0aff"], ["eefill", 2, 2, 5],
        ["eecommit"], ["setstr", "ns", "s", "text"], ["setu8", "ns", "n", 7], ["erasekey", "ns", "n"],
        ["erasekey", "ns", "n"], ["getblob", "eeprom", "eeprom"], ["getblob", "ns", "none"],
    ]  # fmt: skip
    assert [board.perform(each) for each in calls] == [
        "eebegin 0 size=0", "setu8 1101", "nvs_flash_init 0", "eebegin 1 size=4", None, None, "eecommit 1", "setstr 0",
        "setu8 0", "erasekey 0", "erasekey 1102", "getblob 0 4 0 ff0a050c", "getblob 1102 0 ",
    ]  # fmt: skip


def test_an_esp8266_reports_its_calls() -> None:
    board = Esp8266Board(Flash(4 << 20))
    calls: list[Operation] = [["commit"], ["end"], ["begin", 3], ["fill", 0, 2, 0], ["commit"], ["read", 0, 3], ["end"]]
    assert [board.perform(each) for each in calls] == [
        "commit=0", "end=0", "len=4", None, "commit=1", "0007ff", "end=1",
    ]  # fmt: skip


def test_a_fill_counts_up_by_sevens_and_has_a_limit() -> None:
    assert pattern(40, 3) == bytes((3 + 7 * each) % 256 for each in range(40))
    assert len(pattern(1 << 20, 0)) == 1 << 20
    refusal = "a length of 1048577 bytes, expected at most 1048576"
    calls: list[Callable[[], object]] = [
        lambda: pattern((1 << 20) + 1, 0),
        lambda: Esp8266Board(Flash(4 << 20)).perform(["read", 0, (1 << 20) + 1]),
    ]
    for call in calls:
        with pytest.raises(MalformedRecordingError, match=refusal):
            call()


def test_drivers_have_the_names_of_recordings() -> None:
    names = ["esp-idf 4.4.7", "esp-idf 5.5.1", "esp-idf 5.5.1-patched"]
    assert [generation_of(name) for name in names] == list(NvsGeneration)
    with pytest.raises(MalformedRecordingError, match=r"'idf', expected one of 'esp-idf 4\.4\.7', 'esp-idf 5\.5\.1', "):
        generation_of("idf")


def test_lines_are_numbered_from_1_and_blank_ones_skipped() -> None:
    line = b'{"id":"a","driver":"esp-idf 5.5.1","partition_bytes":20480,"boots":[]}\n'
    found = list(read_recordings([b"\n", line, b"  \n", line]))
    assert [number for number, _ in found] == [2, 4]
    with pytest.raises(MalformedRecordingError) as refused:
        list(read_recordings([line, b"{}"]))
    assert (refused.value.line, MalformedRecordingError("x").line) == (2, None)


def test_a_sweep_whose_setup_is_all_is_named_by_what_it_reads() -> None:
    setup: list[Operation] = [["init"], ["eebegin", 8], ["eefill", 0, 8, 1], ["eecommit"]]
    again: list[Operation] = [["init"], ["eebegin", 8], ["eefill", 0, 8, 9], ["eecommit"]]
    recording = NvsSweep("made", "esp-idf 5.5.1", 0x5000, setup, again, 116, [(0, "new", "", "")])
    found = replay(recording)
    assert found is not None
    assert (found.where, found.operation, found.expected[:7]) == ("boot cut at unit 0", "eecommit", "sha256 ")
    assert len(found.got) == len("sha256 ") + 16
    hashed = found.got.removeprefix("sha256 ")
    after = replay(NvsSweep("made", "esp-idf 5.5.1", 0x5000, setup, again, 116, [(0, "new", hashed, "")]))
    assert after is not None
    assert (after.where, after.operation, after.expected, after.got) == (
        "recovery after a cut at unit 0", "init; eebegin 8", "new", "old",
    )  # fmt: skip
    assert replay(NvsSweep("made", "esp-idf 5.5.1", 0x5000, setup, again, 116, [(0, "old", hashed, hashed)])) is None
    units = replay(NvsSweep("made", "esp-idf 5.5.1", 0x5000, setup, again, 115, []))
    assert units is not None
    assert (units.where, units.expected, units.got) == ("uncut boot", "115 units", "116 units")
    assert units.operation == "init; eebegin 8; eefill 0 8 9; eecommit"
