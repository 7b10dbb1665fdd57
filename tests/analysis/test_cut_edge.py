"""Why one cut loses what the cut one unit before it keeps, in one sentence: on real drivers, and on made-up traces."""

from collections.abc import Sequence

import pytest

from oceanhil.analysis.cut_edge import edge_text, unit_work
from oceanhil.app.run.library import find_scenario
from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.loader import load_scenario
from oceanhil.scenarios.replay import parse_replay
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.sweep_map import MapRow, Neighbours, PointWord, SweepMap, UnitWork
from oceanhil.scenarios.trace import Event, EventKind, Scalar, Source

ROW = MapRow(2, 1, (0, 1))
SWEPT = SweepMap("x#cut={}", (PointWord("kept", is_bad=False), PointWord("lost", is_bad=True)), (ROW,))
NVS = "eeprom-power-loss@esp32/idf-5.5.1+legacy"
NEXT = Neighbours(ROW, good=0, bad=1)


def closeup(replay_id: str) -> Sequence[Event]:
    wanted = parse_replay(replay_id)
    case = load_scenario(find_scenario(wanted.scenario, ())).case(wanted)
    return run_case(case, SimWorldFactory(), load_profile(), is_closeup=True).events


def event(kind: EventKind, **fields: Scalar) -> Event:
    return Event(0, Source.STORAGE, kind, "device", fields)


def program(address: int, data: str) -> Event:
    return event(EventKind.FLASH, operation="program", address=address, length=len(data) // 2, data=data)


CUT = event(EventKind.POWER, state="cut", unit=1)


@pytest.mark.parametrize(
    ("case", "good", "bad", "because"),
    [
        ("esp32/idf-5.5.1+legacy", 103, 104, "because of the program of 4 bytes at 0x9020"),
        ("esp32/idf-5.5.1+legacy", 105, 104, "because the torn write of "),
        ("esp8266+legacy", 0, 1, "because of the erase of 4,096 bytes at 0x3fb000"),
    ],
)
def test_the_work_that_makes_the_difference_is_named_with_what_the_next_boot_reads(
    case: str, good: int, bad: int, because: str
) -> None:
    row = MapRow(2, 1, tuple(int(unit == bad) for unit in range(max(good, bad) + 1)))
    swept = SweepMap("x#cut={}", SWEPT.words, (row,))
    runs = (closeup(f"eeprom-power-loss@{case}#cut=2.{unit}") for unit in (good, bad))
    told = edge_text(swept, Neighbours(row, good, bad), *runs)
    assert told.startswith(f"power lost after {good} units: kept; after {bad}: lost; {because}")
    assert told.endswith("; the next boot reads empty, not valid")
    assert ("is missing" in told) == (good > bad)


def test_the_part_that_lay_there_is_named() -> None:
    parts = event(EventKind.STORED, verdict="valid", parts="64\t32\tslot B\tsequence number\t7\t\t\nnonsense")
    told = edge_text(SWEPT, NEXT, [parts, CUT], [parts, program(70, "00ff"), CUT])
    assert told.endswith("because of the program of 2 bytes at 0x46 (slot B sequence number)")


def test_an_operation_that_got_further_is_told_as_that() -> None:
    told = edge_text(SWEPT, NEXT, [program(0, "55"), CUT], [program(0, "55aa"), CUT])
    assert told.endswith("because of the program of 2 bytes at 0x0, which got further")


def test_of_several_rows_the_row_is_named() -> None:
    swept = SweepMap("x#cut={}", SWEPT.words, (ROW, ROW))
    assert edge_text(swept, NEXT, [CUT], [CUT]) == "boot 2: power lost after 0 units: kept; after 1: lost"


def test_a_trace_that_was_not_cut_tells_where_and_no_more() -> None:
    assert edge_text(SWEPT, NEXT, [], [CUT]) == "power lost after 0 units: kept; after 1: lost"


def test_each_unit_of_the_boot_that_was_cut_belongs_to_an_operation() -> None:
    work = unit_work(closeup(f"{NVS}#cut=2.104"))
    assert [(each.first, each.end, each.words.partition(" (")[0]) for each in work] == [
        (0, 32, "the program of 32 bytes at 0x91e0"),
        (32, 36, "the program of 4 bytes at 0x9020"),
        (36, 100, "the program of 64 bytes at 0x9200"),
        (100, 104, "the program of 4 bytes at 0x9020"),
    ]


def test_a_write_that_a_cut_fell_into_goes_on_to_the_cut() -> None:
    erase, write = unit_work(closeup("eeprom-power-loss@esp8266+legacy#cut=2.60"))
    assert erase == UnitWork(0, 1, "the erase of 4,096 bytes at 0x3fb000")
    assert (write.first, write.end) == (1, 60)
    assert write.words.startswith("the write at 0x3fb000 (EEPROM sector, 0x3fb000")


def test_what_the_bench_does_to_flash_is_no_unit_of_the_device() -> None:
    boot = event(EventKind.BOOT, number=2)
    outside = event(EventKind.FLASH, operation="outside", address=0, length=1, data="00")
    assert unit_work([program(0, "55"), boot, outside, program(8, "aabb"), CUT]) == (
        UnitWork(0, 2, "the program of 2 bytes at 0x8"),
    )
    assert unit_work([boot, program(8, "aabb")]) == ()


def test_one_byte_is_counted_in_the_singular_at_an_address_as_every_page_writes_it() -> None:
    told = edge_text(SWEPT, NEXT, [CUT], [program(0x9024, "aa"), CUT])
    assert told.endswith("because of the program of 1 byte at 0x9024")


def test_an_operation_that_power_went_before_is_no_work() -> None:
    nothing = event(EventKind.FLASH, operation="torn", address=0x9024, length=4, data="ffffffff", of="program", done=0)
    begun = event(EventKind.FLASH, operation="torn", address=0x9024, length=4, data="aaffffff", of="program", done=1)
    boot = event(EventKind.BOOT, number=2)
    assert [each.words for each in unit_work([boot, program(8, "aabb"), CUT, nothing])] == [
        "the program of 2 bytes at 0x8"
    ]
    told = edge_text(SWEPT, NEXT, [CUT, nothing], [CUT, begun])
    assert told.endswith("because of the torn write of 4 bytes at 0x9024, 1 of them done")
