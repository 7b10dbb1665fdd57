"""Replaying a recording on the simulated drivers, and saying where the two first differ."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from oceanhil.simulator.eeprom.nvs import NvsPanic
from oceanhil.simulator.eeprom.nvs.api import DEFAULT_ADDRESS
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash, PowerCut
from oceanhil.simulator.vectors.boards import Esp32Board, Esp8266Board, RecordedBoard, generation_of
from oceanhil.simulator.vectors.format import (
    Boot,
    Esp8266Sequence,
    NvsSequence,
    Operation,
)

# Room for any partition that a recording may describe; blank flash costs nothing.
ESP32_FLASH_BYTES = 32 << 20
_CUT_LINE = 60


@dataclass(frozen=True, slots=True)
class Mismatch:
    """The first difference between a recording and its replay."""

    recording: str
    where: str
    operation: str
    expected: str
    got: str


@dataclass(frozen=True, slots=True)
class Call:
    """One operation as it was replayed: its result, and the units of flash work that it took."""

    operation: Operation
    result: str | None
    units: int


@dataclass(frozen=True, slots=True)
class Run:
    """A boot as it was replayed."""

    calls: Sequence[Call]
    lost_power: bool


def replay_nvs(recording: NvsSequence) -> Mismatch | None:
    """Return the first difference in a history of an ESP32, or None."""
    flash = Flash(ESP32_FLASH_BYTES)
    generation = generation_of(recording.driver)
    size = recording.partition_bytes
    return _replay_boots(
        recording.id,
        recording.boots,
        flash,
        lambda: Esp32Board(flash, generation, size),
        lambda: flash.dump(DEFAULT_ADDRESS, size),
    )


def replay_esp8266(recording: Esp8266Sequence) -> Mismatch | None:
    """Return the first difference in a history of an ESP8266, or None."""
    flash = Flash(recording.flash_bytes)
    return _replay_boots(
        recording.id,
        recording.boots,
        flash,
        lambda: Esp8266Board(flash),
        lambda: flash.dump(recording.sector_address, SECTOR_BYTES),
    )


def _replay_boots(
    name: str,
    boots: Sequence[Boot],
    flash: Flash,
    power_up: Callable[[], RecordedBoard],
    image: Callable[[], bytes],
) -> Mismatch | None:
    for number, boot in enumerate(boots):
        run = run_boot(flash, power_up(), boot.ops, boot.cut)
        difference = _compare(boot, run, flash.units, sha256(image()).hexdigest())
        if difference is not None:
            return Mismatch(name, f"boot {number}", *difference)
    return None


def run_boot(flash: Flash, board: RecordedBoard, operations: Sequence[Operation], cut: int | None) -> Run:
    """Switch the board on and perform the operations until they end, power is lost or the driver panics."""
    flash.power_on()
    if cut is not None:
        flash.arm_cut(cut)
    calls: list[Call] = []
    for operation in operations:
        before = flash.units
        try:
            result = board.perform(operation)
        except PowerCut:
            return Run([*calls, Call(operation, None, flash.units - before)], lost_power=True)
        except NvsPanic as panic:
            return Run([*calls, Call(operation, f"panic: {panic}", flash.units - before)], lost_power=False)
        calls.append(Call(operation, result, flash.units - before))
    return Run(calls, lost_power=False)


def _compare(boot: Boot, run: Run, units: int, image_sha256: str) -> tuple[str, str, str] | None:
    """Return operation, expected and got of the first difference in a boot."""
    results = [call for call in run.calls if call.result is not None]
    for position, expected in enumerate(boot.returns):
        if position >= len(results):
            return _last(run), expected, "power lost" if run.lost_power else "no result"
        got = results[position].result or ""
        if not _same_result(expected, got):
            return operation_text(results[position].operation), expected, _shortened(got)
    if len(results) > len(boot.returns):
        extra = results[len(boot.returns)]
        return operation_text(extra.operation), "power lost", _shortened(extra.result or "")
    if run.lost_power != boot.lost_power:
        return _suspects(run), f"lost_power {boot.lost_power}", f"lost_power {run.lost_power}"
    if boot.units is not None and units != boot.units:
        return _suspects(run), f"{boot.units} units", f"{units} units"
    if image_sha256 != boot.image_sha256:
        return _suspects(run), f"sha256 {boot.image_sha256}", f"sha256 {image_sha256}"
    return None


def _same_result(expected: str, got: str) -> bool:
    """Compare, where the recorder may have cut a long line and given the SHA-256 of its last word instead."""
    beginning, cut, digest = expected.partition("...sha256=")
    if not cut:
        return expected == got
    return got.startswith(beginning) and _word_sha256(got) == digest


def _shortened(result: str) -> str:
    if len(result) <= 2 * _CUT_LINE:
        return result
    return f"{result[:_CUT_LINE]}...sha256={_word_sha256(result)}"


def _word_sha256(result: str) -> str:
    return sha256(result.rsplit(" ", 1)[-1].encode()).hexdigest()


def operation_text(operation: Operation) -> str:
    """Return an operation as one would type it."""
    return " ".join(str(word) for word in operation)


def _last(run: Run) -> str:
    return operation_text(run.calls[-1].operation) if run.calls else "none"


def _suspects(run: Run) -> str:
    """Name the operation that changed flash; if several did, a recording cannot tell which of them differs first."""
    working = [operation_text(call.operation) for call in run.calls if call.units]
    if not working:
        return _last(run)
    return ("" if len(working) == 1 else "one of: ") + "; ".join(working)
