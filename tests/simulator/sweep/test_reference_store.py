"""The two-slot store: whatever one power cut does, the old or the new record is read."""

import pytest

from simulator.board_storage import Driver
from simulator.flash import FlashOperation, PowerCut, TornModel
from simulator.sweep import Kept, Operation, Outcome
from simulator.sweep.engine import Bench
from tests.simulator.sweep.sweeping import NEWEST, OLDER, plan, swept

RANDOM = [model for model in TornModel if model.is_random]
ESP32: list[tuple[Operation, Driver]] = [
    (operation, driver) for operation in Operation if operation is not Operation.COMMIT for driver in (NEWEST, OLDER)
]
SECTORS: list[tuple[Operation, Driver]] = [
    (Operation.TOKEN_SAVE_UPDATE, driver) for driver in (Driver.ESP8266_CORE, Driver.PICO_CORE)
]
KEPT = {Outcome.OLD, Outcome.NEW}


@pytest.mark.parametrize(("operation", "driver"), ESP32 + SECTORS)
def test_no_cut_loses_the_record(operation: Operation, driver: Driver) -> None:
    assert set(swept(operation, driver, Kept.REFERENCE).tally) <= KEPT


@pytest.mark.parametrize("torn", RANDOM)
@pytest.mark.parametrize(("operation", "driver"), [(Operation.TOKEN_SAVE_UPDATE, NEWEST), *SECTORS])
def test_no_torn_write_loses_the_record(operation: Operation, driver: Driver, torn: TornModel) -> None:
    assert set(swept(operation, driver, Kept.REFERENCE, torn=torn, seeds=4).tally) <= KEPT


@pytest.mark.parametrize("torn", [TornModel.ERASE_TORN, TornModel.MARGINAL_BITS])
@pytest.mark.parametrize(("operation", "driver"), [(Operation.GC, NEWEST), *SECTORS])
def test_no_torn_erase_loses_the_record(operation: Operation, driver: Driver, torn: TornModel) -> None:
    bench = Bench(plan(operation, driver, Kept.REFERENCE, torn=torn))
    erase = next(each for each in bench.uncut() if each.kind is FlashOperation.ERASE)
    outcomes = set()
    for number in range(100):
        bench.cut(erase.first_unit, number)
        outcomes |= {bench.read()[0], bench.read()[0]}
    assert outcomes <= KEPT


def test_a_marginal_slot_may_give_the_new_record_at_one_boot_and_the_old_at_the_next() -> None:
    result = swept(*SECTORS[0], Kept.REFERENCE, torn=TornModel.MARGINAL_BITS, seeds=4)
    assert result.unsteady > 0


def test_two_cuts_can_lose_the_record_of_raw_sectors_when_the_first_leaves_marginal_bits() -> None:
    bench = Bench(plan(*SECTORS[0], Kept.REFERENCE, torn=TornModel.MARGINAL_BITS))
    outcomes = set()
    for number in range(200):
        bench.cut(60, number)
        if bench.read()[0] is Outcome.NEW:
            # The newest record wavers, and the next save erases the other slot.
            bench.flash.power_on()
            bench.flash.arm_cut(1)
            with pytest.raises(PowerCut):
                bench.subject.act(bench.flash)
            outcomes.add(bench.read()[0])
    assert Outcome.CORRUPT in outcomes
