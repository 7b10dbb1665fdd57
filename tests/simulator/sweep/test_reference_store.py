"""The two-slot store: whatever one or two power cuts do, the old or the new record is read."""

from random import Random

import pytest

from oceanhil.boards.storage import Driver
from oceanhil.protocol.board_faults import TornModel
from oceanhil.simulator.flash.chip import FlashOperation, PowerCut
from oceanhil.simulator.program.token_store import ReferenceStore
from oceanhil.simulator.sweep import CutOutcome, Operation, SweptStore
from oceanhil.simulator.sweep.engine import Rig
from tests.simulator.sweep.sweeping import NEWEST, OLDER, plan, swept

pytestmark = pytest.mark.long

RANDOM = [model for model in TornModel if model.is_random]
ESP32: list[tuple[Operation, Driver]] = [
    (operation, driver) for operation in Operation if operation is not Operation.COMMIT for driver in (NEWEST, OLDER)
]
SECTORS: list[tuple[Operation, Driver]] = [
    (Operation.TOKEN_SAVE_UPDATE, driver) for driver in (Driver.ESP8266_CORE, Driver.PICO_CORE)
]
KEPT = {CutOutcome.OLD, CutOutcome.NEW}


@pytest.mark.parametrize(("operation", "driver"), ESP32 + SECTORS)
def test_no_cut_loses_the_record(operation: Operation, driver: Driver) -> None:
    assert set(swept(operation, driver, SweptStore.REFERENCE).tally) <= KEPT


@pytest.mark.parametrize("torn", RANDOM)
@pytest.mark.parametrize(("operation", "driver"), [(Operation.TOKEN_SAVE_UPDATE, NEWEST), *SECTORS])
def test_no_torn_write_loses_the_record(operation: Operation, driver: Driver, torn: TornModel) -> None:
    assert set(swept(operation, driver, SweptStore.REFERENCE, torn=torn, seeds=4).tally) <= KEPT


@pytest.mark.parametrize("torn", [TornModel.ERASE_TORN, TornModel.MARGINAL_BITS])
@pytest.mark.parametrize(("operation", "driver"), [(Operation.GC, NEWEST), *SECTORS])
def test_no_torn_erase_loses_the_record(operation: Operation, driver: Driver, torn: TornModel) -> None:
    rig = Rig(plan(operation, driver, SweptStore.REFERENCE, torn=torn))
    erase = next(each for each in rig.uncut() if each.kind is FlashOperation.ERASE)
    outcomes = set()
    for number in range(100):
        rig.cut(erase.first_unit, number)
        outcomes |= {rig.read()[0], rig.read()[0]}
    assert outcomes <= KEPT


def cut_twice(rig: Rig, number: int, random: Random, boots_between: int) -> list[CutOutcome]:
    """Cut the save, boot so often, cut the next boot and its save, boot twice more; give what each boot read."""
    units = rig.uncut()[-1].end_unit
    rig.cut(random.randrange(units), number)
    between = [rig.read()[0] for _ in range(boots_between)]
    rig.flash.power_on()
    rig.flash.arm_cut(random.randrange(units))
    with pytest.raises(PowerCut):
        rig.device.act(rig.flash)
    return [*between, rig.read()[0], rig.read()[0]]


@pytest.mark.parametrize("torn", RANDOM)
@pytest.mark.parametrize(("operation", "driver"), SECTORS)
def test_no_two_cuts_lose_the_record_of_raw_sectors(operation: Operation, driver: Driver, torn: TornModel) -> None:
    rig, random = Rig(plan(operation, driver, SweptStore.REFERENCE, torn=torn)), Random(1)
    for number in range(150):
        assert set(cut_twice(rig, number, random, boots_between=number % 3)) <= KEPT


@pytest.mark.parametrize(("operation", "driver"), SECTORS)
def test_a_record_that_one_boot_has_read_is_never_followed_by_the_older_one(
    operation: Operation, driver: Driver
) -> None:
    rig, random = Rig(plan(operation, driver, SweptStore.REFERENCE, torn=TornModel.MARGINAL_BITS)), Random(2)
    lives = [cut_twice(rig, number, random, boots_between=2) for number in range(200)]
    assert all(CutOutcome.OLD not in life[life.index(CutOutcome.NEW) :] for life in lives if CutOutcome.NEW in life)
    assert any(set(life) == KEPT for life in lives)


def test_without_programming_it_again_two_cuts_do_lose_a_record(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ReferenceStore, "make_firm", lambda _: None)
    rig = Rig(plan(*SECTORS[0], SweptStore.REFERENCE, torn=TornModel.MARGINAL_BITS))
    random = Random(1)
    outcomes = {each for number in range(300) for each in cut_twice(rig, number, random, boots_between=1)}
    assert CutOutcome.CORRUPT in outcomes
