"""Every pair of power cuts: what is pruned changes no count, and a store that two cuts can break is found out."""

from collections import Counter

import pytest

from oceanhil.boards.storage import Driver
from oceanhil.protocol.board_faults import TornModel
from oceanhil.simulator.eeprom.nvs import NvsPanic
from oceanhil.simulator.flash.chip import Flash, PowerCut
from oceanhil.simulator.program.token_store import ReferenceStore
from oceanhil.simulator.sweep import CutOutcome, Operation, SweptStore, run_pairs
from oceanhil.simulator.sweep.device import RecordDevice
from oceanhil.simulator.sweep.engine import Rig
from tests.simulator.sweep.sweeping import BOARDS, NEWEST, plan

ESP8266, PICO = BOARDS


def one_by_one(rig: Rig) -> Counter[CutOutcome]:
    """Cut at each pair in turn, with nothing kept in mind."""
    found: Counter[CutOutcome] = Counter()
    for first in range(rig.uncut()[-1].end_unit):
        second = 0
        while True:
            rig.cut(first, 0)
            rig.flash.power_on()
            rig.flash.arm_cut(second)
            try:
                rig.device.act(rig.flash)
            except PowerCut:
                found[rig.read()[0]] += 1
                second += 1
            else:
                break
    return found


@pytest.mark.parametrize("driver", [ESP8266, PICO])
def test_pruning_changes_no_count(driver: Driver) -> None:
    chosen = plan(Operation.COMMIT, driver, size=20)
    result = run_pairs(chosen)
    assert result.tally == one_by_one(Rig(chosen))
    assert result.states <= result.tried < result.pairs


def test_what_is_not_kept_is_neither_old_nor_new() -> None:
    result = run_pairs(plan(Operation.TOKEN_SAVE_UPDATE, ESP8266, SweptStore.LEGACY))
    kept = result.tally.get(CutOutcome.OLD, 0) + result.tally.get(CutOutcome.NEW, 0)
    assert result.unkept == result.pairs - kept > 0


@pytest.mark.long
def test_no_pair_loses_the_record_of_two_slots() -> None:
    result = run_pairs(plan(Operation.TOKEN_SAVE_UPDATE, ESP8266, SweptStore.REFERENCE))
    assert (result.units, result.pairs, set(result.tally), result.worst) == (209, 209 * 209, {CutOutcome.OLD}, ())


@pytest.mark.long
def test_no_pair_loses_it_on_flash_with_marginal_bits() -> None:
    result = run_pairs(plan(Operation.TOKEN_SAVE_UPDATE, ESP8266, SweptStore.REFERENCE, torn=TornModel.MARGINAL_BITS))
    assert set(result.tally) == {CutOutcome.OLD, CutOutcome.NEW}


@pytest.mark.long
def test_a_store_that_does_not_make_its_record_firm_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ReferenceStore, "make_firm", lambda _: None)
    result = run_pairs(plan(Operation.TOKEN_SAVE_UPDATE, ESP8266, SweptStore.REFERENCE, torn=TornModel.MARGINAL_BITS))
    assert CutOutcome.CORRUPT in result.tally
    assert result.worst
    assert {pair.outcome for pair in result.worst} == {max(result.tally, key=lambda outcome: outcome.severity)}


def test_two_runs_give_the_same_certificate() -> None:
    chosen = plan(Operation.TOKEN_SAVE_UPDATE, ESP8266, SweptStore.LEGACY)
    one, other = run_pairs(chosen), run_pairs(chosen)
    assert one == other
    assert one.digest != run_pairs(plan(Operation.COMMIT, ESP8266)).digest


def test_a_second_boot_that_hangs_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    rig = Rig(plan(Operation.TOKEN_SAVE_UPDATE, NEWEST, SweptStore.REFERENCE))
    units, act, boots = rig.uncut()[-1].end_unit, RecordDevice.act, Counter[str]()

    def hang_but_in_the_first_boot(device: RecordDevice, flash: Flash) -> None:
        boots["all"] += 1
        if boots["all"] > 1:
            raise NvsPanic("assert failed")
        act(device, flash)

    monkeypatch.setattr(RecordDevice, "act", hang_but_in_the_first_boot)
    monkeypatch.setattr(Rig, "cut", lambda rig, *_: rig.rewind())
    assert run_pairs(rig.plan).tally == {CutOutcome.HANGS: units}
