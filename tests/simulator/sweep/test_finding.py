"""docs/finding-nvs-blob-loss.md: how often consecutive commits have a moment at which both values can be lost."""

import pytest

from oceanhil.boards import family
from oceanhil.boards.storage import Driver
from oceanhil.protocol.board import Board
from oceanhil.simulator.board.storage import open_storage
from oceanhil.simulator.flash.chip import Flash, PowerCut
from oceanhil.simulator.sweep.operation_text import describe
from oceanhil.simulator.sweep.trace import TracedOperation, traced
from tests.simulator.sweep.sweeping import NEWEST, OLDER, PATCHED


def value(size: int, number: int) -> bytes:
    return bytes((7 * position + 31 * number + 1) & 0xFF for position in range(size))


def begun(flash: Flash, driver: Driver, size: int) -> bytes:
    flash.power_on()
    eeprom = open_storage(Board.ESP32, driver, flash).eeprom
    eeprom.begin(size)
    return eeprom.read_bytes(0, size)


def commit(flash: Flash, driver: Driver, size: int, number: int) -> None:
    eeprom = open_storage(Board.ESP32, driver, flash).eeprom
    eeprom.begin(size)
    eeprom.write_bytes(0, value(size, number))
    eeprom.commit()


def loses(flash: Flash, driver: Driver, size: int, number: int) -> bool:
    """Commit, and tell whether a cut before the index, or before the page is marked full for it, loses both values."""
    start = flash.snapshot()
    flash.power_on()
    work = [(each.first_unit, describe(each, Board.ESP32)) for each in commit_traced(flash, driver, size, number)]
    done = flash.snapshot()
    read = set()
    for unit in [unit for unit, text in work if "header of the index" in text or "state word" in text]:
        flash.restore(start)
        flash.power_on()
        flash.arm_cut(unit)
        with pytest.raises(PowerCut):
            commit(flash, driver, size, number)
        read.add(begun(flash, driver, size))
    flash.restore(done)
    return not read <= {value(size, number - 1), value(size, number)}


def commit_traced(flash: Flash, driver: Driver, size: int, number: int) -> tuple[TracedOperation, ...]:
    return traced(flash, lambda: commit(flash, driver, size, number))


@pytest.mark.parametrize(("size", "losing"), [(64, 20), (100, 19), (512, 17)])
@pytest.mark.parametrize("driver", [NEWEST, OLDER, PATCHED])
def test_so_many_of_twenty_commits_can_lose_both_values(driver: Driver, size: int, losing: int) -> None:
    flash = Flash(family(Board.ESP32).flash_bytes)
    commit(flash, driver, size, 0)
    found = sum(loses(flash, driver, size, number) for number in range(1, 21))
    assert found == (losing if driver is NEWEST else 0)
