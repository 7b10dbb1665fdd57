"""Faults of relays, sensor and reports in the device's firmware."""

import msgspec
import pytest

from oceanhil.protocol.http import Exchanged, HttpResponse
from oceanhil.protocol.record import (
    RecordFlag,
)
from oceanhil.simulator.board.board import SimulatedBoard
from oceanhil.simulator.outputs import RELAYS, Sensors
from oceanhil.simulator.program import poll as polling
from oceanhil.simulator.program import program, registration
from oceanhil.simulator.program.answers import read_body
from oceanhil.simulator.program.context import Device
from tests.mutants.mutant import Mutants

MUTANTS = Mutants()


@MUTANTS.caught_by("relay-switched", "relay-switched-in-outage")
def a_relay_that_is_on_stays_on(patch: pytest.MonkeyPatch) -> None:
    real = polling._switched

    def switched(flags: RecordFlag, wanted: tuple[bool | None, bool | None]) -> RecordFlag:
        return real(flags, (wanted[0] or None, wanted[1] or None))

    patch.setattr(polling, "_switched", switched)


@MUTANTS.caught_by("relay-switched", "relay-switched-in-outage", "relay-after-power-loss")
def the_relays_are_wired_the_other_way_round(patch: pytest.MonkeyPatch) -> None:
    real = SimulatedBoard.switch_relays
    other = {
        RecordFlag.NONE: RecordFlag.NONE,
        RecordFlag.RELAY1: RecordFlag.RELAY2,
        RecordFlag.RELAY2: RecordFlag.RELAY1,
        RELAYS: RELAYS,
    }
    patch.setattr(SimulatedBoard, "switch_relays", lambda self, on: real(self, other[on]))


@MUTANTS.caught_by("relay-switched-in-outage")
def a_report_may_come_before_the_first_poll_after_an_outage(patch: pytest.MonkeyPatch) -> None:
    always = property(lambda _self: True, lambda _self, _value: None)
    patch.setattr(polling._Poller, "_wish_read", always, raising=False)


@MUTANTS.caught_by("report-lost")
def a_lost_report_is_repeated_before_the_next_poll(patch: pytest.MonkeyPatch) -> None:
    real = polling._Poller._report

    async def report(self: polling._Poller) -> bool:
        goes_on = await real(self)
        while goes_on and not self._wish_read:
            self._wish_read = True
            goes_on = await real(self)
        return goes_on

    patch.setattr(polling._Poller, "_report", report)


@MUTANTS.caught_by("report-refused-once")
def a_report_is_taken_for_told_whatever_is_answered(patch: pytest.MonkeyPatch) -> None:
    real = polling._Poller._report
    told: set[object] = set()

    async def report(self: polling._Poller) -> bool:
        if self._device.record in told:
            return True
        told.add(self._device.record)
        return await real(self)

    patch.setattr(polling._Poller, "_report", report)


@MUTANTS.caught_by("relay-kept-through-refusals")
def a_refusal_is_obeyed_too(patch: pytest.MonkeyPatch) -> None:
    real = polling._Poller._go_on_after

    async def go_on_after(self: polling._Poller, outcome: Exchanged) -> bool:
        wanted = read_body(polling._WANTED, outcome) if isinstance(outcome, HttpResponse) else None
        if wanted is not None:
            await self._apply(wanted)
        return await real(self, outcome)

    patch.setattr(polling._Poller, "_go_on_after", go_on_after)


@MUTANTS.caught_by("relay-kept-through-refusals")
def a_relay_that_no_answer_names_is_off_until_the_next(patch: pytest.MonkeyPatch) -> None:
    real = polling._Poller._go_on_after

    async def go_on_after(self: polling._Poller, outcome: Exchanged) -> bool:
        self._hardware.switch_relays(RecordFlag.NONE)
        return await real(self, outcome)

    patch.setattr(polling._Poller, "_go_on_after", go_on_after)


@MUTANTS.caught_by("relay-after-power-loss")
def relays_wait_for_the_first_poll_after_a_start(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(program, "RELAYS", RecordFlag.NONE)


@MUTANTS.caught_by("relay-stays-off-after-power-loss")
def a_relay_that_is_switched_off_is_not_saved(patch: pytest.MonkeyPatch) -> None:
    real = Device.save

    def save(self: Device, token: str, flags: RecordFlag) -> None:
        if self.record is not None and not flags & ~self.record.flags:
            self.record = msgspec.structs.replace(self.record, flags=flags)
            return
        real(self, token, flags)

    patch.setattr(Device, "save", save)


@MUTANTS.caught_by("relay-switched")
def relays_are_switched_only_in_the_record(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(polling, "RELAYS", RecordFlag.NONE)


@MUTANTS.caught_by("sensor-reported")
def the_sensor_is_read_once(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(SimulatedBoard, "read_sensors", lambda _self: Sensors())


@MUTANTS.caught_by("idle-flash")
def every_poll_saves(patch: pytest.MonkeyPatch) -> None:
    real = polling._Poller._apply

    async def apply(self: polling._Poller, wanted: polling._Wanted) -> bool:
        assert self._device.record is not None
        self._last_body = None
        self._device.save(self._device.record.token, self._device.record.flags)
        return await real(self, wanted)

    patch.setattr(polling._Poller, "_apply", apply)


@MUTANTS.caught_by("relay-kept-over-a-new-token")
def another_token_forgets_the_relays(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(registration, "RELAYS", RecordFlag.NONE)
