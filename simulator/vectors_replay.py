"""Replaying a recording on the simulated drivers, and saying where the two first differ."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from simulator.eeprom.nvs import NvsPanic
from simulator.eeprom.nvs.api import DEFAULT_ADDRESS
from simulator.flash import SECTOR_BYTES, Flash, PowerCut
from simulator.vectors_boards import Esp32Board, Esp8266Board, RecordedBoard, generation_of
from simulator.vectors_format import (
    Boot,
    CutRow,
    Esp8266Sequence,
    MalformedRecordingError,
    NvsSequence,
    NvsSweep,
    Operation,
    Recording,
)

_ESP32_FLASH_BYTES = 4 << 20
_SHORT_HASH = 16
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
class _Call:
    """One operation as it was replayed: its result, and the units of flash work that it took."""

    operation: Operation
    result: str | None
    units: int


@dataclass(frozen=True, slots=True)
class _Run:
    calls: Sequence[_Call]
    lost_power: bool


def replay(recording: Recording) -> Mismatch | None:
    """Return the first difference, or None; raises MalformedRecordingError for an operation or driver unknown here."""
    try:
        match recording:
            case NvsSequence():
                return _replay_nvs(recording)
            case NvsSweep():
                return _replay_sweep(recording)
            case Esp8266Sequence():
                return _replay_esp8266(recording)
    except MalformedRecordingError as error:
        raise MalformedRecordingError(f"{recording.id}: {error}") from error


def _replay_nvs(recording: NvsSequence) -> Mismatch | None:
    flash = Flash(_ESP32_FLASH_BYTES)
    generation = generation_of(recording.driver)
    size = recording.partition_bytes
    return _replay_boots(
        recording.id,
        recording.boots,
        flash,
        lambda: Esp32Board(flash, generation, size),
        lambda: flash.dump(DEFAULT_ADDRESS, size),
    )


def _replay_esp8266(recording: Esp8266Sequence) -> Mismatch | None:
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
        run = _run(flash, power_up, boot.ops, boot.cut)
        difference = _compare(boot, run, flash.units, sha256(image()).hexdigest())
        if difference is not None:
            return Mismatch(name, f"boot {number}", *difference)
    return None


def _run(flash: Flash, power_up: Callable[[], RecordedBoard], operations: list[Operation], cut: int | None) -> _Run:
    flash.power_on()
    if cut is not None:
        flash.arm_cut(cut)
    board = power_up()
    calls = []
    for operation in operations:
        before = flash.units
        try:
            result = board.perform(operation)
        except PowerCut:
            calls.append(_Call(operation, None, flash.units - before))
            return _Run(calls, lost_power=True)
        except NvsPanic as panic:
            calls.append(_Call(operation, f"panic: {panic}", flash.units - before))
            break
        calls.append(_Call(operation, result, flash.units - before))
    return _Run(calls, lost_power=False)


def _compare(boot: Boot, run: _Run, units: int, image_sha256: str) -> tuple[str, str, str] | None:
    """Return operation, expected and got of the first difference in a boot."""
    results = [call for call in run.calls if call.result is not None]
    for position, expected in enumerate(boot.returns):
        if position >= len(results):
            return _last(run), expected, "power lost" if run.lost_power else "no result"
        got = results[position].result or ""
        if not _same_result(expected, got):
            return _text(results[position].operation), expected, _shortened(got)
    if len(results) > len(boot.returns):
        extra = results[len(boot.returns)]
        return _text(extra.operation), "power lost", _shortened(extra.result or "")
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
    return got.startswith(beginning) and sha256(got.split(" ")[-1].encode()).hexdigest() == digest


def _shortened(result: str) -> str:
    if len(result) <= 2 * _CUT_LINE:
        return result
    return f"{result[:_CUT_LINE]}...sha256={sha256(result.split(' ')[-1].encode()).hexdigest()}"


def _text(operation: Operation) -> str:
    return " ".join(str(word) for word in operation)


def _last(run: _Run) -> str:
    return _text(run.calls[-1].operation) if run.calls else "none"


def _suspects(run: _Run) -> str:
    """Name the operation that changed flash; if several did, a recording cannot tell which of them differs first."""
    working = [_text(call.operation) for call in run.calls if call.units or call.result is None]
    working = [each for call, each in zip(run.calls, map(_text, (c.operation for c in run.calls)), strict=True) if call.units]
    if not working:
        return _last(run)
    return working[0] if len(working) == 1 else "one of: " + "; ".join(working)


def _replay_sweep(recording: NvsSweep) -> Mismatch | None:
    return _Sweep(recording).replay()


class _Sweep:
    """One boot of an ESP32, from the same image, with power lost at one unit after another."""

    def __init__(self, recording: NvsSweep) -> None:
        self._recording = recording
        self._generation = generation_of(recording.driver)
        self._flash = Flash(_ESP32_FLASH_BYTES)

    def replay(self) -> Mismatch | None:
        recording = self._recording
        before = self._performed(recording.setup)
        start = self._flash.snapshot()
        after = self._performed(recording.boot)
        if self._flash.units != recording.units:
            whole = "; ".join(map(_text, recording.boot))
            return Mismatch(
                recording.id, "uncut boot", whole, f"{recording.units} units", f"{self._flash.units} units"
            )
        names = {before: "old", after: "new", b"\xff" * len(after): "blank"}
        for row in recording.after:
            self._flash.restore(start)
            mismatch = self._replay_cut(row, names)
            if mismatch is not None:
                return mismatch
        return None
